import Papa from 'papaparse';
import { headlessDocument } from '../../plot/headlessDocument.ts';
import { comparisonReportHtml, svgFile } from '../../plot/index.ts';
import { writeFiles } from '../outputFolder.ts';
import { plainDuration } from '../progressText.ts';
import { currentVersions } from '../versions.ts';
import type { JobResult } from './jobResult.ts';
import { sectionsOf } from './sections.ts';
import { type CompareSettings, jobName } from './settings.ts';

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
  const figures = sectionsOf(settings).map(({ name, figure }) => {
    const drawing = figure(rows, { document });
    return [`${name}.svg`, drawing && svgFile(drawing)] as const;
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
  const nameOf = (job: JobResult): string => (settings.networks === 1 ? job.method : jobName(job));
  const training = results.map((job) => ({ name: nameOf(job), epochLosses: job.epochLosses }));
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
        sections: sectionsOf(settings),
        training,
        facts,
        content,
      },
      kind: `Limpet ${limpet}, comparison on ${settings.task}`,
    },
    { document: headlessDocument() },
  );
}
