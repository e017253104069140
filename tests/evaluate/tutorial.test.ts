import { describe, expect, it } from 'vitest';
import {
  drawTutorialWeights,
  multiClassRandomSinMapping,
  type TutorialTask,
  tutorialTask,
} from '../../src/data/index.ts';
import {
  networksOf,
  runTutorial,
  runTutorialNetwork,
  type TutorialSettings,
  tutorialResult,
  tutorialSettings,
} from '../../src/evaluate/index.ts';
import { numpyRandomState } from '../../src/random/numpyLegacy.ts';
import { tensor } from '../../src/trace/index.ts';

const versions = { limpet: '1.2.3', node: '20.0.0', platform: 'test' };
const quick: TutorialSettings = {
  ...tutorialSettings,
  epochs: 2,
  samples: 2,
  levels: [0, 0.3],
  attackSteps: 2,
};

/** The tutorial with 20 input channels, 4 hidden ones and 10 time steps. */
function smallTask(): TutorialTask {
  const generator = numpyRandomState(0);
  const classes = multiClassRandomSinMapping({
    generator,
    numClasses: 2,
    sampleLength: 10,
    inputChannels: 20,
  });
  const [first, second] = drawTutorialWeights(generator, [
    [20, 4],
    [4, 2],
  ]);
  return { classes, weights: [tensor(first!, { shape: [20, 4] }), tensor(second!, { shape: [4, 2] })] };
}

const task = smallTask();

describe('the tutorial at full size', () => {
  it('has the first losses that JAX has', async () => {
    const settings = { ...tutorialSettings, epochs: 1, samples: 1, levels: [0] };
    const robust = await runTutorialNetwork('robust', settings, tutorialTask(0));
    const standard = await runTutorialNetwork('standard', settings, tutorialTask(0));
    expect(Math.abs(robust.training.firstLosses[0]! / 1.5405165 - 1)).toBeLessThan(2e-6);
    for (const [step, loss] of [1.1101015, 0.9729467, 0.8791473].entries()) {
      expect(Math.abs(standard.training.firstLosses[step]! / loss - 1)).toBeLessThan(2e-6);
    }
    // The mean of the first epoch; later losses amplify rounding (see the golden test of trajectories).
    expect(Math.abs(robust.training.epochLosses[0]! / 0.64882 - 1)).toBeLessThan(1e-3);
  });
});

describe('runTutorial', () => {
  it('gives training, table and fingerprint of both networks', async () => {
    const result = await runTutorial(quick, versions, task);
    expect(
      result.table.map(({ level, robust, standard }) => [
        level,
        robust?.samples.length,
        standard?.samples.length,
      ]),
    ).toEqual([
      [0, 2, 2],
      [0.3, 2, 2],
    ]);
    expect(result.training.robust!.firstLosses).toHaveLength(3);
    expect(result.training.standard!.epochLosses).toHaveLength(2);
    expect(result.hash).toMatch(/^[0-9a-f]{16}-[0-9a-f]{16}$/);
    expect([result.partial, result.settings, result.versions]).toEqual([false, quick, versions]);
    const [first, second] = result.training.standard!.epochLosses;
    expect(second).toBeLessThan(first!);
  });

  it('is what its networks give one by one, and twice the same', async () => {
    const networks = await Promise.all(
      (['standard', 'robust'] as const).map((network) => runTutorialNetwork(network, quick, task)),
    );
    const [whole, parts] = [
      await runTutorial(quick, versions, task),
      tutorialResult(quick, versions, networks),
    ];
    expect(parts.hash).toBe(whole.hash);
    expect(parts.table).toEqual(whole.table);
  });

  it('depends on every setting', async () => {
    const changes: Partial<TutorialSettings>[] = [
      {},
      { seed: 1 },
      { attackSteps: 3 },
      { mismatchLevel: 0.05 },
      { betaRobustness: 0.5 },
      { noisyForwardStd: 0.2 },
      { initialStd: 0.01 },
      { learningRate: 1e-3 },
      { partitionable: true },
      { samples: 3 },
    ];
    const hashes = await Promise.all(
      changes.map(async (change) => (await runTutorialNetwork('robust', { ...quick, ...change }, task)).hash),
    );
    expect(new Set(hashes).size).toBe(changes.length);
  });

  it('runs one network where only one is asked for', async () => {
    const settings: TutorialSettings = { ...quick, only: 'standard' };
    const seen = new Set<string>();
    const result = await runTutorial(settings, versions, task, {
      onTraining: (network) => seen.add(network),
      onEvaluation: (network) => seen.add(network),
    });
    expect([...seen]).toEqual(['standard']);
    expect(networksOf(settings)).toEqual(['standard']);
    expect(Object.keys(result.training)).toEqual(['standard']);
    expect([result.partial, result.table[1]!.robust]).toEqual([false, undefined]);
  });

  it('marks what was stopped as partial, in training and in measuring', async () => {
    const training = new AbortController();
    const endless = { ...quick, epochs: 1_000_000 };
    const early = await runTutorial(endless, versions, task, {
      onTraining: (_, { step }) => step >= 3 && training.abort(),
      signal: training.signal,
    });
    expect([early.partial, early.table, Object.keys(early.training)]).toEqual([true, [], ['robust']]);
    expect(early.training.robust!.firstLosses).toHaveLength(3);

    const measuring = new AbortController();
    const late = await runTutorial(quick, versions, task, {
      onEvaluation: (_, done) => done === 3 && measuring.abort(),
      signal: measuring.signal,
    });
    expect([late.partial, late.table.map(({ level }) => level)]).toEqual([true, [0]]);
  });
});
