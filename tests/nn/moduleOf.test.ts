import { describe, expect, expectTypeOf, it } from 'vitest';
import {
  type Empty,
  linear,
  moduleOf,
  normal,
  type ParametersOf,
  type RecordingOf,
  type StateOf,
  sequential,
  summary,
} from '../../src/nn/index.ts';
import { key } from '../../src/random/key.ts';
import { jit } from '../../src/runtime/index.ts';
import { concatenate, grad, ones, scan, slice, type Tensor, tensor, zeros } from '../../src/trace/index.ts';

const bilinear = moduleOf({
  name: 'bilinear',
  inputs: 3,
  outputs: 2,
  init: (own) => ({ left: normal(1)(own, [3, 2]), scale: ones([2]) }),
  apply: ({ left, scale }, input: Tensor) => input.matmul(left).square().mul(scale),
});

describe('moduleOf', () => {
  it('makes a layer that other layers go with', () => {
    const net = sequential(bilinear, linear({ inputs: 2, outputs: 4 }));
    expectTypeOf<ParametersOf<typeof net>[0]['left']>().toEqualTypeOf<Tensor>();
    const parameters = net.init(key(1));
    const input = tensor([[1, 2, 3]]);
    const hidden = input.matmul(parameters[0].left).square();
    expect(net.apply(parameters, input).output.toArray()).toEqual(
      hidden.matmul(parameters[1].weight).toArray(),
    );
    expect(summary(net).parameters).toBe(3 * 2 + 2 + 2 * 4);
    expect(summary(net).layers[0]).toMatchObject({ name: 'bilinear', inputs: 3, outputs: 2 });
  });

  it('has gradients by its parameters', () => {
    const loss = (parameters: ParametersOf<typeof bilinear>): Tensor =>
      bilinear.apply(parameters, tensor([[1, 0, 2]])).output.sum();
    const left = tensor([
      [1, 2],
      [3, 4],
      [5, 6],
    ]);
    // (1 + 2 · 5)² and (2 + 2 · 6)²; by left 2 · 11 · [1, 0, 2] and 2 · 14 · [1, 0, 2].
    const gradients = grad(loss)({ left, scale: ones([2]) });
    expect(gradients.scale.toArray()).toEqual([121, 196]);
    expect(gradients.left.toArray()).toEqual([
      [22, 28],
      [0, 0],
      [44, 56],
    ]);
  });

  it('refuses channels that do not fit, parameters that are no tensors, and results that are none', () => {
    expect(() => sequential(linear({ inputs: 2, outputs: 4 }), bilinear)).toThrow(
      'sequential: layer 1 (bilinear) takes 3 channels, the layers before it give 4',
    );
    const wrong = moduleOf({ name: 'wrong', init: () => ({ a: [1] }), apply: (_, x) => x });
    expect(() => wrong.init(key(0))).toThrow('wrong: parameters at a.0: expected a tensor, got 1 (number)');
    expect(() => wrong.apply({ a: [2] }, ones([2, 2]))).toThrow('expected a tensor, got 2 (number)');
    const none = moduleOf({ name: 'none', init: () => ({}), apply: (): Tensor => JSON.parse('3') });
    expect(() => sequential(none).apply([{}], ones([2, 2]))).toThrow(
      'none (layer 0 of sequential): expected the function to return a tensor, got 3 (number)',
    );
  });
});

describe('moduleOf with a state', () => {
  const leak = moduleOf({
    name: 'leak',
    inputs: 3,
    init: () => ({ decay: tensor([0.5, 0.25, 2]) }),
    initialState: (batch) => ({ level: zeros(batch === undefined ? [3] : [batch, 3]) }),
    apply: ({ decay }, input, { level }) => {
      const steps = input.shape.length === 2 ? input : input.transpose([1, 0, 2]);
      const [last, levels] = scan(
        (before: Tensor, now: Tensor) => {
          const next = before.mul(decay).add(now);
          return [next, next] as const;
        },
        level,
        steps,
      );
      const output = input.shape.length === 2 ? levels : levels.transpose([1, 0, 2]);
      return { output, state: { level: last }, recording: { level: output } };
    },
  });
  const net = sequential(leak, linear({ inputs: 3, outputs: 2 }));

  it('has the types of its functions', () => {
    expectTypeOf<ParametersOf<typeof net>[0]>().toEqualTypeOf<{ decay: Tensor }>();
    expectTypeOf<StateOf<typeof net>[0]>().toEqualTypeOf<{ level: Tensor }>();
    expectTypeOf<RecordingOf<typeof leak>>().toEqualTypeOf<{ level: Tensor }>();
    expectTypeOf<StateOf<typeof bilinear>>().toEqualTypeOf<Empty>();
  });

  it('goes on where the state of the last call ended, with a batch and without', () => {
    const parameters = net.init(key(1));
    for (const shape of [
      [8, 3],
      [2, 8, 3],
    ]) {
      const input = normal(1)(key(2), shape);
      const whole = net.apply(parameters, input);
      const ranges = shape.length === 2 ? [] : [{}];
      const first = net.apply(parameters, slice(input, [...ranges, { stop: 5 }]));
      const second = net.apply(parameters, slice(input, [...ranges, { start: 5 }]), first.state);
      expect(concatenate([first.output, second.output], shape.length - 2).toArray()).toEqual(
        whole.output.toArray(),
      );
      expect(second.state[0].level.toArray()).toEqual(whole.state[0].level.toArray());
      expect(jit((x: Tensor) => net.apply(parameters, x).output)(input).toArray()).toEqual(
        whole.output.toArray(),
      );
    }
  });

  it('has gradients through its state', () => {
    const [decay, x] = [tensor([0.5, 0.25, 2]), tensor([[1, 1, 1]])];
    const loss = (own: Tensor): Tensor =>
      leak.apply({ decay: own }, x, { level: tensor([3, 4, 5]) }).output.sum();
    expect(grad(loss)(decay).toArray()).toEqual([3, 4, 5]);
  });

  it('refuses states that are not like the one at rest, given or made', () => {
    const parameters = net.init(key(1));
    const input = ones([2, 8, 3]);
    const { state } = net.apply(parameters, ones([4, 8, 3]));
    expect(() => net.apply(parameters, input, state)).toThrow(
      'leak (layer 0 of sequential): state at level: expected f32[2, 3], got f32[4, 3]; for this input start from initialState(2)',
    );
    expect(() => leak.apply({ decay: ones([3]) }, ones([8, 3]), JSON.parse('{}'))).toThrow(
      'leak: state: expected { level: * }, got {}; for this input start from initialState()',
    );
    expect(() => leak.apply({ decay: ones([3]) }, ones([8, 3]), JSON.parse('{"level": 3}'))).toThrow(
      'leak: state at level: expected f32[3], got 3 (number)',
    );
    const growing = moduleOf({
      name: 'growing',
      init: () => ({}),
      initialState: () => ({ level: zeros([1]) }),
      apply: (_, x, { level }) => ({
        output: x,
        state: { level: concatenate([level, level]) },
        recording: {},
      }),
    });
    expect(() => growing.apply({}, ones([2, 2]))).toThrow(
      'growing: state after the input at level: expected f32[1], got f32[2], as initialState() is',
    );
    const none = moduleOf({
      name: 'none',
      init: () => ({}),
      initialState: () => ({}),
      apply: (): { output: Tensor; state: object; recording: object } =>
        JSON.parse('{ "output": 3, "state": {}, "recording": {} }'),
    });
    expect(() => none.apply({}, ones([2, 2]))).toThrow(
      'none: expected the function to return a tensor, got 3',
    );
  });
});
