import { expect, it } from 'vitest';
import { jobFolder, readJobResult } from '../../../src/cli/compare/jobFolder.ts';
import { runJob } from '../../../src/cli/compare/runJob.ts';
import type { CompareSettings } from '../../../src/cli/compare/settings.ts';
import { layers } from '../../../src/cli/compare/trainMethod.ts';
import { prepareFolder } from '../../../src/cli/outputFolder.ts';
import type { ComparisonRow } from '../../../src/evaluate/index.ts';
import { temporaryFolder } from '../../temporaryFolder.ts';
import { settings } from './smallSettings.ts';

const job = { method: 'standard', seed: 0 } as const;

/** Runs the job in a folder; the run is stopped in the measurement and level that are named, such as `drift 1`. */
async function run(folder: string, asked: CompareSettings, stopIn?: string) {
  await prepareFolder('--out', jobFolder(folder));
  const controller = new AbortController();
  const trained: number[] = [];
  const measured: string[] = [];
  const result = await runJob(
    folder,
    asked,
    job,
    (progress) => {
      if (progress.kind === 'training') trained.push(progress.progress.step);
      if (progress.kind === 'training') return;
      measured.push(`${progress.measurement} ${progress.done}`);
      if (measured.at(-1) === stopIn) controller.abort();
    },
    controller.signal,
  );
  return { rows: result?.rows, trained: trained.length, measured };
}

it('a network that was stopped while it was measured goes on after the last whole level, and is measured only where more is asked for', async () => {
  const [direct, folder] = [temporaryFolder(), temporaryFolder()];
  const more = { ...settings, levels: [0, 0.2, 0.3], chips: 3 };
  const expected = await run(direct, more);
  const stopped = await run(folder, settings, 'drift 0');
  expect(stopped.rows).toBeUndefined();
  expect((await readJobResult(folder, settings, job))?.rows).toHaveLength(46);
  const rest = await run(folder, settings);
  expect([...stopped.measured, ...rest.measured]).toHaveLength(25);
  expect(rest.measured).toEqual(['drift 1', 'verified 0']);
  expect(rest.trained).toBe(0);
  // Chip c is the same one however many there are.
  const inBoth = ({ measurement, level, sample }: ComparisonRow) =>
    level !== 0.2 &&
    sample < (/constant|sensitivity|drift/.test(measurement) ? 1 : measurement === 'landscape' ? 3 : 2);
  expect(rest.rows).toEqual(expected.rows?.filter(inBoth));
  const grown = await run(folder, more);
  expect(grown.trained).toBe(0);
  const ofChips = ['constantNoise 0', ...layers.map(({ name }) => `sensitivity.${name} 0`)];
  expect(grown.measured).toEqual(['mismatch 1', 'mismatch 2', ...ofChips, 'drift 0', 'drift 1']);
  expect(grown.rows).toEqual(expected.rows);
  expect(await run(folder, settings)).toEqual({ rows: rest.rows, trained: 0, measured: [] });
}, 300_000);
