import type { Lane, LaneBuilder } from '../lane.ts';

/** Bits of the quotient that one step finds. */
const STEP_BITS = 12;
/** Steps for the largest quotient of two float32, which is below 2^277. */
const STEPS = 23;
const MANTISSA_BITS = 23;
const MANTISSA = 0x7fffff;
const SMALLEST_NORMAL = 1.1754943508222875e-38;
/** Subnormals are multiplied by 2^LIFT, which makes them normal. */
const LIFT = 24;

/** A positive float as an integer of 24 bits, held in a float, times 2^exponent. */
interface Scaled {
  readonly mantissa: Lane;
  readonly exponent: Lane;
}

/**
 * The remainder of the truncating division of floats, exact, with the sign of x (C's fmod): long division of the
 * mantissas, 12 bits of the quotient at a time.
 */
export function remainder(b: LaneBuilder, x: Lane, y: Lane): Lane {
  const dividend = scaled(b, b.abs(x));
  const divisor = scaled(b, b.abs(y));
  const rest = longDivision(
    b,
    dividend.mantissa,
    divisor.mantissa,
    b.sub(dividend.exponent, divisor.exponent),
  );
  const half = b.shr(divisor.exponent, 1);
  const size = b.mul(b.mul(rest, powerOfTwo(b, half)), powerOfTwo(b, b.sub(divisor.exponent, half)));
  const signed = b.select(b.lt(b.bitcast(x, 'i32'), 0), b.neg(size), size);
  const isUndefined = b.or(b.or(b.eq(y, 0), b.ne(y, y)), b.ne(b.sub(x, x), 0));
  const result = b.select(b.lt(b.abs(x), b.abs(y)), x, signed);
  return b.select(isUndefined, b.constant(Number.NaN), result);
}

const powerOfTwo = (b: LaneBuilder, exponent: Lane): Lane =>
  b.bitcast(b.shl(b.add(exponent, 127), MANTISSA_BITS), 'f32');

function scaled(b: LaneBuilder, size: Lane): Scaled {
  const isSubnormal = b.lt(size, SMALLEST_NORMAL);
  const bits = b.bitcast(b.select(isSubnormal, b.mul(size, 1 << LIFT), size), 'i32');
  const lift = b.select(isSubnormal, b.constant(LIFT, 'i32'), b.constant(0, 'i32'));
  const mantissa = b.or(b.and(bits, MANTISSA), b.constant((127 + MANTISSA_BITS) << MANTISSA_BITS, 'i32'));
  const exponent = b.sub(b.sub(b.shr(bits, MANTISSA_BITS), 127 + MANTISSA_BITS), lift);
  return { mantissa: b.bitcast(mantissa, 'f32'), exponent };
}

/** The remainder of dividend 2^bits by the divisor, both integers of 24 bits in floats; every operation is exact. */
function longDivision(b: LaneBuilder, dividend: Lane, divisor: Lane, bits: Lane): Lane {
  const reciprocal = b.div(b.constant(1), divisor);
  const high = b.bitcast(b.and(b.bitcast(divisor, 'i32'), ~0xfff), 'f32');
  const low = b.sub(divisor, high);
  const reduce = (value: Lane): Lane => {
    const quotient = b.nearest(b.mul(value, reciprocal));
    const difference = b.sub(b.sub(value, b.mul(quotient, high)), b.mul(quotient, low));
    return b.select(b.lt(difference, 0), b.add(difference, divisor), difference);
  };
  const steps = b.floor(b.mul(b.add(b.convert(bits, 'f32'), 0.5), 1 / STEP_BITS));
  const first = b.sub(bits, b.mul(b.convert(steps, 'i32'), STEP_BITS));
  let rest = reduce(b.mul(reduce(dividend), powerOfTwo(b, first)));
  for (let step = 0; step < STEPS; step++) {
    rest = b.select(b.lt(b.constant(step), steps), reduce(b.mul(rest, 1 << STEP_BITS)), rest);
  }
  return rest;
}
