import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { startTraining } from '../../site/src/experiment.ts';
import { openRun, runFileOf } from '../../site/src/runFiles.ts';
import { defaultSettings, isAllowed, taskSettings, trainingSettings } from '../../site/src/settings.ts';
import type { TrainingRun } from '../../site/src/trainingRun.ts';
import { trainedRun } from './trainedRun.ts';

const settings = { ...defaultSettings, inputs: 50, epochs: 2, seed: 3, attackSteps: 1 };

const run = trainedRun(settings, 4);
const file = runFileOf(run, { levels: [0, 0.1], chips: 7, measurements: [] });
const open = (bytes: Uint8Array) => openRun(bytes, defaultSettings);

describe('a run file of the page', () => {
  it('gives back settings, weights, losses and a state from which training goes on with the same bits', () => {
    const opened = open(file);
    expect(opened).toMatchObject({
      settings: run.settings,
      networks: run.networks,
      losses: run.losses,
      chips: 7,
    });
    for (const name of ['robust', 'standard'] as const) {
      const state = opened.states?.[name] ?? new Uint8Array();
      const training = startTraining(name, settings, { step: 4, state });
      for (let step = 4; step < 9; step++) training.step();
      expect(training.read().weights).toEqual(trainedRun(settings, 9).networks[name]);
    }
  });

  it('gives back the measurements that it holds, by level and network', () => {
    const levels = [0.1, 0.3];
    const losses = {
      robust: [
        [0.5, 0.25],
        [1, 2],
      ],
      standard: [[3, 0.125]],
    };
    const measurements = (['robust', 'standard'] as const).flatMap((network) =>
      losses[network].map((each, index) => ({ level: levels[index]!, network, losses: each })),
    );
    expect(open(runFileOf(run, { levels, chips: 2, measurements })).filed).toEqual({ levels, losses });
    expect(open(file).filed).toBeUndefined();
  });

  it('tells which chips were measured, and of which weights', () => {
    const measurements = [{ level: 0, network: 'robust' as const, losses: [0.5] }];
    const on = { keyOrder: 'chips' as const, seed: 3, networks: run.networks };
    const own = open(runFileOf(run, { levels: [0], chips: 1, measurements, on }));
    expect(own.filed?.on).toEqual(on);
    const others = { ...on, networks: trainedRun(settings, 3).networks };
    const opened = open(runFileOf(run, { levels: [0], chips: 1, measurements, on: others }));
    expect(opened.networks).toEqual(run.networks);
    expect(opened.filed?.on).toEqual(others);
  });

  it('is opened or refused with a reason wherever it is damaged, and what is opened can be shown', () => {
    const damage = fc.record({
      place: fc.oneof(fc.nat(file.length - 1), fc.nat(2000)),
      byte: fc.integer({ min: 0, max: 255 }),
      length: fc.oneof({ weight: 3, arbitrary: fc.constant(file.length) }, fc.nat(file.length)),
    });
    fc.assert(
      fc.property(damage, ({ place, byte, length }) => {
        const damaged = file.slice(0, length);
        if (place < length) damaged[place] = byte;
        let opened: ReturnType<typeof open>;
        try {
          opened = open(damaged);
        } catch (error) {
          expect((error as Error).message).toMatch(/\w{3}/);
          expect(error).not.toBeInstanceOf(TypeError);
          return;
        }
        for (const setting of [...trainingSettings, ...taskSettings]) {
          const value = opened.settings[setting.name as keyof TrainingRun['settings']];
          expect(isAllowed(setting, `${value}`)).toBe(true);
        }
        const { robust, standard } = opened.networks;
        expect([...robust, ...standard].map(({ length: size }) => size)).toEqual([
          8 * opened.settings.inputs,
          16,
          8 * opened.settings.inputs,
          16,
        ]);
        expect([...robust, ...standard].every((layer) => layer.every(Number.isFinite))).toBe(true);
      }),
    );
  });
});
