import Papa from 'papaparse';
import { headlessDocument } from '../../plot/headlessDocument.ts';
import {
  accuracyMetric,
  comparisonNetworks,
  comparisonReportHtml,
  type MeasurementText,
  robustnessFigure,
  svgFile,
} from '../../plot/index.ts';
import { writeFiles } from '../outputFolder.ts';
import { plainDuration } from '../progressText.ts';
import { currentVersions } from '../versions.ts';
import type { JobResult } from './jobResult.ts';
import { logarithmic, measurementTexts } from './measurementTexts.ts';
import { type CompareSettings, jobName } from './settings.ts';

const texts: readonly MeasurementText[] = Object.entries(measurementTexts).map(([measurement, text]) => ({
  ...text,
  measurement,
  logarithmic: logarithmic.has(measurement),
}));

/**
 * Writes a comparison's report, its rows, its result and its figures into a folder. A figure for which nothing was measured is left out.
 * @returns the names of the files written, the report first.
 */
export function writeCompareFiles(
  folder: string,
  settings: CompareSettings,
  results: readonly JobResult[],
): Promise<string[]> {
  const rows = results.flatMap((result) => result.rows);
  const content = { settings, versions: currentVersions(), results };
  const document = headlessDocument();
  const figures = texts.map(({ measurement, levelName, logarithmic: byLogarithm = false }) => {
    const networks = comparisonNetworks(rows, measurement);
    const figure = () =>
      svgFile(
        robustnessFigure(networks, { document, metric: accuracyMetric, levelName, logarithmic: byLogarithm }),
      );
    return [`${measurement}.svg`, networks.length === 0 ? undefined : figure()] as const;
  });
  return writeFiles(folder, {
    'report.html': reportOf(settings, results, content),
    'rows.csv': `${Papa.unparse([...rows], { newline: '\n' })}\n`,
    'result.json': `${JSON.stringify(content, undefined, 2)}\n`,
    ...Object.fromEntries(figures),
  });
}

function reportOf(settings: CompareSettings, results: readonly JobResult[], content: unknown): string {
  const { limpet, node, platform } = currentVersions();
  const training = results.map((job) => ({ name: jobName(job), epochLosses: job.epochLosses }));
  const facts: (readonly [string, string])[] = [
    ...Object.entries(settings).map(([name, value]) => [name, `${value}`.replaceAll(',', ', ')] as const),
    ['time of all networks together', plainDuration(results.reduce((sum, { seconds }) => sum + seconds, 0))],
    ['Limpet', limpet],
    ['Node', node],
    ['platform', platform],
  ];
  return comparisonReportHtml(
    {
      ...{
        rows: results.flatMap((result) => result.rows),
        measurements: texts,
        training,
        facts,
        content,
      },
      kind: `Limpet ${limpet}, comparison on ${settings.task}`,
    },
    { document: headlessDocument() },
  );
}
