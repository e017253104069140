import { shapeError, valueError } from '../errors.ts';
import { formatType } from '../ir/types.ts';
import type { Tensor } from './tensor.ts';

/**
 * What is added around an input: nothing (`VALID`), as much as gives ⌈extent / stride⌉ results with the odd element at the
 * end (`SAME`), or a pair of counts before and after for each axis, which may be negative to leave elements out.
 */
export type Padding = 'VALID' | 'SAME' | readonly (readonly [before: number, after: number])[];

/** A whole number for each axis, or one for all. */
export type PerAxis = number | readonly number[];

/** Where the axes of an input are: examples `N`, channels `C`, and height and width, or width alone. */
export type DataLayout = 'NHWC' | 'NCHW' | 'NWC' | 'NCW';

/**
 * One number for each axis.
 * @throws LimpetError naming `what` where one is not a whole number from 1, or their count is another.
 */
export function perAxis(what: string, name: string, given: PerAxis, rank: number): number[] {
  const numbers = typeof given === 'number' ? new Array<number>(rank).fill(given) : [...given];
  if (numbers.length !== rank || !numbers.every((number) => Number.isInteger(number) && number >= 1)) {
    throw valueError(
      `${what}: expected ${name} of ${rank} whole numbers from 1, or one for all axes, got [${numbers.join(', ')}]`,
    );
  }
  return numbers;
}

/** The layout without width and height in front of the axes it is for: 2 axes of space for rank 4, 1 for rank 3. */
export function layoutOf(what: string, x: Tensor, given: DataLayout | undefined): DataLayout {
  const layout = given ?? (x.shape.length === 3 ? 'NWC' : 'NHWC');
  if (layout.length !== x.shape.length) {
    throw shapeError(
      `${what}: expected an input of ${layout.length} axes for the layout ${layout}, got ${formatType(x.type)}; ` +
        'the other layouts are NHWC and NCHW for images, NWC and NCW for signals',
    );
  }
  return layout;
}

/** Axes of space of a layout, in its order. */
export const spatialAxes = (layout: string): number[] =>
  [...layout].flatMap((letter, axis) => ('HW'.includes(letter) ? [axis] : []));

/** Windows along one axis. */
export interface AxisWindows {
  readonly extent: number;
  /** Elements from the first to the last that a window takes. */
  readonly reach: number;
  readonly stride: number;
}

/**
 * The pairs of padding for each axis.
 * @throws LimpetError naming `what` where they are not whole, or a window is larger than the padded input.
 */
export function paddingPairs(
  what: string,
  padding: Padding,
  axes: readonly AxisWindows[],
): (readonly [number, number])[] {
  if (typeof padding === 'string' && padding !== 'VALID' && padding !== 'SAME')
    throw valueError(`${what}: expected padding 'VALID', 'SAME' or pairs, got '${String(padding)}'`);
  if (typeof padding !== 'string') checkPairs(what, padding, axes.length);
  const pairs = axes.map(({ extent, reach, stride }, axis): readonly [number, number] => {
    if (padding === 'VALID') return [0, 0];
    if (padding !== 'SAME') return padding[axis] ?? [0, 0];
    const total = Math.max(0, (Math.ceil(extent / stride) - 1) * stride + reach - extent);
    return [Math.floor(total / 2), total - Math.floor(total / 2)];
  });
  axes.forEach(({ extent, reach }, axis) => {
    const [before, after] = pairs[axis] ?? [0, 0];
    if (reach > extent + before + after) {
      throw shapeError(
        `${what}: along axis ${axis} of space a window takes ${reach} elements, and the input has only ${extent} with ` +
          `${before} and ${after} of padding; use a smaller window or more padding`,
      );
    }
  });
  return pairs;
}

function checkPairs(what: string, pairs: Exclude<Padding, string>, rank: number): void {
  const isPair = (pair: unknown): boolean =>
    Array.isArray(pair) && pair.length === 2 && pair.every((count) => Number.isInteger(count));
  if (pairs.length !== rank || !pairs.every(isPair)) {
    throw valueError(
      `${what}: expected ${rank} pairs of whole numbers as padding, got ${JSON.stringify(pairs)}`,
    );
  }
}

/** How many windows fit along an axis. */
export const windowCount = (
  { extent, reach, stride }: AxisWindows,
  [before, after]: readonly [number, number],
): number => Math.floor((extent + before + after - reach) / stride) + 1;
