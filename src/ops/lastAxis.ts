import type { Builder } from '../ir/builder.ts';
import type { Value } from '../ir/func.ts';
import type { LastAxisContext, MappedValue, One, Two } from '../ir/op.ts';
import type { Shape } from '../ir/types.ts';

type Context<Inputs extends readonly Value[], Params = undefined> = LastAxisContext<Inputs, Params>;

/** Of a sum or difference of two values. */
export const mappedSum =
  (combine: (b: Builder, x: Value, y: Value) => Value) =>
  (b: Builder, { inputs: [x, y], mapped }: Context<Two>): MappedValue => {
    const [left, right] = [mapped(x), mapped(y)];
    return {
      value: combine(b, left.value, right.value),
      sizes: b.add(left.sizes, right.sizes),
      roundings: Math.max(left.roundings, right.roundings) + 1,
    };
  };

/** Of a product with a number, or a quotient by one. */
export const mappedScale =
  (scale: (b: Builder, x: Value, y: Value) => Value) =>
  (b: Builder, { inputs: [x, y], mapped, uniform }: Context<Two>): MappedValue | null => {
    const number = uniform(y);
    if (number === null) return null;
    const { value, sizes, roundings } = mapped(x);
    return {
      value: scale(b, value, b.fullLike(value, { value: number })),
      sizes: scale(b, sizes, b.fullLike(sizes, { value: Math.abs(number) })),
      roundings: roundings + 1,
    };
  };

/** Of a change of shape that keeps the last axis. */
export const mappedShape =
  (change: (b: Builder, x: Value, shape: Shape) => Value) =>
  (
    b: Builder,
    { inputs: [x], params: { shape }, extent, mapped }: Context<One, { readonly shape: Shape }>,
  ) => {
    if (x.type.shape.length === 0 || x.type.shape.at(-1) !== shape.at(-1)) return null;
    const { value, sizes, roundings } = mapped(x);
    return {
      value: change(b, value, [...shape.slice(0, -1), extent]),
      sizes: change(b, sizes, shape),
      roundings,
    };
  };
