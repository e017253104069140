import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { vjpFunc } from '../../src/autodiff/reverse.ts';
import type { Register } from '../../src/interpreter/lanes.ts';
import type { Func } from '../../src/ir/func.ts';
import type { Op } from '../../src/ir/op.ts';
import { printFunc } from '../../src/ir/printer.ts';
import { sizeOf, type TensorType } from '../../src/ir/types.ts';
import { Choices, tapes } from './choices.ts';
import { chooseSample, chooseType, operations } from './operations.ts';
import { funcOf } from './programs.ts';
import { interpretReal } from './realArithmetic.ts';
import { plainData, Sequence } from './values.ts';

const STEP = 1e-6;
const TOLERANCE = 1e-6;
/** Points keep this distance from kinks, and from the whole and half numbers where many operations have theirs. */
const MARGIN = 1e-3;

const isFloat = ({ type }: { readonly type: TensorType }): boolean => type.dtype === 'f32';

/** Numbers that are all different, inside the domain of an operation and off its kinks, in any order. */
function* smoothPoints({ traits: { domain = {} } }: Op, count: number, sequence: Sequence) {
  const low = Math.max(-2, domain.min ?? -2) + 0.02;
  const high = Math.min(2, domain.max ?? 2) - 0.02;
  const order = Array.from({ length: count }, (_, index) => index);
  while (order.length > 0) {
    const [index = 0] = order.splice(sequence.below(order.length), 1);
    const point = low + ((index + 0.31) * (high - low)) / count;
    const isNear = (distance: number) => (kink: number) => Math.abs(point - kink) < distance;
    const margin = domain.margin ?? MARGIN;
    if (domain.away?.some(isNear(margin))) yield point + 2.1 * margin;
    else yield isNear(MARGIN)(Math.round(2 * point) / 2) ? point + 2.1 * MARGIN : point;
  }
}

function smoothInputs(op: Op, types: readonly TensorType[], seed: number): Register[] {
  const sequence = new Sequence(seed);
  const count = types.reduce((sum, type) => sum + sizeOf(type.shape), 0);
  const points = smoothPoints(op, Math.max(1, count), sequence);
  return types.map((type, index) =>
    type.dtype === 'f32'
      ? Float64Array.from({ length: sizeOf(type.shape) }, () => points.next().value ?? 0)
      : plainData(type, seed + index),
  );
}

const direction = ({ shape }: TensorType, sequence: Sequence): Float64Array =>
  Float64Array.from({ length: sizeOf(shape) }, () => sequence.signed());

/** The sum of `term` over all elements. */
function sumOver(register: Register, term: (x: number, index: number) => number): number {
  let sum = 0;
  for (let index = 0; index < register.length; index++) sum += term(register[index]!, index);
  return sum;
}

/** The change of a value; none where it stays the same, infinite or NaN. */
const change = (ahead: number, behind: number): number => (Object.is(ahead, behind) ? 0 : ahead - behind);
const finite = (x: number): number => (Number.isFinite(x) ? Math.abs(x) : 0);

interface Slopes {
  /** The change of the float outputs, weighted by cotangents, along a direction of the float inputs. */
  readonly measured: number;
  /** The same by the gradient rules. */
  readonly derived: number;
  /** The sum of the magnitudes of what was added up. */
  readonly scale: number;
}

