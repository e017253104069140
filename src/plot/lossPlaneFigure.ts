import * as Plot from '@observablehq/plot';
import { shapeError } from '../errors.ts';
import type { LossPlane } from '../evaluate/index.ts';
import type { Grid } from './areaMean.ts';
import { colorLegend } from './colorLegend.ts';
import { legendHeight } from './dataSetLayout.ts';
import { extentOf } from './extentOf.ts';
import { drawPanel, type FigureOptions, figureDocument, figureElement } from './figure.ts';
import { heatMapColors, heatMapImage } from './heatMap.ts';
import { matrixShape } from './matrixShape.ts';

/** What a {@link lossPlaneFigure} takes. */
export interface LossPlaneFigureOptions extends FigureOptions {
  /** What is measured. Default: `loss`. */
  readonly metric?: string;
}

const margins = { marginTop: 26, marginBottom: 42, marginLeft: 52, marginRight: 12 };

/**
 * The loss on a plane through a network, as `lossPlane` measures it: a heat map with contour lines, and a cross at the network itself.
 * @throws LimpetError (`shape`, `value`) for losses that are empty, ragged, not finite or not one for each place.
 */
export function lossPlaneFigure(
  { alphas, betas, losses }: LossPlane,
  options: LossPlaneFigureOptions = {},
): SVGSVGElement {
  const [rows, columns] = matrixShape(losses, 'losses', ['β', 'α']);
  if (rows !== betas.length || columns !== alphas.length) {
    throw shapeError(
      `lossPlaneFigure: expected a loss for each of ${betas.length} β and ${alphas.length} α, got [${rows}, ${columns}]`,
    );
  }
  const document = figureDocument(options.document);
  const { width = 560, metric = 'loss' } = options;
  const { height = width + legendHeight } = options;
  const values = Float64Array.from(losses.flat());
  const [low, high] = extentOf(values);
  const domain = [low, high > low ? high : low + 1] as const;
  const fine = refined({ columns, rows, values });
  const x = edges(alphas);
  const y = edges(betas);
  const plot = drawPanel(document, {
    ...margins,
    width,
    height: height - legendHeight,
    x: { type: 'linear', domain: x },
    y: { type: 'linear', domain: y },
    marks: [
      Plot.image([values], {
        x: (x[0] + x[1]) / 2,
        y: (y[0] + y[1]) / 2,
        src: () => heatMapImage({ columns, rows, values }, domain),
        width: width - margins.marginLeft - margins.marginRight,
        height: height - legendHeight - margins.marginTop - margins.marginBottom,
        preserveAspectRatio: 'none',
        imageRendering: 'pixelated',
        className: 'losses',
      }),
      Plot.contour(fine.values, {
        width: fine.columns,
        height: fine.rows,
        x1: x[0],
        x2: x[1],
        y1: y[0],
        y2: y[1],
        value: (loss: number) => loss,
        thresholds: 8,
        stroke: '#ffffff',
        strokeOpacity: 0.7,
        className: 'contours',
      }),
      Plot.dot([0], { x: 0, y: 0, symbol: 'cross', fill: '#ffffff', r: 5, className: 'network' }),
      Plot.axisX({ label: 'place α along the first direction', ticks: 5, tickSize: 3, fontSize: 12 }),
      Plot.axisY({ label: 'place β along the second', ticks: 5, tickSize: 3, fontSize: 12 }),
    ],
  });
  return figureElement(document, {
    id: 'loss-plane',
    title: `${metric} on a plane through the network`,
    description: `Heat map of the ${metric} along two random directions, from ${low.toPrecision(3)} to ${high.toPrecision(3)}.`,
    width,
    height,
    panels: [
      colorLegend(document, { label: metric, colors: heatMapColors, domain }, width),
      { x: 0, y: legendHeight, plot },
    ],
  });
}

/** The outer edges of cells that lie around evenly spaced places. */
function edges(places: readonly number[]): [number, number] {
  const [first = 0, last = 0] = [places[0], places.at(-1)];
  const half = places.length > 1 ? (last - first) / (places.length - 1) / 2 : 0.5;
  return [first - half, last + half];
}

/** Cells along each side of one, so that contours are smooth and reach the frame. */
const refinement = 4;

/** A grid of smaller cells over the same area: linear between the middles of cells, constant beyond the outermost. */
function refined({ columns, rows, values }: Grid): Grid {
  const fine = { columns: columns * refinement, rows: rows * refinement };
  const place = (index: number, count: number): readonly [cell: number, next: number, part: number] => {
    const middle = Math.min(count - 1, Math.max(0, (index + 0.5) / refinement - 0.5));
    const cell = Math.floor(middle);
    return [cell, Math.min(count - 1, cell + 1), middle - cell];
  };
  const between = Float64Array.from({ length: fine.columns * fine.rows }, (_, index) => {
    const [left, right, across] = place(index % fine.columns, columns);
    const [below, above, up] = place(Math.floor(index / fine.columns), rows);
    const along = (row: number): number => {
      const [start = 0, end = 0] = [values[row * columns + left], values[row * columns + right]];
      return start + (end - start) * across;
    };
    return along(below) + (along(above) - along(below)) * up;
  });
  return { ...fine, values: between };
}
