import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import description from '../../package.json' with { type: 'json' };
import { readRunFile } from '../../src/evaluate/runFile.ts';
import { tutorialSettings } from '../../src/evaluate/tutorialReference.ts';
import { build } from '../../tools/build.mjs';
import { inRoot } from '../../tools/root.mjs';
import { temporaryFolder } from '../temporaryFolder.ts';
import { type Ended, runLimpet, startLimpet } from './runLimpet.ts';

beforeAll(() => build());

const training = z.strictObject({
  firstLosses: z.array(z.number()).max(3),
  epochLosses: z.array(z.number()),
  seconds: z.number().positive(),
  stepsPerSecond: z.number().nonnegative(),
});

const level = z.strictObject({ mean: z.number(), std: z.number(), samples: z.array(z.number()) });

const resultSchema = z.strictObject({
  settings: z.strictObject({
    epochs: z.int(),
    inputs: z.int(),
    learningRate: z.number(),
    samples: z.int(),
    levels: z.array(z.number()),
    seed: z.int(),
    attackSteps: z.int(),
    mismatchLevel: z.number(),
    betaRobustness: z.number(),
    noisyForwardStd: z.number(),
    initialStd: z.number(),
    partitionable: z.boolean(),
    only: z.enum(['robust', 'standard']).optional(),
  }),
  versions: z.strictObject({ limpet: z.string(), node: z.string(), v8: z.string(), platform: z.string() }),
  training: z.strictObject({ robust: training.optional(), standard: training.optional() }),
  table: z.array(z.strictObject({ level: z.number(), robust: level.optional(), standard: level.optional() })),
  hash: z.string().min(16),
  partial: z.boolean(),
});

const readResult = (file: string) => resultSchema.parse(JSON.parse(readFileSync(file, 'utf8')));

/** Everything but line breaks that moves a cursor or colours text. */
const controlCharacters = /(?!\n)\p{Cc}/u;

const figures = ['dataset.svg', 'losses.svg', 'robustness.svg'];
const fileNames = [...figures, 'report.html', 'result.json', 'run.safetensors'].sort();

describe('limpet --help', () => {
  it('lists the commands', async () => {
    const { exitCode, stdout, stderr } = await runLimpet('--help');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(/^Usage: limpet /);
    expect(stdout.match(/^ {2}\w+(?= \[options\])/gm)).toEqual(['  tutorial', '  compare', '  verify']);
  });

  it('is what limpet alone prints', async () => {
    expect(await runLimpet()).toEqual(await runLimpet('--help'));
  });

  it.each(['--help', 'tutorial --help', 'compare --help', 'verify --help'])(
    'fits in 80 columns: %s',
    async (args) => {
      const { stdout } = await runLimpet(...args.split(' '));
      expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
    },
  );

  it('lists the flags of a command, with defaults and examples', async () => {
    const { stdout } = await runLimpet('tutorial', '--help');
    expect(stdout.match(/^ {2}(-h, )?--[\w-]+/gm)?.map((flag) => flag.trim())).toEqual([
      ...['--epochs', '--samples', '--levels', '--seed', '--inputs', '--learning-rate'],
      ...['--attack-steps', '--mismatch-level', '--beta', '--noise', '--initial-std'],
      ...['--only', '--out', '--json', '--quiet', '-h, --help'],
    ]);
    expect(stdout.replace(/\s+/g, ' ')).toContain('(default: 0,0.1,0.2,0.3,0.4,0.5,0.6)');
    expect(stdout).toContain('\nExamples:\n  $ limpet tutorial ');
  });
});

describe('limpet --version', () => {
  it('prints the version of the package', async () => {
    expect((await runLimpet('--version')).stdout).toBe(`${description.version}\n`);
  });
});

describe('a wrong use of the command', () => {
  it.each([
    [['--colour'], "unknown option '--colour'"],
    [['train'], "unknown command 'train'"],
    [['tutorial', '--epoch', '3'], "unknown option '--epoch' (Did you mean --epochs?)"],
    [['tutorial', 'robust'], "too many arguments for 'tutorial'"],
    [['tutorial', '--epochs'], "option '--epochs <count>' argument missing"],
    [['tutorial', '--epochs', 'ten'], "argument 'ten' is invalid. Expected a whole number from 1"],
    [['tutorial', '--levels', '0,-0.1'], "argument '0,-0.1' is invalid. Expected numbers from 0"],
    [['tutorial', '--only', 'both'], 'Allowed choices are robust, standard'],
    [['tutorial', '--out', 'package.json'], "cannot write to the folder 'package.json': it is a file"],
    [['tutorial', '--out', 'package.json/out'], 'a part of its path is a file'],
    [['tutorial', '--out', tmpdir(), '--json', tmpdir()], 'is a folder; name a file'],
    [['verify', '--quick'], "unknown option '--quick'"],
  ])('%j gives one line and exit code 2', async (args, message) => {
    const { exitCode, stdout, stderr } = await runLimpet(...args);
    expect(stderr).toContain(message);
    expect(stderr).toMatch(/^error: [^\n]*\n$/);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  });
});

