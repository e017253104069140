import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { interpret } from '../../src/interpreter/interpret.ts';
import type { Register } from '../../src/interpreter/lanes.ts';
import { intervalFunc } from '../../src/intervals/intervalFunc.ts';
import type { Builder } from '../../src/ir/builder.ts';
import type { Func, Value } from '../../src/ir/func.ts';
import type { IntervalFunc, Op } from '../../src/ir/op.ts';
import { type TensorType, tensorType } from '../../src/ir/types.ts';
import type { TensorData } from '../../src/kernel/data.ts';
import { Choices, tapes } from './choices.ts';
import { chooseSample, chooseType, operations } from './operations.ts';
import { buildFunc, funcOf } from './programs.ts';
import { interpretReal, referenceOf } from './realArithmetic.ts';
import { plainData, Sequence, someData } from './values.ts';

/** The ends of an input; one and the same data for a point. */
type Ends = readonly [lower: TensorData, upper: TensorData];
type MakeData = (type: TensorType, choices: Choices) => TensorData;

const moderateData: MakeData = (type, choices) => plainData(type, choices.below(1000));

/** The smaller and the larger of each two elements, with 1 for NaN. */
function sorted(a: TensorData, b: TensorData): Ends {
  const number = (x: number | undefined): number => (x === undefined || Number.isNaN(x) ? 1 : x);
  const merged = (pick: (x: number, y: number) => number): TensorData =>
    a.map((x, index) => pick(number(x), number(b[index])));
  return [merged(Math.min), merged(Math.max)];
}

/** Ends that are near each other or far apart. */
function chooseEnds(type: TensorType, choices: Choices, data: MakeData): Ends {
  const first = data(type, choices);
  if (choices.onceIn(type.dtype === 'f32' || type.dtype === 'bool' ? 4 : 2)) return [first, first];
  if (type.dtype !== 'f32' || choices.onceIn(3)) return sorted(first, data(type, choices));
  const centre = moderateData(type, choices);
  const scale = choices.pick([0.01, 0.1, 1]);
  const reach = moderateData(type, choices);
  return sorted(
    centre,
    centre.map((x, index) => x + scale * reach[index]!),
  );
}

/** A number between each pair of ends: in half of the cases one of them. */
function between([lower, upper]: Ends, sequence: Sequence): Register {
  const inside = (low: number, high: number): number => {
    const place = sequence.below(4);
    if (place < 2 || !(lower instanceof Float32Array)) return place % 2 === 0 ? low : high;
    const number = low + (high - low) * (sequence.word() / 2 ** 32);
    return number >= low && number <= high ? number : low;
  };
  if (lower === upper) return lower;
  const numbers = Array.from(lower, (low, index) => inside(low, upper[index]!));
  return lower instanceof Float32Array
    ? Float64Array.from(numbers)
    : lower.map((_, index) => numbers[index]!);
}

/** As the float32 next to it, which lies between the ends too. */
const rounded = (values: Register): TensorData =>
  values instanceof Float64Array ? Float32Array.from(values) : values;

/** The first value outside of its bounds; NaN lies outside of all. */
function firstOutside(values: ArrayLike<number>, [lower, upper]: Ends): string | null {
  for (let index = 0; index < values.length; index++) {
    const [value, low, high] = [values[index]!, lower[index]!, upper[index]!];
    const isBounded = !(Number.isNaN(low) && Number.isNaN(high));
    if (Number.isNaN(value) ? isBounded : value < low || value > high)
      return `element ${index} is ${value}, outside of ${low} to ${high}`;
  }
  return null;
}

/** The function over intervals; null where the element types have no bounds. */
function boundsFunc(func: Func, intervals: ReadonlySet<number>): IntervalFunc | null {
  try {
    return intervalFunc(func, intervals);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'dtype') return null;
    throw error;
  }
}

interface Case {
  readonly func: Func;
  readonly ends: readonly Ends[];
  /** The bounds of each output. */
  readonly bounds: readonly Ends[];
  readonly sequence: Sequence;
}

/** Chooses a function. */
type MakeFunc = (choices: Choices) => Func | null;

/** An operation on its own. */
const oneOperation =
  (op: Op): MakeFunc =>
  (choices) => {
    const sample = chooseSample(op, choices, chooseType(choices));
    return sample && funcOf(op, sample.types, sample.params);
  };

/** A function on random intervals. */
function chooseCase(make: MakeFunc, tape: readonly number[], data: MakeData): Case | null {
  const choices = new Choices(tape);
  const func = make(choices);
  if (func === null) return null;
  const ends = func.inputs.map(({ type }) => chooseEnds(type, choices, data));
  const intervals = new Set([...ends.keys()].filter((index) => ends[index]![0] !== ends[index]![1]));
  const made = intervals.size === 0 ? null : boundsFunc(func, intervals);
  if (made === null) return null;
  const results = interpret(
    made.func,
    ends.flatMap(([lower, upper]) => (lower === upper ? [lower] : [lower, upper])),
  );
  let next = 0;
  const bounds = func.outputs.map((_, index): Ends => {
    const lower = results[next++]!;
    return [lower, made.outputs.has(index) ? results[next++]! : lower];
  });
  return { func, ends, bounds, sequence: new Sequence(choices.below(1000)) };
}

