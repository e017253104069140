import type { Builder } from '../../src/ir/builder.ts';
import type { Value } from '../../src/ir/func.ts';
import { type TensorType, tensorType } from '../../src/ir/types.ts';
import type { ScanParams } from '../../src/ops/scan/params.ts';
import type { Choices } from './choices.ts';
import { buildFunc } from './programs.ts';

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
