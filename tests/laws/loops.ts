import type { Builder } from '../../src/ir/builder.ts';
import type { Func, Value } from '../../src/ir/func.ts';
import { type TensorType, tensorType } from '../../src/ir/types.ts';
import type { CustomGradientParams } from '../../src/ops/calls.ts';
import type { CustomBoundsParams } from '../../src/ops/customBounds.ts';
import { scan } from '../../src/ops/index.ts';
import type { ScanParams } from '../../src/ops/scan/params.ts';
import type { BranchParams } from '../../src/ops/switchCase.ts';
import type { WhileLoopParams } from '../../src/ops/whileLoop.ts';
import type { Choices } from './choices.ts';
import { buildFunc, funcOf } from './programs.ts';

type Row = { readonly types: readonly TensorType[]; readonly params: ScanParams };

type Values = [Value, Value, Value, Value, Value, Value, Value];

/** What the body of a sample works with. */
interface BodyValues {
  readonly b: Builder;
  readonly weight: Value;
  readonly scale: Value;
  readonly state: Value;
  readonly other: Value;
  readonly count: Value;
  readonly input: Value;
}

/** Next values of a carry: computed, one from another, an input, a constant, unchanged. */
const nextValues: readonly ((values: BodyValues) => Value)[] = [
  ({ b, state, input, scale }) =>
    b.sin(b.add(b.mul(state, b.broadcastTo(scale, { shape: state.type.shape })), input)),
  ({ b, state, weight, input }) => b.tanh(b.add(b.matmul(state, weight), input)),
  ({ b, other, input }) => b.mul(other, input),
  ({ other }) => other,
  ({ state }) => state,
  ({ input }) => input,
  ({ b, state, count }) => b.add(state, b.broadcastTo(b.cast(count, { dtype: 'f32' }), state.type)),
  ({ b, weight, input }) => b.matmul(input, weight),
];

/** A loop whose body is put together at random: swapped, delayed, constant and unread carries, all kinds of outputs. */
export function chooseScan(choices: Choices): Row {
  const shape = choices.pick([
    [2, 3],
    [1, 1],
    [4, 4],
    [2, 8],
    [0, 3],
  ]);
  const channels = shape[1] ?? 0;
  const state = tensorType('f32', shape);
  const inner = [
    tensorType('f32', [channels, channels]),
    tensorType('f32', []),
    state,
    state,
    tensorType('i32', []),
    tensorType('f32', [channels, channels]),
    state,
  ];
  const length = choices.pick([3, 1, 2, 5, 0]);
  const body = buildFunc(inner, (b, inputs) => {
    const [weight, scale, one, other, count, total, input] = inputs as Values;
    const forward: BodyValues = { b, weight, scale, state: one, other, count, input };
    const backward: BodyValues = { ...forward, state: other, other: one };
    const next = choices.pick(nextValues)(forward);
    const nextOther = choices.pick(nextValues)(backward);
    // What the gradient of a weight looks like, and sums that only look similar.
    const factors = [one, input, next, nextOther];
    const [left, right] = [choices.pick(factors), choices.pick(factors)];
    const product = b.matmul(b.transpose(left, { permutation: [1, 0] }), right);
    const sum = choices.onceIn(2) ? b.add(total, product) : b.add(product, total);
    const nextTotal = choices.onceIn(4) ? b.mul(sum, weight) : sum;
    const nextCount = b.add(count, b.onesLike(count));
    const stackable = [one, next, other, nextOther, count, input, weight, b.mul(one, input), total, left];
    const stacks = stackable.filter(() => !choices.onceIn(2));
    return [next, nextOther, nextCount, nextTotal, ...stacks];
  });
  const whole = tensorType('f32', [length, ...shape]);
  return {
    types: [...inner.slice(0, -1), whole],
    params: { body, constants: 2, carries: 4, length, reverse: choices.onceIn(2) },
  };
}

