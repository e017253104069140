import { cos, sin } from '../../elementary/index.ts';

/** A filter of second order: y[t] = Σ numerator[i] x[t - i] - Σ denominator[i] y[t - 1 - i]. */
export interface FilterSection {
  readonly numerator: readonly [number, number, number];
  readonly denominator: readonly [number, number];
}

type Complex = readonly [real: number, imaginary: number];

const add = ([a, b]: Complex, [c, d]: Complex): Complex => [a + c, b + d];
const multiply = ([a, b]: Complex, [c, d]: Complex): Complex => [a * c - b * d, a * d + b * c];
const magnitude = ([a, b]: Complex): number => Math.sqrt(a * a + b * b);

/** The square root with a real part of 0 or more. */
function squareRoot(value: Complex): Complex {
  const [real, imaginary] = value;
  const size = magnitude(value);
  const first = Math.sqrt(Math.max(0, (size + real) / 2));
  const second = Math.sqrt(Math.max(0, (size - real) / 2));
  return [first, imaginary < 0 ? -second : second];
}

/** (1 + p) / (1 - p), which takes poles of continuous time to those of discrete time. */
function bilinear([real, imaginary]: Complex): Complex {
  const size = (1 - real) * (1 - real) + imaginary * imaginary;
  return [((1 + real) * (1 - real) - imaginary * imaginary) / size, (2 * imaginary) / size];
}

/** The frequency of continuous time that becomes the given one, tan(π f / rate). */
const warped = (frequency: number, sampleRate: number): number => {
  const angle = (Math.PI * frequency) / sampleRate;
  return sin(angle) / cos(angle);
};

/** Poles of the low-pass filter of continuous time with cut-off 1, one of each pair of conjugates; the real one of odd orders last. */
const prototypePoles = (order: number): Complex[] =>
  Array.from({ length: Math.ceil(order / 2) }, (_, index) => {
    const angle = (Math.PI * (2 * index + 1)) / (2 * order);
    return [-sin(angle), order % 2 === 1 && 2 * index + 1 === order ? 0 : cos(angle)];
  });

const conjugate = ([real, imaginary]: Complex): Complex => [real, -imaginary];

/** A section with two poles and this numerator, which lets the frequency at `[cos, sin]` of its angle through unchanged. */
function sectionOf(
  poles: readonly [Complex, Complex],
  zeros: FilterSection['numerator'],
  at: Complex,
): FilterSection {
  const denominator = [-add(...poles)[0], multiply(...poles)[0]] as const;
  const back = conjugate(at);
  const twiceBack = multiply(back, back);
  const response = ([first, second, third]: readonly [number, number, number]): number =>
    magnitude([first + second * back[0] + third * twiceBack[0], second * back[1] + third * twiceBack[1]]);
  const scale = response([1, ...denominator]) / response(zeros);
  return { numerator: [zeros[0] * scale, zeros[1] * scale, zeros[2] * scale], denominator };
}

/**
 * A Butterworth low-pass filter.
 * @param frequency where it halves the power, in Hz, below half the sample rate.
 * Source: as `scipy.signal.butter`; Oppenheim, Schafer, "Discrete-Time Signal Processing", section 7.2.
 */
export function butterworthLowPass(order: number, frequency: number, sampleRate: number): FilterSection[] {
  const cutOff = warped(frequency, sampleRate);
  return prototypePoles(order).map(([real, imaginary]) => {
    const pole = bilinear([real * cutOff, imaginary * cutOff]);
    // A single real pole is paired with one at 0, which does nothing.
    if (imaginary === 0) return sectionOf([pole, [0, 0]], [1, 1, 0], [1, 0]);
    return sectionOf([pole, conjugate(pole)], [1, 2, 1], [1, 0]);
  });
}

/**
 * A Butterworth band-pass filter, of twice the order.
 * @param low where it halves the power, in Hz; `high` likewise, below half the sample rate.
 * Source: as {@link butterworthLowPass}.
 */
export function butterworthBandPass(
  order: number,
  low: number,
  high: number,
  sampleRate: number,
): FilterSection[] {
  const [first, last] = [warped(low, sampleRate), warped(high, sampleRate)];
  const square = first * last;
  // The angle of the frequency at √square, by the tangent of its half.
  const center: Complex = [(1 - square) / (1 + square), (2 * Math.sqrt(square)) / (1 + square)];
  return prototypePoles(order).flatMap(([real, imaginary]) => {
    const half: Complex = [(real * (last - first)) / 2, (imaginary * (last - first)) / 2];
    const root = squareRoot(add(multiply(half, half), [-square, 0]));
    const poles = [bilinear(add(half, root)), bilinear(add(half, [-root[0], -root[1]]))] as const;
    const zeros = [1, 0, -1] as const;
    if (imaginary === 0) return [sectionOf(poles, zeros, center)];
    return poles.map((pole) => sectionOf([pole, conjugate(pole)], zeros, center));
  });
}

/** A signal through sections one after the other, from rest, in float64. */
export function filterSignal(sections: readonly FilterSection[], signal: ArrayLike<number>): Float64Array {
  const result = Float64Array.from(signal);
  for (const { numerator, denominator } of sections) {
    let [first, second] = [0, 0];
    for (let step = 0; step < result.length; step++) {
      const input = result[step] ?? 0;
      const output = numerator[0] * input + first;
      first = numerator[1] * input - denominator[0] * output + second;
      second = numerator[2] * input - denominator[1] * output;
      result[step] = output;
    }
  }
  return result;
}