/** Holds the results of functions at points between the ends against their bounds; how many elements that were. */
function checkBounds(
  make: MakeFunc,
  data: MakeData,
  run: (func: Func, inputs: Register[]) => Register[],
): number {
  let checked = 0;
  const property = fc.property(tapes(60), (tape) => {
    const chosen = chooseCase(make, tape, data);
    if (chosen === null) return;
    const { func, ends, bounds, sequence } = chosen;
    for (let point = 0; point < 4; point++) {
      const inputs = ends.map((each) => between(each, sequence));
      run(func, inputs).forEach((values, output) => {
        expect(firstOutside(values, bounds[output]!)).toBeNull();
        checked += values.length;
      });
    }
  });
  fc.assert(property, { numRuns: 40 });
  return checked;
}

describe('the interval rule', () => {
  const withRule = operations.filter((op) => op.interval !== undefined);
  // What inside of a function does not depend on the intervals is bounded as float32 has it.
  const isReal = (op: Op): boolean =>
    op.functions === undefined && (op.traits.lane === undefined || referenceOf(op) !== null);

  it.each(withRule.map((op) => [op.name, op] as const))('of %s bounds every result in float32', (_, op) => {
    const run = (func: Func, inputs: Register[]): Register[] => interpret(func, inputs.map(rounded));
    expect(checkBounds(oneOperation(op), someData, run)).toBeGreaterThan(20);
  });

  it.each(withRule.filter(isReal).map((op) => [op.name, op] as const))(
    'of %s bounds every result in real arithmetic',
    (_, op) => {
      expect(checkBounds(oneOperation(op), moderateData, interpretReal)).toBeGreaterThan(20);
    },
  );
});

/** What follows a value that is never below 0, one of which goes below it again. */
const afterwards: readonly ((b: Builder, x: Value) => Value)[] = [
  (_, x) => x,
  (b, x) => b.pad(x, { low: [0, 0], high: [0, 0], interior: [1, 0], value: -1 }),
  (b, x) => b.neg(x),
  (b, x) => b.sub(x, b.onesLike(x)),
  (b, x) => b.mul(x, b.sin(x)),
  (b, x) => b.mul(b.sum(x, { axes: [0] }), b.max(x, { axes: [0] })),
  (b, x) => b.log(x),
  (b, x) => b.concatenate(x, b.sin(x), { axis: 0 }),
  (b, x) => b.select(b.less(x, b.onesLike(x)), x, b.neg(x)),
];

/** The matrix product of such a value with any other. */
const productOfSigned =
  (made: (b: Builder, x: Value) => Value): MakeFunc =>
  (choices) => {
    const next = choices.pick(afterwards);
    const isLeft = choices.onceIn(2);
    const types = [tensorType('f32', [3, 4]), tensorType('f32', [4, 2]), tensorType('f32', [3, 3])];
    return buildFunc(types, (b, [x, right, left]) => {
      const value = next(b, made(b, x!));
      const matrix = value.type.shape.length === 2 ? value : b.reshape(value, { shape: [1, 4] });
      const [rows = 0] = matrix.type.shape;
      const factor = b.slice(left!, { start: [0, 0], size: [3, Math.min(rows, 3)], step: [1, 1] });
      const top = b.slice(matrix, { start: [0, 0], size: [Math.min(rows, 3), 4], step: [1, 1] });
      return [isLeft ? b.matmul(matrix, right!) : b.matmul(factor, top)];
    });
  };

describe('products of intervals that are known to be at least 0', () => {
  const makers: Readonly<Record<string, (b: Builder, x: Value) => Value>> = {
    relu: (b, x) => b.relu(x),
    abs: (b, x) => b.abs(x),
    exp: (b, x) => b.exp(x),
    sigmoid: (b, x) => b.sigmoid(x),
    square: (b, x) => b.mul(x, x),
    cast: (b, x) => b.cast(b.less(b.zerosLike(x), x), { dtype: 'f32' }),
  };

  it.each(Object.entries(makers))('(by %s) bound every result', (_, made) => {
    const run = (func: Func, inputs: Register[]): Register[] => interpret(func, inputs.map(rounded));
    expect(checkBounds(productOfSigned(made), moderateData, run)).toBeGreaterThan(20);
  });
});

describe('operations without an interval rule', () => {
  it('are those that are known to have none', () => {
    const found = operations.filter((op) => op.interval === undefined).map(({ name }) => name);
    expect(found.sort()).toEqual([
      ...[
        'accumulateProducts',
        'argmax',
        'argmin',
        'argsort',
        'atan2',
        'balancedLess',
        'bitcast',
        'bitwiseXor',
      ],
      ...['constant', 'cumprod', 'iota', 'leftShift', 'linearRecurrence', 'prod', 'rem'],
      ...['rightShift', 'scatterAdd', 'threefry2x32', 'whileLoop'],
    ]);
  });
});
