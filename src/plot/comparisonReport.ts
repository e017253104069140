import type { ComparisonRow } from '../evaluate/comparison.ts';
import type { ComparisonSection } from './comparison/comparisonSection.ts';
import { type FigureOptions, figureDocument } from './figure.ts';
import { type LossCurve, lossCurveFigure } from './lossCurveFigure.ts';
import { html, type Markup } from './markup.ts';
import { figureMarkup, reportPage } from './reportPage.ts';
import { factList } from './reportTables.ts';

/** A comparison of training methods. */
export interface ComparisonReport {
  readonly rows: readonly ComparisonRow[];
  /** In the order in which the report shows them; those for which there are no rows are left out. */
  readonly sections: readonly ComparisonSection[];
  readonly training: readonly LossCurve[];
  /** Settings and versions: names and values. */
  readonly facts: readonly (readonly [name: string, value: string])[];
  /** What made it, such as `Limpet 0.1.0, comparison on digits`. */
  readonly kind: string;
  /** What the page carries as JSON. */
  readonly content: unknown;
}

/** A comparison as one HTML file that needs nothing else, with the numbers in the script element `limpet-comparison`. */
export function comparisonReportHtml(
  report: ComparisonReport,
  options: Pick<FigureOptions, 'document'> = {},
): string {
  const document = figureDocument(options.document);
  const { rows, sections, training, facts, kind, content } = report;
  const curves = training.filter(({ epochLosses }) => epochLosses.length > 0);
  const body = html`${sections.map((section) => sectionMarkup(section, rows, document))}
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

function sectionMarkup(
  { name, title, text, legend, figure, table }: ComparisonSection,
  rows: readonly ComparisonRow[],
  document: Document,
): Markup | undefined {
  const drawing = figureMarkup(name, (width) => figure(rows, { document, width }));
  if (drawing === undefined) return undefined;
  return html`<h2>${title}</h2>
<figure>
${drawing}
<figcaption>${text} ${legend}</figcaption>
</figure>
${table(rows)}
`;
}