/** One of some functions of two arrays; some of them ignore one, or give the other back. */
export function chooseBranch(choices: Choices): {
  readonly types: readonly TensorType[];
  readonly params: BranchParams;
} {
  const type = tensorType('f32', choices.pick([[3], [2, 3], [], [8], [0]]));
  const count = choices.pick([2, 1, 3]);
  const results: readonly ((b: Builder, x: Value, y: Value) => Value)[] = [
    (b, x, y) => b.sin(b.mul(x, y)),
    (_, x) => x,
    (_b, _x, y) => y,
    (b, x, y) => b.add(x, b.tanh(y)),
    (b, x) => b.onesLike(x),
    (b, x) => b.mul(x, x),
  ];
  const branches = Array.from({ length: count }, () =>
    buildFunc([type, type], (b, inputs) => {
      const [x, y] = inputs as [Value, Value];
      return [choices.pick(results)(b, x, y), choices.pick(results)(b, y, x)];
    }),
  );
  return { types: [tensorType('i32', []), type, type], params: { branches } };
}

/** A loop of at most five steps, whatever its inputs: it goes on while the last three bits of a counter are below five. */
export function chooseWhileLoop(choices: Choices): {
  readonly types: readonly TensorType[];
  readonly params: WhileLoopParams;
} {
  const type = tensorType('f32', choices.pick([[3], [2, 3], [], [8], [0]]));
  const types = [type, type, type, tensorType('i32', [])];
  const swaps = choices.onceIn(2);
  const condition = buildFunc(types, (b, inputs) => {
    const count = inputs[3] as Value;
    return [b.less(b.bitwiseAnd(count, b.fullLike(count, { value: 7 })), b.fullLike(count, { value: 5 }))];
  });
  const body = buildFunc(types, (b, inputs) => {
    const [scale, x, y, count] = inputs as [Value, Value, Value, Value];
    const next = b.sin(b.add(b.mul(x, scale), y));
    return [swaps ? y : next, swaps ? next : x, b.add(count, b.onesLike(count))];
  });
  return { types, params: { condition, body, constants: 1 } };
}

/** A function of two arrays, with a loop inside. */
export function chooseCall(choices: Choices): {
  readonly types: readonly TensorType[];
  readonly params: { readonly func: Func };
} {
  const loop = chooseScan(choices);
  return { types: loop.types, params: { func: funcOf(scan, loop.types, loop.params) } };
}

/** x sin(y), with its own derivatives as its gradient, given by hand. */
export function chooseCustomGradient(choices: Choices): {
  readonly types: readonly TensorType[];
  readonly params: CustomGradientParams;
} {
  const type = tensorType('f32', choices.pick([[3], [2, 3], [], [8], [0]]));
  const value = (b: Builder, x: Value, y: Value): Value => b.mul(x, b.sin(y));
  return {
    types: [type, type],
    params: {
      func: buildFunc([type, type], (b, [x, y]) => [value(b, x!, y!)]),
      forward: buildFunc([type, type], (b, [x, y]) => [value(b, x!, y!), x!, y!]),
      backward: buildFunc([type, type, type], (b, [x, y, c]) => [
        b.mul(c!, b.sin(y!)),
        b.mul(c!, b.mul(x!, b.cos(y!))),
      ]),
      wrt: [0, 1],
    },
  };
}

/** x + tanh(y), with bounds given by hand. */
export function chooseCustomBounds(choices: Choices): {
  readonly types: readonly TensorType[];
  readonly params: CustomBoundsParams;
} {
  const type = tensorType('f32', choices.pick([[3], [2, 3], [], [8], [0]]));
  const far = (b: Builder, x: Value, reach: number): Value => b.mul(x, b.fullLike(x, { value: reach }));
  return {
    types: [type, type],
    params: {
      func: buildFunc([type, type], (b, [x, y]) => [b.add(x!, b.tanh(y!))]),
      bounds: buildFunc([type, type, type, type], (b, [xl, yl, xu, yu]) => [
        b.sub(b.add(xl!, b.tanh(yl!)), far(b, b.add(b.abs(xl!), b.onesLike(xl!)), 1e-6)),
        b.add(b.add(xu!, b.tanh(yu!)), far(b, b.add(b.abs(xu!), b.onesLike(xu!)), 1e-6)),
      ]),
    },
  };
}
