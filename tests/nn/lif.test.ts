import { describe, expect, expectTypeOf, it } from 'vitest';
import { lif, ModuleError, type ParametersOf, type RecordingOf } from '../../src/nn/index.ts';
import { key } from '../../src/random/key.ts';
import { jit } from '../../src/runtime/index.ts';
import { slice, type Tensor, tensor, zeros } from '../../src/trace/index.ts';

const input = tensor(
  Array.from({ length: 2 * 6 * 3 }, (_, index) => (index % 5 === 0 ? 0.9 : 0)),
  {
    shape: [2, 6, 3],
  },
);

describe('lif', () => {
  it('gives each element of a batch what it gets alone, from its own state', () => {
    const layer = lif({ neurons: 3, recurrent: true });
    const parameters = layer.init(key(1));
    const whole = layer.apply(parameters, input);
    const again = layer.apply(parameters, input, whole.state);
    [0, 1].forEach((element) => {
      const alone = layer.apply(parameters, slice(input, [element]));
      expect(slice(whole.output, [element]).toArray()).toEqual(alone.output.toArray());
      const next = layer.apply(parameters, slice(input, [element]), alone.state);
      expect(slice(again.output, [element]).toArray()).toEqual(next.output.toArray());
      expect(slice(again.state.membrane, [element]).toArray()).toEqual(next.state.membrane.toArray());
    });
  });

  it('goes on where it stopped: two halves are the whole', () => {
    const layer = lif({ neurons: 3, recurrent: true, initialBias: 0.1 });
    const parameters = layer.init(key(2));
    const whole = layer.apply(parameters, input);
    const first = layer.apply(parameters, slice(input, [{}, { stop: 2 }]));
    const second = layer.apply(parameters, slice(input, [{}, { start: 2 }]), first.state);
    expect(second.output.toArray()).toEqual(slice(whole.output, [{}, { start: 2 }]).toArray());
    expect(second.state.membrane.toArray()).toEqual(whole.state.membrane.toArray());
    expect(whole.output.sum().item()).toBeGreaterThan(0);
  });

  it('has the same bits compiled and interpreted', () => {
    const layer = lif({ neurons: 3, synapses: 2, recurrent: true, initialBias: 0.3 });
    const parameters = layer.init(key(3));
    const wide = tensor(
      [...Array(48).keys()].map((at) => (at * 7) % 5),
      { shape: [8, 6] },
    );
    const run = (x: Tensor) => layer.apply(parameters, x).recording;
    const compiled = jit(run)(wide);
    const plain = run(wide);
    expect(compiled.membrane.toArray()).toEqual(plain.membrane.toArray());
    expect(compiled.recurrentInput.toArray()).toEqual(plain.recurrentInput.toArray());
  });

  it('draws noise from the key of its state only, and none at zero deviation', () => {
    const noisy = lif({ neurons: 3, noiseStd: 1, noiseKey: key(5) });
    const first = noisy.apply(noisy.init(key(0)), zeros([4, 3]));
    const second = noisy.apply(noisy.init(key(0)), zeros([4, 3]), { ...noisy.initialState(), key: key(6) });
    expect(first.recording.membrane.toArray()).not.toEqual(second.recording.membrane.toArray());
    expect(first.state.key?.words.toArray()).not.toEqual(key(5).words.toArray());
    expect('key' in lif({ neurons: 3 }).initialState()).toBe(false);
  });

  it('has parameters and recordings whose type says whether it is recurrent', () => {
    const plain = lif({ neurons: 3 });
    const recurrent = lif({ neurons: 3, recurrent: true });
    expectTypeOf<ParametersOf<typeof recurrent>>().toHaveProperty('weightRecurrent');
    expectTypeOf<ParametersOf<typeof plain>>().not.toHaveProperty('weightRecurrent');
    expectTypeOf<RecordingOf<typeof plain>>().not.toHaveProperty('recurrentInput');
    expect(Object.keys(recurrent.init(key(0)))).toEqual([
      'bias',
      'tauMembrane',
      'tauSynapse',
      'threshold',
      'weightRecurrent',
    ]);
  });
});