/** Compares `vjpFunc` with central differences in float64 along one direction. */
function slopesOf(func: Func, inputs: readonly Register[], seed: number): Slopes {
  const sequence = new Sequence(seed);
  const wrt = func.inputs.flatMap((input, index) => (isFloat(input) ? [index] : []));
  const directions = wrt.map((index) => direction(func.inputs[index]!.type, sequence));
  const weights = func.outputs.filter(isFloat).map(({ type }) => direction(type, sequence));
  const moved = (step: number): Register[] => {
    const shifted = [...inputs];
    wrt.forEach((index, position) => {
      shifted[index] = Float64Array.from(inputs[index]!, (x, i) => x + step * directions[position]![i]!);
    });
    return interpretReal(func, shifted).filter((_, output) => isFloat(func.outputs[output]!));
  };
  const [ahead, behind] = [moved(STEP), moved(-STEP)];
  const changes = weights.map((weight, output) =>
    sumOver(weight, (w, i) => w * change(ahead[output]![i]!, behind[output]![i]!)),
  );
  const gradient = vjpFunc(func, wrt);
  const results = interpretReal(gradient, [...inputs, ...weights]).slice(func.outputs.length);
  wrt.forEach((index, position) => {
    expect(gradient.outputs[func.outputs.length + position]!.type).toEqual(func.inputs[index]!.type);
    expect(results[position]).toHaveLength(inputs[index]!.length);
  });
  const products = results.map((result, position) =>
    sumOver(result, (x, i) => x * directions[position]![i]!),
  );
  const magnitudes = [...results, ...ahead].map((values) => sumOver(values, finite));
  const total = (terms: readonly number[]): number => terms.reduce((sum, term) => sum + term, 0);
  return {
    measured: total(changes) / (2 * STEP),
    derived: total(products),
    scale: total(magnitudes) + 1e-3,
  };
}

function expectGradient(func: Func, inputs: readonly Register[], seed: number): void {
  const { measured, derived, scale } = slopesOf(func, inputs, seed);
  if (!(Math.abs(measured - derived) <= TOLERANCE * scale)) {
    throw new Error(`the gradient is ${derived}, differences give ${measured}\n${printFunc(func)}`);
  }
}

/** The gradients alone, as a function of the inputs and the cotangents. */
function gradientsOf(func: Func): Func {
  const wrt = func.inputs.flatMap((input, index) => (isFloat(input) ? [index] : []));
  const gradient = vjpFunc(func, wrt);
  return { ...gradient, outputs: gradient.outputs.slice(func.outputs.length) };
}

const differentiable = operations.filter(({ vjp }) => !('zeroGradient' in vjp || 'noGradient' in vjp));
const flat = operations.filter(({ vjp }) => 'zeroGradient' in vjp);

/** A lane program without instructions gives its input back. */
function isIdentity(op: Op, types: readonly TensorType[], params: unknown): boolean {
  const kernel = op.lower(types, params);
  return kernel.form === 'map' && kernel.program.instructions.length === 0;
}

describe('the gradient rule', () => {
  it.each(differentiable.map((op) => [op.name, op] as const))(
    'of %s agrees with differences in float64, and so does the gradient of the gradient',
    (_, op) => {
      fc.assert(
        fc.property(tapes(60), (tape) => {
          const choices = new Choices(tape);
          const sample = chooseSample(op, choices, { ...chooseType(choices), dtype: 'f32' });
          const seed = choices.below(1000);
          if (sample === null) return;
          const func = funcOf(op, sample.types, sample.params);
          const inputs = smoothInputs(op, sample.types, seed);
          expectGradient(func, inputs, seed);
          const second = gradientsOf(func);
          const cotangents = second.inputs
            .slice(inputs.length)
            .map(({ type }, index) => direction(type, new Sequence(seed + index)));
          expectGradient(second, [...inputs, ...cotangents], seed + 1);
        }),
        { numRuns: 25 },
      );
    },
  );

  it.each(flat.map((op) => [op.name, op] as const))(
    'of %s is zero because its slope is zero or its values are discrete',
    (_, op) => {
      fc.assert(
        fc.property(tapes(60), (tape) => {
          const choices = new Choices(tape);
          const sample = chooseSample(op, choices, { ...chooseType(choices), dtype: 'f32' });
          const seed = choices.below(1000);
          if (sample === null || isIdentity(op, sample.types, sample.params)) return;
          const func = funcOf(op, sample.types, sample.params);
          const { measured, derived } = slopesOf(func, smoothInputs(op, sample.types, seed), seed);
          expect([Math.abs(measured), derived]).toEqual([0, 0]);
        }),
        { numRuns: 20 },
      );
    },
  );
});
