import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  jobFolder,
  lastCheckpoint,
  readJobResult,
  writeCheckpoint,
  writeJobResult,
} from '../../../src/cli/compare/jobFolder.ts';
import { initialCheckpoint } from '../../../src/cli/compare/trainMethod.ts';
import { prepareFolder } from '../../../src/cli/outputFolder.ts';
import { nameTensors } from '../../../src/files/index.ts';
import { temporaryFolder } from '../../temporaryFolder.ts';
import { settings } from './smallSettings.ts';

const job = { method: 'sam', seed: 3 } as const;

describe('the files of a network of a comparison', () => {
  it('hold a training between two epochs, to the bit', async () => {
    const folder = temporaryFolder();
    await prepareFolder('--out', jobFolder(folder));
    const start = initialCheckpoint(settings, job);
    const state = { ...start, history: Float32Array.of(2.5, 1.25) };
    await writeCheckpoint(folder, settings, job, state);
    const read = await lastCheckpoint(folder, settings, job);
    const bits = ({ parameters, optimizerState, key }: typeof read) =>
      nameTensors({ parameters, optimizerState, key });
    expect(read.history).toEqual(state.history);
    expect(bits(read)).toEqual(bits(state));
  });

  it('are not used for other settings', async () => {
    const folder = temporaryFolder();
    await prepareFolder('--out', jobFolder(folder));
    const state = { ...initialCheckpoint(settings, job), history: Float32Array.of(1) };
    const result = { ...job, epochLosses: [1], seconds: 2, rows: [] };
    await writeCheckpoint(folder, settings, job, state);
    await writeJobResult(folder, settings, job, result);
    expect(await readJobResult(folder, settings, job)).toEqual(result);
    const others = { ...settings, epochs: 3 };
    expect((await lastCheckpoint(folder, others, job)).history).toHaveLength(0);
    expect(await readJobResult(folder, others, job)).toBeUndefined();
    const measuredOtherwise = { ...settings, testImages: 200 };
    expect((await lastCheckpoint(folder, measuredOtherwise, job)).history).toEqual(state.history);
    expect(await readJobResult(folder, measuredOtherwise, job)).toBeUndefined();
    const moreMeasured = { ...settings, levels: [0.5], chips: 4 };
    expect(await readJobResult(folder, moreMeasured, job)).toEqual(result);
  });

  it('hold numbers that are not finite', async () => {
    const folder = temporaryFolder();
    await prepareFolder('--out', jobFolder(folder));
    const rows = [{ ...job, measurement: 'landscape', level: 2, sample: 0, value: Number.POSITIVE_INFINITY }];
    await writeJobResult(folder, settings, job, { ...job, epochLosses: [], seconds: 1, rows });
    const read = await readJobResult(folder, settings, job);
    expect(read?.rows).toEqual([{ ...rows[0], value: Number.NaN }]);
  });

  it('that are damaged are named, with what to do', async () => {
    const folder = temporaryFolder();
    await prepareFolder('--out', jobFolder(folder));
    const file = join(jobFolder(folder), 'sam-3.json');
    await writeJobResult(folder, settings, job, { ...job, epochLosses: [], seconds: 1, rows: [] });
    writeFileSync(file, readFileSync(file).subarray(0, 40));
    await expect(readJobResult(folder, settings, job)).rejects.toThrow(
      `'${file}' is no result of a comparison; remove it`,
    );
    const weights = join(jobFolder(folder), 'sam-3.safetensors');
    writeFileSync(weights, 'nothing');
    await expect(lastCheckpoint(folder, settings, job)).rejects.toThrow(weights);
  });
});
