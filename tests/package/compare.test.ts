import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { readCsv } from '../../src/data/index.ts';
import { readSafetensors } from '../../src/files/index.ts';
import { build } from '../../tools/build.mjs';
import { temporaryFolder } from '../temporaryFolder.ts';
import { runLimpet, startLimpet } from './runLimpet.ts';

beforeAll(() => build());

/** Each run trains and measures two networks of half a million parameters. */
const timeout = 300_000;

const sizes = [
  '--epochs',
  '3',
  '--chips',
  '2',
  '--training-images',
  '200',
  '--test-images',
  '100',
  '--threads',
  '2',
];
const levels = [
  '--levels',
  '0,0.3',
  '--constant-levels',
  '0.05',
  '--attack-levels',
  '0.1',
  '--drift-times',
  '25',
  '--verified-levels',
  '0,0.001',
];
const small = ['compare', ...sizes, ...levels];

/** The rows of a comparison, and the networks that it trained. */
const resultOf = (folder: string) => ({
  rows: readFileSync(join(folder, 'rows.csv'), 'utf8'),
  network: readSafetensors(readFileSync(join(folder, 'networks', 'standard-0.safetensors'))),
});

describe('limpet compare', { timeout }, () => {
  it('trains, measures, prints the table and writes rows, networks and the report', async () => {
    const out = temporaryFolder();
    const { exitCode, stdout, stderr } = await runLimpet(
      ...small,
      '--methods',
      'standard,forwardNoise',
      '--out',
      out,
    );
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
    expect(stderr).toMatch(/standard-0: trained and measured in .* \([12] of 2\)/);
    expect(stdout).toMatch(/^accuracy in % +0 +0\.3\n─+\nstandard +\d+\.\d +\d+\.\d\n/);
    expect(readdirSync(out).sort()).toEqual([
      ...['constantNoise.svg', 'drift.svg', 'landscape.svg', 'mismatch.svg', 'networks', 'outputAttack.svg'],
      ...['report.html', 'result.json', 'rows.csv', 'sensitivity.svg', 'taskAttack.svg', 'verified.svg'],
      'yield.svg',
    ]);
    const { rows } = resultOf(out);
    expect(rows.split('\n')[0]).toBe('method,seed,measurement,level,sample,value');
    const numbersOf = (measurement: RegExp) => {
      const lines = rows.split('\n').filter((line) => measurement.test(line));
      return readCsv(lines.map((line) => line.replace(/^[^,]+,\d+,[^,]+,/, '')).join('\n'));
    };
    // Two methods: one chip at level 0 and two at level 0.3, one size of each attack, two sizes of verification; of
    // phase-change memory, of noise and for each of five layers half as many chips, and the network as it is once more.
    const accuracies = numbersOf(/,(?!landscape)[a-z]\w*(\.\w+)?,[\d.]+,\d+,/);
    expect(accuracies.shape).toEqual([14 + 2 + 2 + 12, 3]);
    const values = accuracies.data.filter((_, index) => index % 3 === 2);
    expect(values.every((value) => value >= 0 && value <= 1)).toBe(true);
    // Losses at 11 places along three directions.
    expect(numbersOf(/,landscape,/).shape).toEqual([2 * 11 * 3, 3]);
    expect(readFileSync(join(out, 'report.html'), 'utf8')).toContain('<h2>Mismatch between chips</h2>');
  });

  it('goes on where it was stopped, with the same bits', async () => {
    const [whole, parts] = [temporaryFolder(), temporaryFolder()];
    const one = [...small, '--methods', 'standard'];
    await runLimpet(...one, '--quiet', '--out', whole);
    const stopped = startLimpet([...one, '--out', parts]);
    onTestFinished(() => void stopped.process.kill('SIGKILL'));
    await stopped.printed('epoch 1 of 3');
    stopped.process.kill('SIGINT');
    const { exitCode, stderr } = await stopped.ended;
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 130 });
    expect(stderr).toContain('the same command goes on from there');
    expect((await runLimpet(...one, '--quiet', '--out', parts)).exitCode).toBe(0);
    expect(resultOf(parts)).toEqual(resultOf(whole));
    const again = await runLimpet(...one, '--out', parts);
    expect(again.stderr).toContain('1 of 1 networks are done already');
  });

  it('names what is missing or wrong', async () => {
    const folder = temporaryFolder();
    const missing = await runLimpet(...small, '--methods', 'standard', '--data', folder, '--out', folder);
    expect(missing).toMatchObject({ exitCode: 1, stdout: '' });
    expect(missing.stderr).toContain(`--data: expected the file train-images-idx3-ubyte`);
    const wrong = await runLimpet('compare', '--methods', 'magic');
    expect(wrong.exitCode).toBe(2);
    expect(wrong.stderr).toContain('see limpet compare --help');
  });
});
