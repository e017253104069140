import type { One, Op } from '../ir/op.ts';
import { normalizeAxis } from '../ir/types.ts';
import type { CumulativeParams } from '../ops/cumulative.ts';
import * as ops from '../ops/index.ts';
import { coerce, type Tensor, unwrap } from './tensor.ts';

/** Along which axis a cumulative operation goes, and from which end. */
export interface CumulativeOptions {
  /** Default: the flattened array. */
  readonly axis?: number;
  /** Whether it goes from the last element to the first; default false. */
  readonly reverse?: boolean;
}

function along(
  what: string,
  op: Op<One, CumulativeParams, One>,
  values: Tensor,
  { axis, reverse = false }: CumulativeOptions,
): Tensor {
  const x = values.dtype === 'bool' ? values.cast('i32') : values;
  if (axis === undefined) return unwrap(op, [x.reshape([x.size])], { axis: 0, reverse });
  return unwrap(op, [x], { axis: normalizeAxis(what, axis, x.shape.length), reverse });
}

/** Running sums along an axis, as `jnp.cumsum`, added one after another; truth values are counted in i32. */
export const cumsum = (x: Tensor, options: CumulativeOptions = {}): Tensor =>
  along('cumsum', ops.cumsum, x, options);

/** Running products along an axis, as `jnp.cumprod`; the gradient is right where elements are 0. */
export const cumprod = (x: Tensor, options: CumulativeOptions = {}): Tensor =>
  along('cumprod', ops.cumprod, x, options);

/**
 * h[t] = factors[t] h[t-1] + terms[t] along an axis (default 0), from h = 0: an exponential filter whose decay may change
 * with time. With `reverse`, h[t] = factors[t] h[t+1] + terms[t]. In f32; factors and terms broadcast.
 */
export function linearRecurrence(
  factors: Tensor,
  terms: Tensor,
  { axis = 0, reverse = false }: CumulativeOptions = {},
): Tensor {
  const [a, b] = coerce('linearRecurrence', factors, terms, 'f32');
  const at = normalizeAxis('linearRecurrence', axis, a.shape.length);
  return unwrap(ops.linearRecurrence, [a, b], { axis: at, reverse });
}
