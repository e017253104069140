import { treeError, valueError } from '../errors.ts';
import { formatType } from '../ir/types.ts';
import { switchCase as switchCaseOp, whileLoop as whileLoopOp } from '../ops/index.ts';
import { expectStructure, treeStructure } from '../tree/index.ts';
import { withCommonInputs } from './commonInputs.ts';
import { arange, tensor } from './creation.ts';
import { applyOp } from './currentTrace.ts';
import { checkCarry, scan } from './scan.ts';
import { asTensor, Tensor, type TensorLike } from './tensor.ts';
import { flattenArguments, type TracedFunction, traceFunction } from './traceFunction.ts';

/**
 * One of several functions of the same operands, by number, as JAX's `lax.switch`: only that one runs. The number is
 * clamped to those there are. All functions give trees of one structure and the same types.
 * @throws LimpetError (`tree`) where the results differ in structure or types.
 */
export function switchCase<Operands extends readonly unknown[], Result>(
  index: TensorLike,
  branches: readonly ((...operands: Operands) => Result)[],
  ...operands: Operands
): Result {
  if (branches.length === 0) throw valueError('switchCase: expected at least one branch');
  const number =
    typeof index === 'number'
      ? tensor(index, Number.isInteger(index) ? { dtype: 'i32' } : {})
      : asTensor(index);
  if (number.size !== 1 || number.dtype === 'f32') {
    throw valueError(`switchCase: expected the number of a branch, got ${formatType(number.type)}`);
  }
  const flat = flattenArguments(operands);
  const traced = branches.map((each) => traceFunction(each.name || 'branch', each, flat));
  const [first] = traced as [TracedFunction, ...TracedFunction[]];
  traced.forEach((each, position) => {
    const [expected, given] = [first, each].map(({ outputTypes }) => outputTypes.map(formatType).join(', '));
    if (expected === given) return;
    throw treeError(`switchCase: branch 0 gives ${expected}, branch ${position} gives ${given}`);
  });
  const { captured, funcs } = withCommonInputs(traced, flat.tensors.length);
  const inputs = [number.reshape([]).cast('i32'), ...flat.tensors].map((tensor) => tensor.storage);
  const outputs = applyOp(switchCaseOp, [...inputs, ...captured], { branches: funcs });
  const results = outputs.map((output) => new Tensor(output));
  for (const each of traced) {
    expectStructure(
      'switchCase: results',
      treeStructure(first.rebuild(results)),
      treeStructure(each.rebuild(results)),
    );
  }
  return first.rebuild(results) as Result;
}

/** The first function where the condition holds, else the second, as JAX's `lax.cond`: only that one runs. See {@link switchCase}. */
export const cond = <Operands extends readonly unknown[], Result>(
  condition: TensorLike,
  whenTrue: (...operands: Operands) => Result,
  whenFalse: (...operands: Operands) => Result,
  ...operands: Operands
): Result => switchCase(asTensor(condition).cast('bool').cast('i32'), [whenFalse, whenTrue], ...operands);

/**
 * Repeats a body while a condition of the carry holds, as JAX's `lax.while_loop`. The carry keeps its tree and types. It
 * has no gradient, as the number of steps is not known; {@link foriLoop} and {@link scan} have.
 * @param options `noGradient`: what the error says where a gradient is asked for, for functions that have a loop inside.
 */
export function whileLoop<Carry>(
  condition: (carry: Carry) => Tensor,
  body: (carry: Carry) => Carry,
  initial: Carry,
  options: { readonly noGradient?: string } = {},
): Carry {
  const flat = flattenArguments([initial]);
  const step = traceFunction(body.name || 'body', checked(body, initial), flat);
  const test = traceFunction(condition.name || 'condition', condition, flat);
  const [holds] = test.outputTypes;
  if (test.outputTypes.length !== 1 || holds?.dtype !== 'bool' || holds.shape.length > 0) {
    throw treeError(
      `whileLoop: expected the condition to give bool[], got ${test.outputTypes.map(formatType).join(', ') || 'nothing'}`,
    );
  }
  const own = flat.tensors.length;
  const { captured, funcs } = withCommonInputs([test, step], own);
  const [first, second] = funcs.map((func) => ({
    ...func,
    inputs: [...func.inputs.slice(own), ...func.inputs.slice(0, own)],
  }));
  const outputs = applyOp(whileLoopOp, [...captured, ...flat.tensors.map((tensor) => tensor.storage)], {
    condition: first,
    body: second,
    constants: captured.length,
    ...options,
  });
  return step.rebuild(outputs.map((output) => new Tensor(output))) as Carry;
}

const checked =
  <Carry>(body: (carry: Carry) => Carry, initial: Carry) =>
  (carry: Carry): Carry => {
    const next = body(carry);
    checkCarry('whileLoop', initial, next);
    return next;
  };

/**
 * The carry after `body(i, carry)` for every i from `lower` to `upper` - 1, as JAX's `lax.fori_loop`; i is i32[]. With
 * numbers as bounds it can be differentiated; with tensors it cannot, see {@link whileLoop}.
 */
export function foriLoop<Carry>(
  lower: number | Tensor,
  upper: number | Tensor,
  body: (index: Tensor, carry: Carry) => Carry,
  initial: Carry,
): Carry {
  if (typeof lower === 'number' && typeof upper === 'number') {
    const indices = arange(lower, Math.max(lower, upper), 1, 'i32');
    return scan((carry: Carry, index: Tensor) => [body(index, carry), null], initial, indices)[0];
  }
  const [first, last] = [lower, upper].map((bound) => asTensor(bound).cast('i32').reshape([]));
  const [, carry] = whileLoop(
    ([index]: readonly [Tensor, Carry]) => index.less(last as Tensor),
    ([index, own]) => [index.add(1), body(index, own)] as const,
    [first as Tensor, initial] as const,
  );
  return carry;
}

/** A function applied to every element of a tree along its leading axis, one after another, as JAX's `lax.map`. */
export const map = <Input, Output>(fn: (input: Input) => Output, inputs: Input): Output =>
  scan((_: null, input: Input) => [null, fn(input)] as const, null, inputs)[1];
