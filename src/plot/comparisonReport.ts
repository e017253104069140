import { type ComparisonCell, type ComparisonRow, comparisonCells } from '../evaluate/comparison.ts';
import { type FigureOptions, figureDocument } from './figure.ts';
import { type LossCurve, lossCurveFigure } from './lossCurveFigure.ts';
import { html, type Markup } from './markup.ts';
import { figureMarkup, reportPage } from './reportPage.ts';
import { factList, scrolling } from './reportTables.ts';
import { type RobustnessNetwork, robustnessFigure } from './robustnessFigure.ts';

/** What is said of a measurement. */
export interface MeasurementText {
  /** As rows name it. */
  readonly measurement: string;
  readonly title: string;
  /** What was done, with units. */
  readonly text: string;
  /** What levels are, such as `mismatch level`. */
  readonly levelName: string;
  /** Whether the figure has levels by their logarithm. Default false. */
  readonly logarithmic?: boolean;
}

/** A comparison of training methods. */
export interface ComparisonReport {
  /** Accuracies from 0 to 1. */
  readonly rows: readonly ComparisonRow[];
  /** In the order in which the report shows them; those without rows are left out. */
  readonly measurements: readonly MeasurementText[];
  readonly training: readonly LossCurve[];
  /** Settings and versions: names and values. */
  readonly facts: readonly (readonly [name: string, value: string])[];
  /** What made it, such as `Limpet 0.1.0, comparison on digits`. */
  readonly kind: string;
  /** What the page carries as JSON. */
  readonly content: unknown;
}

/** The lines of a figure: mean accuracies in per cent by level, with one standard deviation. */
export function comparisonNetworks(rows: readonly ComparisonRow[], measurement: string): RobustnessNetwork[] {
  const cells = comparisonCells(rows, measurement);
  const methods = [...new Set(cells.map(({ method }) => method))];
  return methods.map((method) => ({
    name: method,
    points: cells
      .filter((cell) => cell.method === method)
      .map(({ level, mean, std }) => ({ level, mean: 100 * mean, std: 100 * std }))
      .sort((a, b) => a.level - b.level),
  }));
}

/** The vertical axis of the figures of {@link comparisonNetworks}. */
export const accuracyMetric = 'accuracy (%)';

/** A comparison as one HTML file that needs nothing else, with the numbers in the script element `limpet-comparison`. */
export function comparisonReportHtml(
  report: ComparisonReport,
  options: Pick<FigureOptions, 'document'> = {},
): string {
  const document = figureDocument(options.document);
  const { rows, measurements, training, facts, kind, content } = report;
  const shown = measurements.filter(({ measurement }) => rows.some((row) => row.measurement === measurement));
  const curves = training.filter(({ epochLosses }) => epochLosses.length > 0);
  const body = html`${shown.map((measurement) => section(measurement, rows, document))}
${curves.length === 0 ? undefined : trainingSection(curves, document)}
<h2>How it was made</h2>
${factList(facts)}
<footer><p>Methods and measurements: Büchel, Faber, Muir, “Network insensitivity to parameter noise via adversarial regularization”, arXiv 2106.05009. The numbers behind this page are in it, as JSON, in the element <i>limpet-comparison</i>.</p></footer>`;
  return reportPage({ title: 'Training methods compared', kind, body, id: 'limpet-comparison', content });
}

function trainingSection(curves: readonly LossCurve[], document: Document): Markup {
  return html`<h2>Training</h2>
<figure>
${figureMarkup('loss', (width) => lossCurveFigure(curves, { document, width }))}
<figcaption>Mean training loss of each epoch on a logarithmic scale. Methods have different losses, so that their sizes say nothing about which is better.</figcaption>
</figure>`;
}

function section(
  { measurement, title, text, levelName, logarithmic = false }: MeasurementText,
  rows: readonly ComparisonRow[],
  document: Document,
): Markup {
  const networks = comparisonNetworks(rows, measurement);
  const draw = (width: number) =>
    robustnessFigure(networks, { document, width, metric: accuracyMetric, levelName, logarithmic });
  return html`<h2>${title}</h2>
<figure>
${figureMarkup(measurement, draw)}
<figcaption>${text} Lines are means, shades one standard deviation to either side.</figcaption>
</figure>
${comparisonTable(title, levelName, comparisonCells(rows, measurement))}
`;
}

/** By method and level: mean, standard deviation and minimum, in per cent. The best mean of a level is strong. */
function comparisonTable(title: string, levelName: string, cells: readonly ComparisonCell[]): Markup {
  const levels = [...new Set(cells.map(({ level }) => level))].sort((a, b) => a - b);
  const methods = [...new Set(cells.map(({ method }) => method))];
  const percent = (value: number): string => (100 * value).toFixed(1);
  const best = new Map(
    levels.map((level) => [
      level,
      Math.max(...cells.filter((cell) => cell.level === level).map(({ mean }) => mean)),
    ]),
  );
  const cellOf = (method: string, level: number): Markup => {
    const cell = cells.find((each) => each.method === method && each.level === level);
    if (cell === undefined) return html`<td class="group">–</td><td></td><td></td>`;
    const mean =
      cell.mean === best.get(level) ? html`<strong>${percent(cell.mean)}</strong>` : percent(cell.mean);
    return html`<td class="group">${mean}</td><td class="spread">± ${percent(cell.std)}</td><td>${percent(cell.min)}</td>`;
  };
  const lines = methods.map(
    (method) =>
      html`<tr><th scope="row">${method}</th>${levels.map((level) => cellOf(method, level))}</tr>\n`,
  );
  const heads = levels.map(
    (level) => html`<th colspan="3" scope="colgroup" class="group">${levelName} ${level}</th>`,
  );
  const columns = levels.map(
    () => html`<th colspan="2" scope="col" class="group">mean ± std</th><th scope="col">min</th>`,
  );
  return scrolling(
    title,
    html`<table>
<thead>
<tr><th rowspan="2" scope="col">accuracy in %</th>${heads}</tr>
<tr>${columns}</tr>
</thead>
<tbody>
${lines}</tbody>
</table>`,
  );
}
