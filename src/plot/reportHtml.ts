import { trainedAgainst } from '../evaluate/trainedAgainst.ts';
import { changedSettings, referenceRow } from '../evaluate/tutorialReference.ts';
import type { TutorialResult } from '../evaluate/tutorialResult.ts';
import { type DataSetSample, dataSetFigure } from './dataSetFigure.ts';
import { type FigureOptions, figureDocument } from './figure.ts';
import { type LossCurve, lossCurveFigure } from './lossCurveFigure.ts';
import { html, type Markup } from './markup.ts';
import { measuredNetworks, networkNames, networkTitle } from './reportNumbers.ts';
import { figureMarkup, reportPage } from './reportPage.ts';
import { reportSummary } from './reportSummary.ts';
import { robustnessTable, settingsList, trainingTable, versionsList } from './reportTables.ts';
import { type RobustnessNetwork, robustnessFigure } from './robustnessFigure.ts';

/** What a report shows. */
export interface TutorialReport {
  readonly result: TutorialResult;
  /** Loss of every step, for the range behind the loss curves. */
  readonly stepLosses?: { readonly robust?: ArrayLike<number>; readonly standard?: ArrayLike<number> };
  /** Steps of one epoch; default: steps over epochs, which is right for a run that was not stopped. */
  readonly stepsPerEpoch?: number;
  /** The data set, one sample per class. */
  readonly samples?: readonly DataSetSample[];
}

/** The robustness figure's lines from a result, with the tutorial's printed values at the same levels as reference. */
export function robustnessNetworks(result: TutorialResult): RobustnessNetwork[] {
  return measuredNetworks(result).map((name) => {
    const rows = result.table.flatMap(({ level, [name]: measured }) =>
      measured === undefined ? [] : [{ level, mean: measured.mean, std: measured.std }],
    );
    const printed = rows.flatMap(({ level }) => {
      const row = referenceRow(level);
      return row === undefined ? [] : [{ level, ...row[name] }];
    });
    return { name: networkTitle(name), style: networkNames.indexOf(name), points: rows, reference: printed };
  });
}

/** The loss figure's curves from a report. */
export function lossCurves({ result, stepLosses, stepsPerEpoch }: TutorialReport): LossCurve[] {
  return networkNames.flatMap((name) => {
    const training = result.training[name];
    if (training === undefined) return [];
    const steps = stepLosses?.[name];
    return [
      {
        name: networkTitle(name),
        style: networkNames.indexOf(name),
        epochLosses: training.epochLosses,
        ...(steps !== undefined && { stepLosses: steps }),
        ...(stepsPerEpoch !== undefined && { stepsPerEpoch }),
      },
    ];
  });
}

/** What the hollow marks of {@link robustnessNetworks} are. */
export const referenceName = 'printed in the tutorial';

/**
 * A run of the tutorial as one HTML file that needs nothing else: summary, figures, tables, settings, and the result as JSON in
 * the script element `limpet-result`. Reads well on a phone, in the dark and on paper.
 */
export function reportHtml(report: TutorialReport, options: Pick<FigureOptions, 'document'> = {}): string {
  const { result } = report;
  const document = figureDocument(options.document);
  const title = 'Robustness to parameter mismatch';
  const body = html`${partialNotice(result)}<p class="summary">${reportSummary(result)}</p>
${robustnessSection(result, document)}
${trainingSection(report, document)}
${dataSetSection(report, document)}
<h2>How it was made</h2>
<h3>Settings</h3>
${settingsList(result)}
<h3>Versions</h3>
${versionsList(result)}
<h3>Fingerprint</h3>
<p class="note">A hash over every bit of the result. Machines that compute the same print the same.</p>
<code>${result.hash}</code>
<footer><p>Method: Büchel, Faber, Muir, “Network insensitivity to parameter noise via adversarial regularization”, arXiv 2106.05009; tutorial and printed table: Rockpool, “Adversarial training”. The numbers behind this page are in it, as JSON, in the element <i>limpet-result</i>.</p></footer>`;
  const kind = `Limpet ${result.versions.limpet}, adversarial training tutorial`;
  return reportPage({ title, kind, body, id: 'limpet-result', content: result });
}

function partialNotice({ partial }: TutorialResult): Markup | undefined {
  if (!partial) return undefined;
  return html`<p class="notice"><strong>Partial run.</strong> It was stopped before its end; this page shows what was done until then.</p>\n`;
}

function robustnessSection(result: TutorialResult, document: Document): Markup | undefined {
  const networks = robustnessNetworks(result);
  if (networks.length === 0) return undefined;
  const figure = figureMarkup('robustness', (width) =>
    robustnessFigure(networks, { document, width, referenceName }),
  );
  const { samples } = result.settings;
  const marks = networks.some(({ reference = [] }) => reference.length > 0)
    ? ' Hollow marks are the means that the tutorial prints.'
    : '';
  return html`<figure>
${figure}
<figcaption>Mean squared error (MSE) when every parameter is off by Gaussian noise, whose standard deviation is the mismatch level times the parameter’s size. Lines are means, shades one standard deviation to either side, over ${samples} ${samples === 1 ? 'draw' : 'draws'}.${marks}</figcaption>
</figure>
<h2>Robustness by level, beside the tutorial’s table</h2>
${robustnessTable(result)}
<p class="note">${tableNote(result)}</p>`;
}

function tableNote(result: TutorialResult): string {
  const meaning =
    'Mean squared error: mean ± standard deviation. Δ is the difference from the tutorial, relative to its value.';
  if (result.partial || changedSettings(result.settings).length > 0) {
    return `${meaning} This run is not the whole tutorial with its own settings, so differences are to be expected.`;
  }
  return (
    `${meaning} At level 0 nothing is drawn, and the error is where training happened to end: tiny, and moved by rounding ` +
    'alone, so relative differences there mean little.'
  );
}

/** How the losses of both networks compare, by what the robust one is trained against. */
const lossNotes = {
  adversary:
    ' The robust network’s loss includes what the adversary adds, so the two are not the same measure.',
  noise: ' The robust network’s loss is taken with noise, so the two are not the same measure.',
  nothing: '',
};

function trainingSection(report: TutorialReport, document: Document): Markup {
  const curves = lossCurves(report).filter(
    ({ epochLosses, stepLosses = [] }) => epochLosses.length + stepLosses.length > 0,
  );
  const range = curves.some(({ stepLosses }) => stepLosses !== undefined);
  const both = curves.length > 1 ? lossNotes[trainedAgainst(report.result.settings)] : '';
  const figure = html`<figure>
${figureMarkup('loss', (width) => lossCurveFigure(curves, { document, width }))}
<figcaption>Training loss on a logarithmic scale. Lines are means of epochs${range ? '; shades span the losses of single steps.' : '.'}${both}</figcaption>
</figure>`;
  return html`<h2>Training</h2>
${trainingTable(report.result)}
${curves.length === 0 ? undefined : figure}`;
}

function dataSetSection({ samples = [] }: TutorialReport, document: Document): Markup | undefined {
  if (samples.length === 0) return undefined;
  return html`<h2>The data set</h2>
<figure>
${figureMarkup('data-set', (width) => dataSetFigure(samples, { document, width }))}
<figcaption>Each class is one frozen pattern of noise (above or left: inputs) to be turned into smooth curves (below or right: targets). The first target channel is solid.</figcaption>
</figure>`;
}
