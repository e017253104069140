import { dtypeError, treeError, valueError } from '../errors.ts';
import type { Func } from '../ir/func.ts';
import { formatType, sameType, sizeOf, type TensorType } from '../ir/types.ts';
import { allocateData } from '../kernel/data.ts';
import { checkpoint as checkpointOp, customGradient as customGradientOp } from '../ops/index.ts';
import { expectStructure, treeFlatten, treeStructure } from '../tree/index.ts';
import { withCommonInputs } from './commonInputs.ts';
import { applyOp } from './currentTrace.ts';
import { Tensor } from './tensor.ts';
import { type FlatArguments, flattenArguments, traceFunction } from './traceFunction.ts';

/** A gradient given by hand. */
export interface CustomGradient<Args extends readonly unknown[], Result, Saved> {
  /** The result, and a tree of whatever the gradient needs. */
  readonly forward: (...args: Args) => readonly [result: Result, saved: Saved];
  /** From what was saved and the cotangent of the result (a tree like it) to the cotangents of the arguments. */
  readonly backward: (saved: Saved, cotangent: Result) => Args;
}

/**
 * The function with a gradient given by hand, as JAX's `custom_vjp`: for surrogates of steps, for gradients that are known
 * in closed form, for clipping. Its results are f32. Tensors that the functions read from around them count as constants.
 * @throws LimpetError (`tree`, `dtype`) where `forward` gives another result than `fn`, or `backward` other cotangents
 * than one like each f32 argument.
 */
export function customGradient<Args extends readonly unknown[], Result, Saved>(
  fn: (...args: Args) => Result,
  { forward, backward }: CustomGradient<Args, Result, Saved>,
): (...args: Args) => Result {
  const name = fn.name || 'customGradient';
  return (...args) => {
    const flat = flattenArguments(args);
    const primal = traceFunction(name, fn, flat);
    const ahead = traceFunction(`forward of ${name}`, forward, flat);
    checkResults(name, primal.outputTypes, ahead.outputTypes);
    const [result, saved] = ahead.rebuild(ahead.outputTypes.map(standIn)) as [Result, Saved];
    const pull = (own: Saved, cotangent: Result): Tensor[] =>
      cotangentsOf(name, flat, backward(own, cotangent));
    const back = traceFunction(`backward of ${name}`, pull, flattenArguments([saved, result]));
    const own = flat.tensors.length;
    const results = primal.outputTypes.length;
    const savedCount = ahead.outputTypes.length - results;
    const { captured, funcs } = withCommonInputs([primal, ahead, back], [own, own, savedCount + results]);
    const [func, saving, pullback] = funcs as [Func, Func, Func];
    // What the backward function reads from around it is saved with the rest.
    const around = saving.inputs.slice(own);
    const cotangents = pullback.inputs.slice(savedCount, savedCount + results);
    const inputs = pullback.inputs.filter((input) => !cotangents.includes(input));
    const outputs = applyOp(customGradientOp, [...flat.tensors.map(({ storage }) => storage), ...captured], {
      func,
      forward: { ...saving, outputs: [...saving.outputs, ...around] },
      backward: { ...pullback, inputs: [...inputs, ...cotangents] },
      wrt: flat.tensors.flatMap(({ dtype }, index) => (dtype === 'f32' ? [index] : [])),
    });
    return primal.rebuild(outputs.map((output) => new Tensor(output))) as Result;
  };
}

/** A tensor of which only the type is read. */
const standIn = (type: TensorType): Tensor =>
  new Tensor({ kind: 'concrete', type, data: allocateData(type.dtype, sizeOf(type.shape)) });

function checkResults(name: string, expected: readonly TensorType[], given: readonly TensorType[]): void {
  const wrong = expected.find(({ dtype }) => dtype !== 'f32');
  if (wrong !== undefined) {
    throw dtypeError(`customGradient: expected ${name} to give f32, got ${formatType(wrong)}`);
  }
  if (expected.every((type, index) => given[index] !== undefined && sameType(type, given[index]))) return;
  throw treeError(
    `customGradient: expected the forward function of ${name} to give [${expected.map(formatType).join(', ')}] and ` +
      `what is saved, got ${given.map(formatType).join(', ')}`,
  );
}

/** The cotangents of the f32 arguments, out of a tree like the arguments. */
function cotangentsOf(name: string, flat: FlatArguments, given: readonly unknown[]): Tensor[] {
  const what = `customGradient: cotangents of ${name}`;
  const leaves = treeFlatten<unknown>(given).leaves;
  expectStructure(what, flat.structure, treeStructure(given));
  return flat.positions.flatMap((position, index) => {
    const { type } = flat.tensors[index] as Tensor;
    if (type.dtype !== 'f32') return [];
    const leaf = leaves[position];
    if (leaf instanceof Tensor && sameType(leaf.type, type)) return [leaf];
    const spelled = leaf instanceof Tensor ? formatType(leaf.type) : String(leaf);
    throw treeError(`${what}: expected ${formatType(type)} at ${flat.paths[position]}, got ${spelled}`);
  });
}

/**
 * The function, computed again where its gradient is taken instead of keeping what is inside in memory, as JAX's
 * `checkpoint`. Gradients keep their bits.
 */
export function checkpoint<Args extends readonly unknown[], Result>(
  fn: (...args: Args) => Result,
): (...args: Args) => Result {
  return (...args) => {
    const flat = flattenArguments(args);
    const traced = traceFunction(fn.name || 'checkpoint', fn, flat);
    const inputs = [...flat.tensors.map(({ storage }) => storage), ...traced.captured];
    const outputs = applyOp(checkpointOp, inputs, { func: traced.func });
    return traced.rebuild(outputs.map((output) => new Tensor(output))) as Result;
  };
}

/** x, with its gradient clipped to the range from `low` to `high`, element by element. */
export function gradientClip(x: Tensor, low: number, high: number): Tensor {
  if (!(low <= high))
    throw valueError(`gradientClip: expected a range from low to high, got ${low} to ${high}`);
  const clipped = customGradient((own: Tensor) => own, {
    forward: (own) => [own, null],
    backward: (_: null, cotangent): [Tensor] => [cotangent.clip(low, high)],
  });
  return clipped(x);
}