describe('a short run of limpet tutorial', () => {
  const folder = mkdtempSync(join(tmpdir(), 'limpet-command-'));
  const flags = ['--epochs', '1', '--samples', '2', '--levels', '0,0.3'];
  let ended: Ended;

  beforeAll(async () => {
    const files = ['--out', join(folder, 'new/out'), '--json', join(folder, 'copies/result.json')];
    ended = await startLimpet(['tutorial', ...flags, ...files]).ended;
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('ends well', () => {
    expect(ended.exitCode).toBe(0);
  });

  it('writes whole files and nothing else', () => {
    expect(readdirSync(join(folder, 'new/out')).sort()).toEqual(fileNames);
    const read = (name: string) => readFileSync(join(folder, 'new/out', name), 'utf8');
    expect(read('report.html')).toMatch(/^<!doctype html>.*<\/html>\n$/s);
    for (const name of fileNames.filter((file) => file.endsWith('.svg'))) {
      expect(read(name), name).toMatch(/^<\?xml .*<\/svg>\n$/s);
    }
    expect(read('result.json')).toBe(readFileSync(join(folder, 'copies/result.json'), 'utf8'));
  });

  it('writes a run file with what it trained and measured', () => {
    const { settings, networks } = readRunFile(readFileSync(join(folder, 'new/out/run.safetensors')));
    const result = readResult(join(folder, 'new/out/result.json'));
    expect(settings).toEqual(result.settings);
    for (const name of ['robust', 'standard'] as const) {
      const { measurements, stepLosses, weights, state = {} } = networks[name]!;
      expect(measurements).toEqual(result.table.map((row) => row[name]?.samples));
      expect([...stepLosses!.subarray(0, 3)]).toEqual(result.training[name]?.firstLosses);
      expect([weights[0].length, weights[1].length, stepLosses!.length]).toEqual([16_000, 16, 300]);
      expect(state['optimizerState.0.count']).toMatchObject({ data: Int32Array.of(300) });
    }
  });

  it('writes a result with everything in it', () => {
    const result = readResult(join(folder, 'new/out/result.json'));
    expect(result.settings).toEqual({ ...tutorialSettings, epochs: 1, samples: 2, levels: [0, 0.3] });
    expect(result.versions).toMatchObject({ limpet: description.version, node: process.versions.node });
    expect(result.partial).toBe(false);
    expect(
      result.table.map((row) => [row.level, row.robust?.samples.length, row.standard?.samples.length]),
    ).toEqual([
      [0, 2, 2],
      [0.3, 2, 2],
    ]);
    const { robust, standard } = result.training;
    expect([robust?.epochLosses.length, standard?.epochLosses.length]).toEqual([1, 1]);
    expect([robust?.firstLosses.length, standard?.firstLosses.length]).toEqual([3, 3]);
  });

  it('trains as the tutorial does', () => {
    const { robust, standard } = readResult(join(folder, 'new/out/result.json')).training;
    // The next losses of the robust network follow signs of gradients near 0, which the order of sums decides.
    const measured = [robust?.firstLosses[0], ...(standard?.firstLosses ?? [])];
    const errors = [1.5405165, 1.1101015, 0.9729467, 0.8791473].map((loss, index) =>
      Math.abs((measured[index] ?? 0) / loss - 1),
    );
    expect(Math.max(...errors)).toBeLessThan(2e-6);
  });

  it('prints the table, the fingerprint and where the files are', () => {
    const { hash } = readResult(join(folder, 'new/out/result.json'));
    expect(ended.stdout).toMatch(/^0 {6}Robust .*\n {7}Standard .*\n0\.3 {4}Robust .*\n {7}Standard /m);
    expect(ended.stdout).toContain(`Fingerprint  ${hash}\n`);
    expect(ended.stdout).toContain(`Report       ${join(folder, 'new/out/report.html')}\n`);
    expect(ended.stdout).toContain(
      'Beside it    robustness.svg, losses.svg, dataset.svg, result.json, run.safetensors\n',
    );
  });

  it('prints lines, without control characters, as it is not on a terminal', () => {
    expect(ended.stdout + ended.stderr).not.toMatch(controlCharacters);
    for (const network of ['Robust', 'Standard']) {
      expect(ended.stderr).toMatch(
        new RegExp(`^${network}: epoch 1 of 1, loss .*^${network}: measured 4 of 4 chips$`, 'ms'),
      );
    }
  });

  it('gives the same bits for one network alone, and prints nothing with --quiet', async () => {
    const out = temporaryFolder();
    const quiet = await runLimpet('tutorial', ...flags, '--only', 'standard', '--quiet', '--out', out);
    expect(quiet).toEqual({ exitCode: 0, stdout: '', stderr: '' });
    const [alone, both] = [
      readResult(join(out, 'result.json')),
      readResult(join(folder, 'new/out/result.json')),
    ];
    expect(alone.table.map((row) => row.standard)).toEqual(both.table.map((row) => row.standard));
    expect(alone.training.robust).toBeUndefined();
    expect(both.hash.endsWith(alone.hash)).toBe(true);
  });
});

describe('limpet tutorial, interrupted', () => {
  const start = (out: string) => {
    const running = startLimpet(['tutorial', '--only', 'robust', '--out', out]);
    onTestFinished(() => void running.process.kill('SIGKILL'));
    return running;
  };

  it('writes what is done, marked as partial, and replaces what an earlier run left', async () => {
    const out = temporaryFolder({ 'robustness.svg': 'of an earlier run' });
    const running = start(out);
    await running.printed('Robust: epoch ');
    running.process.kill('SIGINT');
    running.process.kill('SIGINT');
    const { exitCode, stdout, stderr } = await running.ended;
    expect(exitCode).toBe(130);
    expect(stdout).toMatch(/^Stopped before the end/);
    expect(stderr.match(/^Stopping;/gm)?.length).toBe(1);
    const result = readResult(join(out, 'result.json'));
    expect(result.partial).toBe(true);
    expect(result.table).toEqual([]);
    expect(result.training.robust?.epochLosses.length).toBeLessThan(300);
    expect(readdirSync(out).sort()).toEqual(fileNames.filter((name) => name !== 'robustness.svg'));
    expect(readFileSync(join(out, 'report.html'), 'utf8')).toContain('Partial run');
  });
});

describe('limpet tutorial, when its folder is lost while it trains', () => {
  it('says so in one line, with exit code 1', async () => {
    const out = join(temporaryFolder(), 'out');
    const running = startLimpet([
      ...[
        'tutorial',
        '--only',
        'standard',
        '--epochs',
        '30',
        '--levels',
        '0',
        '--samples',
        '1',
        '--out',
        out,
      ],
    ]);
    onTestFinished(() => void running.process.kill('SIGKILL'));
    await running.printed('Standard: epoch ');
    rmSync(out, { recursive: true });
    writeFileSync(out, '');
    const { exitCode, stdout, stderr } = await running.ended;
    expect(stderr.split('\n').filter((line) => !line.startsWith('Standard: '))).toEqual([
      expect.stringMatching(/^error: cannot write '.*report.html': a part of its path is a file$/),
      '',
    ]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
  });
});

describe('an error in a training thread', () => {
  it('reaches the command with its code and message', async () => {
    const url = pathToFileURL(inRoot('dist/cli/networkThreads.js')).href;
    const { runInThreads }: typeof import('../../src/cli/networkThreads.ts') = await import(url);
    await expect(runInThreads({ ...tutorialSettings, epochs: 1, noisyForwardStd: -1 })).rejects.toMatchObject(
      {
        code: 'value',
        message: expect.stringContaining('expected noisyForwardStd to be a finite number from 0, got -1'),
      },
    );
  });
});

describe('limpet verify', () => {
  const outcomeSchema = z.strictObject({
    agrees: z.boolean(),
    hash: z.string().regex(/^[0-9a-f]{64}$/),
    published: z.string(),
    parts: z.record(z.string(), z.string()),
    versions: resultSchema.shape.versions,
  });

  it('agrees with the published fingerprint', async () => {
    const { exitCode, stdout, stderr } = await runLimpet('verify', '--json');
    const outcome = outcomeSchema.parse(JSON.parse(stdout));
    expect(outcome.hash).toBe(outcome.published);
    expect({ exitCode, stderr, agrees: outcome.agrees }).toEqual({ exitCode: 0, stderr: '', agrees: true });
  });

  it('prints hash, platform and versions', async () => {
    const { stdout } = await runLimpet('verify');
    const { platform, arch, versions } = process;
    for (const fact of [`${platform} ${arch}`, `${versions.node} (V8 ${versions.v8})`, 'agrees: ']) {
      expect(stdout).toContain(fact);
    }
    expect(stdout).toMatch(/^Fingerprint +[0-9a-f]{64}$/m);
  });
});
