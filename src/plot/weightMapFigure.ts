import * as Plot from '@observablehq/plot';
import { areaMean } from './areaMean.ts';
import { colorLegend } from './colorLegend.ts';
import { legendHeight } from './dataSetLayout.ts';
import { drawPanel, type FigureOptions, figureDocument, figureElement } from './figure.ts';
import { heatMapImage, signedColors } from './heatMap.ts';
import { type Matrix, matrixShape } from './matrixShape.ts';

/** What a weight map takes. */
export interface WeightMapOptions extends FigureOptions {
  /** Default `Weights`. */
  readonly title?: string;
}

const cells = 200;
const margins = { marginTop: 8, marginBottom: 42, marginLeft: 52, marginRight: 12 };

/**
 * A weight matrix as a signed heat map: inputs to the right, outputs upward, zero in the middle of the colour scale.
 * Matrices above 200 by 200 are shrunk by block means.
 * @param weights `[inputs, outputs]`, as `linear` has them.
 * @throws LimpetError (`shape`, `value`) for weights that are empty, ragged or not finite.
 */
export function weightMapFigure(weights: Matrix, options: WeightMapOptions = {}): SVGSVGElement {
  const document = figureDocument(options.document);
  const { width = 800, title = 'Weights' } = options;
  const { height = Math.min(width, 480) } = options;
  const [inputs, outputs] = matrixShape(weights, 'weights', ['input', 'output']);
  const grid = areaMean(weights, cells, cells);
  const shrunk = grid.columns < inputs || grid.rows < outputs;
  const largest = grid.values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const bound = largest > 0 ? largest : 1;
  const domain = [-bound, bound] as const;
  const plot = drawPanel(document, {
    ...margins,
    width,
    height: height - legendHeight,
    x: { type: 'linear', domain: [-0.5, inputs - 0.5] },
    y: { type: 'linear', domain: [-0.5, outputs - 0.5] },
    marks: [
      Plot.image([grid], {
        x: inputs / 2 - 0.5,
        y: outputs / 2 - 0.5,
        src: () => heatMapImage(grid, domain, signedColors),
        width: width - margins.marginLeft - margins.marginRight,
        height: height - legendHeight - margins.marginTop - margins.marginBottom,
        preserveAspectRatio: 'none',
        imageRendering: 'pixelated',
        className: 'weights',
      }),
      Plot.axisX({ label: 'input', interval: Math.ceil(inputs / 8), tickSize: 3, fontSize: 12 }),
      Plot.axisY({ label: 'output', interval: Math.ceil(outputs / 8), tickSize: 3, fontSize: 12 }),
    ],
  });
  const label = shrunk ? 'weight, block means' : 'weight';
  return figureElement(document, {
    id: 'weight-map',
    title,
    description: describe(weights, [inputs, outputs]),
    width,
    height,
    panels: [
      colorLegend(document, { label, colors: signedColors, domain }, width),
      { x: 0, y: legendHeight, plot },
    ],
  });
}

function describe(weights: Matrix, [inputs, outputs]: readonly [number, number]): string {
  let [low, high, negative] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
  for (const row of Array.from(weights)) {
    for (const weight of Array.from(row)) {
      low = Math.min(low, weight);
      high = Math.max(high, weight);
      if (weight < 0) negative++;
    }
  }
  const share = Math.round((100 * negative) / (inputs * outputs));
  return (
    `Heat map of ${inputs} by ${outputs} weights (inputs by outputs), from ${low.toPrecision(3)} to ` +
    `${high.toPrecision(3)}; ${share} % are negative.`
  );
}