describe('lif reports', () => {
  const layer = lif({ neurons: 4 });
  const parameters = layer.init(key(0));
  const message = (run: () => unknown): string => {
    try {
      run();
    } catch (error) {
      expect(error).toBeInstanceOf(ModuleError);
      return (error as Error).message;
    }
    return 'nothing';
  };

  it('inputs with other channels, of another rank, or without time', () => {
    expect(message(() => layer.apply(parameters, zeros([9, 3])))).toBe(
      'lif: expected inputs with 4 channels, got f32[9, 3]',
    );
    expect(message(() => layer.apply(parameters, zeros([4])))).toContain('expected inputs f32[time, 4]');
    expect(message(() => layer.apply(parameters, zeros([0, 4])))).toBe(
      'lif: expected inputs of at least one time step, got f32[0, 4]',
    );
  });

  it('the state of another batch', () => {
    expect(message(() => layer.apply(parameters, zeros([3, 9, 4]), layer.initialState(2)))).toBe(
      'lif: state at membrane: expected f32[3, 4], got f32[2, 4]; for this input start from initialState(3)',
    );
    expect(message(() => layer.apply(parameters, zeros([9, 4]), layer.initialState(2)))).toContain(
      'got f32[2, 4]; for this input start from initialState()',
    );
  });

  it('time constants and thresholds that are not above 0', () => {
    const zero = { ...parameters, tauMembrane: tensor([0.1, 0.1, 0, 0.1]) };
    expect(message(() => layer.apply(zero, zeros([9, 4])))).toBe(
      'lif: parameters at tauMembrane: expected numbers above 0, got 0',
    );
    expect(message(() => layer.apply({ ...parameters, threshold: zeros([4]) }, zeros([9, 4])))).toContain(
      'at threshold: expected numbers above 0, got 0',
    );
    expect(() => lif({ neurons: 4, initialTauSynapse: -0.5 }).init(key(0))).toThrow(
      'lif: parameters at tauSynapse: expected numbers above 0, got -0.5',
    );
  });

  it('recurrent weights that are not square, and other initial values of another shape', () => {
    const recurrent = lif({ neurons: 4, recurrent: true, initialWeightRecurrent: zeros([4, 3]) });
    expect(message(() => recurrent.init(key(0)))).toBe(
      'lif: parameters at weightRecurrent: expected f32[4, 4], got f32[4, 3]',
    );
    expect(message(() => lif({ neurons: 4, initialTauSynapse: zeros([4]) }))).toBe(
      'lif: parameters at tauSynapse: expected f32[4, 1] or f32[1, 1] or f32[], got f32[4]',
    );
  });

  it('counts, time steps and noise that make no sense', () => {
    expect(() => lif({ neurons: 0 })).toThrow('lif: expected neurons to be a whole number from 1, got 0');
    expect(() => lif({ neurons: 2, dt: 0 })).toThrow(
      'lif: expected the time step dt to be above 0 seconds, got 0',
    );
    expect(() => lif({ neurons: 2, noiseStd: -1 })).toThrow(
      'lif: expected noiseStd to be a number from 0, got -1',
    );
    expect(() => lif({ neurons: 2, noiseStd: Number.POSITIVE_INFINITY })).toThrow('got Infinity');
    expect(() => lif({ neurons: 2, maxSpikesPerStep: 0 })).toThrow(
      'maxSpikesPerStep to be a number from 1, got 0',
    );
    const noisy = lif({ neurons: 2, noiseStd: 1 });
    const { key: _, ...state } = noisy.initialState();
    expect(message(() => noisy.apply(noisy.init(key(0)), zeros([3, 2]), state))).toContain(
      'state at key: expected a random key for the noise, got none',
    );
  });
});
