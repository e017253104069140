import { describe, expect, expectTypeOf, it } from 'vitest';
import { linear, ModuleError, type ParametersOf } from '../../src/nn/index.ts';
import { key } from '../../src/random/key.ts';
import { grad, ones, type Tensor, tensor, zeros } from '../../src/trace/index.ts';

const weight = tensor([
  [1, -2],
  [0.5, 4],
  [3, 0],
]);
const bias = tensor([10, 20]);

describe('linear', () => {
  it('multiplies each time step by the weights, and has no bias by default', () => {
    const layer = linear({ inputs: 3, outputs: 2 });
    const input = tensor([
      [1, 2, 3],
      [-1, 0, 2],
    ]);
    const { output, state, recording } = layer.apply({ weight }, input);
    expect(output.toArray()).toEqual([
      [11, 6],
      [5, 2],
    ]);
    expect([state, recording]).toEqual([{}, {}]);
  });

  it('adds the bias it was asked for', () => {
    const layer = linear({ inputs: 3, outputs: 2, bias: true });
    expect(layer.apply({ weight, bias }, ones([1, 3])).output.toArray()).toEqual([[14.5, 22]]);
  });

  it('gives each element of a batch what it gets alone', () => {
    const layer = linear({ inputs: 3, outputs: 2, bias: true });
    const batch = tensor([...Array(12).keys()], { shape: [2, 2, 3] });
    const { output } = layer.apply({ weight, bias }, batch);
    const alone = [0, 1].map((element) =>
      layer
        .apply(
          { weight, bias },
          tensor(
            [...Array(6).keys()].map((at) => at + 6 * element),
            { shape: [2, 3] },
          ),
        )
        .output.toArray(),
    );
    expect(output.toArray()).toEqual(alone);
  });

  it('gathers the gradient of its weights over batch and time', () => {
    const layer = linear({ inputs: 3, outputs: 2 });
    const batch = tensor([...Array(12).keys()], { shape: [2, 2, 3] });
    const gradient = grad((parameters: { weight: Tensor }) => layer.apply(parameters, batch).output.sum());
    // The sum over all rows of each input channel, for both outputs.
    expect(gradient({ weight }).weight.toArray()).toEqual([
      [18, 18],
      [22, 22],
      [26, 26],
    ]);
  });

  it('has parameters whose type says whether there is a bias', () => {
    const plain = linear({ inputs: 3, outputs: 2 });
    const biased = linear({ inputs: 3, outputs: 2, bias: true });
    expectTypeOf<ParametersOf<typeof plain>>().toEqualTypeOf<{ readonly weight: Tensor }>();
    expectTypeOf<ParametersOf<typeof biased>>().toEqualTypeOf<{
      readonly bias: Tensor;
      readonly weight: Tensor;
    }>();
    expect(Object.keys(plain.init(key(0)))).toEqual(['weight']);
    expect(Object.keys(biased.init(key(0)))).toEqual(['bias', 'weight']);
  });

  it('takes given tensors, or other initialisers, for its first parameters', () => {
    const layer = linear({
      inputs: 3,
      outputs: 2,
      bias: true,
      initialWeight: weight,
      initialBias: (_, shape) => zeros(shape),
    });
    const parameters = layer.init(key(0));
    expect(parameters.weight.toArray()).toEqual(weight.toArray());
    expect(parameters.bias.toArray()).toEqual([0, 0]);
  });

  it('draws other weights from another key, and the same from the same', () => {
    const layer = linear({ inputs: 3, outputs: 2, bias: true });
    const draw = (seed: number) => layer.init(key(seed)).weight.toArray();
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
  });
});

describe('linear reports', () => {
  const layer = linear({ inputs: 8, outputs: 2, bias: true });
  const parameters = { weight: zeros([8, 2]), bias: zeros([2]) };
  const message = (run: () => unknown): string => {
    try {
      run();
    } catch (error) {
      expect(error).toBeInstanceOf(ModuleError);
      return (error as Error).message;
    }
    return 'nothing';
  };

  it('inputs with other channels, of another rank or of another type', () => {
    expect(message(() => layer.apply(parameters, zeros([100, 7])))).toBe(
      'linear: expected inputs with 8 channels, got f32[100, 7]',
    );
    expect(message(() => layer.apply(parameters, zeros([8])))).toBe(
      'linear: expected inputs f32[time, 8] or f32[batch, time, 8], got f32[8]',
    );
    expect(message(() => layer.apply(parameters, zeros([4, 8], 'i32')))).toBe(
      'linear: expected inputs f32[time, 8] or f32[batch, time, 8], got i32[4, 8]',
    );
  });

  it('parameters that are missing, superfluous or of another shape', () => {
    const plain = linear({ inputs: 8, outputs: 2 });
    const input = zeros([4, 8]);
    expect(message(() => plain.apply(parameters, input))).toBe(
      'linear: parameters: expected { weight: * }, got { bias: *, weight: * }',
    );
    // @ts-expect-error the bias is missing
    expect(message(() => layer.apply({ weight: zeros([8, 2]) }, input))).toBe(
      'linear: parameters: expected { bias: *, weight: * }, got { weight: * }',
    );
    expect(message(() => layer.apply({ ...parameters, weight: zeros([2, 8]) }, input))).toBe(
      'linear: parameters at weight: expected f32[8, 2], got f32[2, 8]',
    );
  });

  it('numbers of channels that are not whole, and initial tensors of another shape', () => {
    expect(() => linear({ inputs: 0, outputs: 2 })).toThrow(
      'expected inputs to be a whole number from 1, got 0',
    );
    expect(() => linear({ inputs: 3, outputs: 2.5 })).toThrow(
      'expected outputs to be a whole number from 1, got 2.5',
    );
    expect(message(() => linear({ inputs: 2, outputs: 3, initialWeight: weight }).init(key(0)))).toBe(
      'linear: parameters at weight: expected f32[2, 3], got f32[3, 2]',
    );
  });
});
