import type { TutorialTask } from '../data/index.ts';
import { writeRunFile } from '../evaluate/runFile.ts';
import { stepsPerEpoch, type TutorialNetworkResult, tutorialRun } from '../evaluate/tutorial.ts';
import type { TutorialResult } from '../evaluate/tutorialResult.ts';
import { headlessDocument } from '../plot/headlessDocument.ts';
import {
  type DataSetSample,
  dataSetFigure,
  lossCurveFigure,
  lossCurves,
  referenceName,
  reportHtml,
  robustnessFigure,
  robustnessNetworks,
  svgFile,
  type TutorialReport,
} from '../plot/index.ts';
import type { Tensor } from '../trace/index.ts';
import type { Sample } from '../train/index.ts';
import { writeFiles } from './outputFolder.ts';

/** The result as the text of a JSON file. */
export const resultJson = (result: TutorialResult): string => `${JSON.stringify(result, undefined, 2)}\n`;

/**
 * Writes a run's report, its figures, its result and its run file into a folder. A figure for which nothing was done yet is left out, and one that an
 * earlier run left there is removed.
 * @returns the names of the files written, the report first.
 */
export function writeTutorialFiles(
  folder: string,
  result: TutorialResult,
  networks: readonly TutorialNetworkResult[],
  task: TutorialTask,
): Promise<string[]> {
  const report = tutorialFiles({
    result,
    samples: task.classes.map(drawnSample),
    stepLosses: Object.fromEntries(networks.map(({ network, stepLosses }) => [network, stepLosses])),
    stepsPerEpoch: stepsPerEpoch(task),
  });
  return writeFiles(folder, {
    ...report,
    'run.safetensors': writeRunFile(tutorialRun(result.settings, networks)),
  });
}

function tutorialFiles(report: TutorialReport): Record<string, string | undefined> {
  const document = headlessDocument();
  const { result, samples = [] } = report;
  const networks = robustnessNetworks(result);
  const curves = lossCurves(report).filter(({ epochLosses }) => epochLosses.length > 0);
  const robustness = () => robustnessFigure(networks, { document, referenceName });
  return {
    'report.html': reportHtml(report, { document }),
    'robustness.svg': networks.length === 0 ? undefined : svgFile(robustness()),
    'losses.svg': curves.length === 0 ? undefined : svgFile(lossCurveFigure(curves, { document })),
    'dataset.svg': svgFile(dataSetFigure(samples, { document })),
    'result.json': resultJson(result),
  };
}

const drawnSample = ({ inputs, target }: Sample): DataSetSample => ({
  inputs: matrix(inputs),
  targets: matrix(target),
});

/** The rows of a [time, channels] tensor. */
function matrix(tensor: Tensor): ArrayLike<number>[] {
  const [time = 0, channels = 0] = tensor.shape;
  const data = tensor.toTypedArray();
  return Array.from({ length: time }, (_, row) => data.subarray(row * channels, (row + 1) * channels));
}
