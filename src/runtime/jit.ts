import { traceError } from '../errors.ts';
import { formatType } from '../ir/types.ts';
import { isTracing } from '../trace/currentTrace.ts';
import { readData, Tensor } from '../trace/tensor.ts';
import { type FlatArguments, flattenArguments, traceFunction } from '../trace/traceFunction.ts';
import { formatStructure } from '../tree/index.ts';
import { Program } from './program.ts';

/** How a function is compiled. */
export interface JitOptions {
  /** Appears in printed programs and errors; default the function's own name. */
  readonly name?: string;
}

/** A compiled function; calls with the same types and the same other arguments run the same program. */
export interface Jitted<Args extends readonly unknown[], Result> {
  (...args: Args): Result;
  /** The compiled program for given arguments: to print its stages, its kernels and its memory. */
  compile(...args: Args): Program;
}

interface Compiled {
  readonly program: Program;
  readonly rebuild: (tensors: readonly Tensor[]) => unknown;
}

/**
 * Compiles a function of trees of tensors to WebAssembly at its first call. Tensors among the arguments are inputs;
 * everything else (numbers, strings, functions) is part of the program, and another value compiles another program.
 * Inside another traced function the operations become part of that one.
 * @throws LimpetError (`trace`) where the function reads elements of a tensor or keeps one beyond its call.
 */
export function jit<Args extends readonly unknown[], Result>(
  fn: (...args: Args) => Result,
  options: JitOptions = {},
): Jitted<Args, Result> {
  const name = options.name ?? (fn.name || 'jit');
  const compiled = new Map<string, Compiled>();
  const identities = new Map<unknown, number>();
  const prepare = (flat: FlatArguments): Compiled => {
    const key = signature(flat, identities);
    const known = compiled.get(key);
    if (known !== undefined) return known;
    const traced = traceFunction(name, fn, flat);
    if (traced.captured.length > 0)
      throw traceError(`${name}: compiled outside of the trace it reads values of`);
    const fresh = { program: new Program(traced.func), rebuild: traced.rebuild };
    compiled.set(key, fresh);
    return fresh;
  };
  const call = (...args: Args): Result => {
    if (isTracing()) return fn(...args);
    const flat = flattenArguments(args);
    const { program, rebuild } = prepare(flat);
    program.run(flat.tensors.map(readData));
    return rebuild(outputsOf(program)) as Result;
  };
  return Object.assign(call, {
    compile: (...args: Args): Program => prepare(flattenArguments(args)).program,
  });
}

/** All outputs of a program as tensors. */
function outputsOf(program: Program): Tensor[] {
  return program.lowered.outputs.map((_, index) => {
    const { type, data } = program.output(index);
    return new Tensor({ kind: 'concrete', type, data });
  });
}

/**
 * What a program depends on, as text: the types of the tensors, and all other leaves by value or identity.
 * @param identities numbers of the objects and functions seen so far; new ones are added.
 */
export function signature(flat: FlatArguments, identities: Map<unknown, number>): string {
  const leaves = flat.leaves.map((leaf) => {
    if (leaf instanceof Tensor) return formatType(leaf.type);
    if (typeof leaf !== 'object' && typeof leaf !== 'function')
      return `${typeof leaf} ${Object.is(leaf, -0) ? '-0' : String(leaf)}`;
    const identity = identities.get(leaf) ?? identities.size;
    identities.set(leaf, identity);
    return `#${identity}`;
  });
  return `${formatStructure(flat.structure)} ${JSON.stringify(leaves)}`;
}
