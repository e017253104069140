import type { Lane, LaneBuilder } from '../lane.ts';

/** A polynomial by Horner's rule, highest coefficient first. */
export function polynomial(b: LaneBuilder, x: Lane, [first = 0, ...rest]: readonly number[]): Lane {
  let value = b.constant(first);
  for (const coefficient of rest) value = b.add(b.mul(value, x), coefficient);
  return value;
}
