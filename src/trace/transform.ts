import { gradientFunc, vjpFunc } from '../autodiff/reverse.ts';
import { dtypeError, shapeError, valueError } from '../errors.ts';
import { formatType } from '../ir/types.ts';
import { eliminateDeadCode } from '../passes/deadCode.ts';
import { narrow } from '../passes/narrow.ts';
import { treeFlatten, treeUnflatten } from '../tree/index.ts';
import { evaluateFunc, type Storage } from './currentTrace.ts';
import { Tensor } from './tensor.ts';
import { flattenArguments, traceFunction } from './traceFunction.ts';

/** By which argument a gradient is taken (default: the first). */
export interface GradOptions<Argument extends number = number> {
  readonly argument?: Argument;
}

/** A result together with other values that the caller wants to see. */
export type WithAux<Aux> = readonly [value: Tensor, aux: Aux];

type ArgumentAt<Args extends readonly unknown[], Argument extends number> = Args[Argument];

const nameOf = (fn: { readonly name: string }, fallback: string): string => fn.name || fallback;

function differentiate<Args extends readonly unknown[]>(
  what: string,
  fn: (...args: Args) => unknown,
  args: Args,
  argument: number,
): { output: unknown; gradient: unknown } {
  if (!(argument in args)) {
    throw valueError(
      `${what}: there is no argument ${argument}; the function was called with ${args.length}`,
    );
  }
  const flat = flattenArguments(args);
  const name = nameOf(fn, what);
  const own = flat.positions.flatMap((position, index) =>
    (flat.paths[position] ?? '').split('.')[0] === String(argument) ? [index] : [],
  );
  for (const index of own) {
    const { type } = flat.tensors[index] as Tensor;
    if (type.dtype !== 'f32') {
      throw dtypeError(
        `${what}: gradients are taken by f32 tensors; argument ${flat.paths[flat.positions[index] ?? 0]} of \`${name}\` is ${formatType(type)}`,
      );
    }
  }
  const traced = traceFunction(name, fn, flat);
  const [loss] = traced.outputTypes;
  if (loss === undefined || loss.shape.length !== 0 || loss.dtype !== 'f32') {
    throw shapeError(
      `${what}: expected \`${name}\` to return an f32 scalar to differentiate, got ${loss ? formatType(loss) : 'no tensor'}; ` +
        'take its sum or mean, or use vjp',
    );
  }
  const gradient = eliminateDeadCode(gradientFunc(narrow(traced.func), own));
  const inputs = [...flat.tensors.map((tensor) => tensor.storage), ...traced.captured];
  const outputs = evaluateFunc(gradient, inputs).map((storage) => new Tensor(storage));
  const count = traced.outputTypes.length;
  const target = treeFlatten<unknown>(args[argument]);
  let next = count;
  const leaves = target.leaves.map((leaf) => (leaf instanceof Tensor ? outputs[next++] : leaf));
  return {
    output: traced.rebuild(outputs.slice(0, count)),
    gradient: treeUnflatten(target.structure, leaves),
  };
}

/**
 * The function that gives the value of `fn` and its gradient by one argument (a tree of f32 tensors).
 * `fn` returns a scalar, or `[scalar, aux]` with any tree of auxiliary tensors.
 * @throws LimpetError where the result is not a scalar, or the argument is not f32.
 */
export function valueAndGrad<
  Args extends readonly unknown[],
  Result extends Tensor | WithAux<unknown>,
  Argument extends number = 0,
>(
  fn: (...args: Args) => Result,
  options: GradOptions<Argument> = {},
): (...args: Args) => [Result, ArgumentAt<Args, Argument>] {
  return (...args) => {
    const { output, gradient } = differentiate('valueAndGrad', fn, args, options.argument ?? 0);
    return [output as Result, gradient as ArgumentAt<Args, Argument>];
  };
}

/** The gradient of a scalar function by one argument (a tree of f32 tensors); see `valueAndGrad`. */
export function grad<Args extends readonly unknown[], Argument extends number = 0>(
  fn: (...args: Args) => Tensor,
  options: GradOptions<Argument> = {},
): (...args: Args) => ArgumentAt<Args, Argument> {
  return (...args) =>
    differentiate('grad', fn, args, options.argument ?? 0).gradient as ArgumentAt<Args, Argument>;
}

/**
 * The value of a function and its vector-Jacobian product: a function from a cotangent (a tree like the result) to
 * the cotangents of all arguments.
 */
export function vjp<Args extends readonly unknown[], Result>(
  fn: (...args: Args) => Result,
  ...args: Args
): { value: Result; pullback: (cotangent: Result) => Args } {
  const flat = flattenArguments(args);
  const traced = traceFunction(nameOf(fn, 'vjp'), fn, flat);
  const wrt = flat.tensors.flatMap((tensor, index) => (tensor.dtype === 'f32' ? [index] : []));
  const func = vjpFunc(narrow(traced.func), wrt);
  const inputs = [...flat.tensors.map((tensor) => tensor.storage), ...traced.captured];
  const value = evaluateFunc(eliminateDeadCode(traced.func), inputs).map((storage) => new Tensor(storage));
  const count = traced.outputTypes.length;
  return {
    value: traced.rebuild(value) as Result,
    pullback: (cotangent) => {
      const given = flattenArguments([cotangent]).tensors;
      const seeds = cotangentStorages(given, traced.outputTypes.map(formatType));
      const backwards = eliminateDeadCode({ ...func, outputs: func.outputs.slice(count) });
      const gradients = evaluateFunc(backwards, [...inputs, ...seeds]);
      const leaves: unknown[] = [...flat.leaves];
      wrt.forEach((index, position) => {
        leaves[flat.positions[index] ?? 0] = new Tensor(gradients[position] as Storage);
      });
      return treeUnflatten(flat.structure, leaves) as Args;
    },
  };
}

function cotangentStorages(given: readonly Tensor[], expected: readonly string[]): Storage[] {
  const types = given.map((tensor) => formatType(tensor.type));
  if (types.length !== expected.length || types.some((type, index) => type !== expected[index])) {
    throw shapeError(`vjp: expected a cotangent of type ${expected.join(', ')}, got ${types.join(', ')}`);
  }
  return given.filter((tensor) => tensor.dtype === 'f32').map((tensor) => tensor.storage);
}
