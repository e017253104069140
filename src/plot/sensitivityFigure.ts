import * as Plot from '@observablehq/plot';
import { valueError } from '../errors.ts';
import type { MismatchSensitivityRow, SensitivityRow } from '../evaluate/index.ts';
import { drawPanel, type FigureOptions, figureDocument, figureElement } from './figure.ts';
import { inkColor, lineStyle } from './theme.ts';

/** What a {@link sensitivityFigure} takes. */
export interface SensitivityFigureOptions extends FigureOptions {
  /** What is measured. Default: `metric`. */
  readonly metric?: string;
}

type Row = Pick<SensitivityRow, 'group' | 'cost'> & Partial<Pick<MismatchSensitivityRow, 'costInterval'>>;

const rowHeight = 26;

/**
 * What it costs that one group of parameters is off, as `sensitivity` or `attackSensitivity` measures it: a bar for each group in the order
 * of the rows, with the confidence interval where there is one.
 * @throws LimpetError (`value`) where there is no row or a cost is not finite.
 */
export function sensitivityFigure(
  rows: readonly Row[],
  options: SensitivityFigureOptions = {},
): SVGSVGElement {
  if (rows.length === 0) throw valueError('sensitivityFigure: expected at least one row, got none');
  const bad = rows.find(({ cost }) => !Number.isFinite(cost));
  if (bad !== undefined) {
    throw valueError(
      `sensitivityFigure: a figure needs finite numbers; the cost of ${bad.group} is ${bad.cost}`,
    );
  }
  const document = figureDocument(options.document);
  const { width = 800, metric = 'metric' } = options;
  const { height = 72 + rowHeight * rows.length } = options;
  const intervals = rows.flatMap(({ group, costInterval }) =>
    costInterval !== undefined && Number.isFinite(costInterval.low + costInterval.high)
      ? [{ group, ...costInterval }]
      : [],
  );
  const longest = Math.max(...rows.map(({ group }) => group.length));
  const plot = drawPanel(document, {
    width,
    height,
    marginTop: 24,
    marginBottom: 42,
    marginLeft: Math.min(width / 3, 20 + 7.2 * longest),
    marginRight: 16,
    x: { type: 'linear', nice: true },
    y: { type: 'band', domain: rows.map(({ group }) => group), padding: 0.25 },
    marks: [
      Plot.gridX({ strokeOpacity: 0.12 }),
      Plot.barX(rows, { x: 'cost', y: 'group', fill: lineStyle(0).color, className: 'costs' }),
      Plot.ruleY(intervals, {
        x1: 'low',
        x2: 'high',
        y: 'group',
        stroke: inkColor,
        strokeWidth: 1.5,
        className: 'intervals',
      }),
      Plot.ruleX([0], { strokeOpacity: 0.6 }),
      Plot.axisX({ label: `change of the ${metric}`, fontSize: 12 }),
      Plot.axisY({ label: null, tickSize: 0, fontSize: 12 }),
    ],
  });
  return figureElement(document, {
    id: 'sensitivity',
    title: `Change of the ${metric} when one group of parameters is off`,
    description: rows.map(({ group, cost }) => `${group}: ${cost.toPrecision(3)}.`).join(' '),
    width,
    height,
    panels: [{ x: 0, y: 0, plot }],
  });
}
