import { traceError, treeError } from '../errors.ts';
import { formatType, sameType } from '../ir/types.ts';
import { isTracing } from '../trace/currentTrace.ts';
import { readData, Tensor } from '../trace/tensor.ts';
import { type FlatArguments, flattenArguments, traceFunction } from '../trace/traceFunction.ts';
import { expectStructure, treeUnflatten } from '../tree/index.ts';
import { type JitOptions, signature } from './jit.ts';
import { Program } from './program.ts';

/** A compiled step whose state stays in the memory of its program. */
export interface Resident<State, Inputs extends readonly unknown[], Outputs> {
  /** Runs once: the state moves on, the outputs are copied out. */
  step(...inputs: Inputs): Outputs;
  /** The state, copied out. */
  read(): State;
  /** Replaces the state by another of the same tree and types. */
  write(state: State): void;
  /** The program for inputs of the given types, compiled now where it is not yet: to see its memory before a long run. */
  compile(...inputs: Inputs): Program;
}

interface CompiledStep {
  readonly key: string;
  readonly program: Program;
  readonly rebuild: (tensors: readonly Tensor[]) => unknown;
  readonly stateCount: number;
}

/**
 * Compiles a step for a loop: `state, inputs -> { state, outputs }`. Between calls the state stays where the program
 * works on it; an input tensor that comes again is not copied again. The step is compiled at its first call, and
 * again when the types of the inputs change.
 * @throws LimpetError (`tree`) where the next state has another tree or other types than the given one.
 */
export function resident<State, Inputs extends readonly unknown[], Outputs>(
  step: (state: State, ...inputs: Inputs) => { readonly state: State; readonly outputs: Outputs },
  initial: State,
  options: JitOptions = {},
): Resident<State, Inputs, Outputs> {
  const name = options.name ?? (step.name || 'step');
  const flatState = flattenArguments([initial]);
  const identities = new Map<unknown, number>();
  let tensors = flatState.tensors;
  let compiled: CompiledStep | null = null;

  const compile = (inputs: Inputs, key: string): CompiledStep => {
    const flat = flattenArguments([initial, ...inputs]);
    const traced = traceFunction(
      name,
      (state: unknown, ...rest: readonly unknown[]) => {
        const result = step(state as State, ...(rest as Inputs));
        checkState(name, flatState, result.state);
        return [result.state, result.outputs];
      },
      flat,
    );
    if (traced.captured.length > 0)
      throw traceError(`${name}: compiled outside of the trace it reads values of`);
    const stateCount = flatState.tensors.length;
    const pairs = flatState.tensors.map((_, index) => ({ input: index, output: index }));
    return { key, program: new Program(traced.func, pairs), rebuild: traced.rebuild, stateCount };
  };

  const current = (): readonly Tensor[] =>
    compiled === null
      ? tensors
      : tensors.map(({ type }, index) => {
          const data = (compiled as CompiledStep).program.readState(index);
          return new Tensor({ kind: 'concrete', type, data });
        });

  const load = (values: readonly Tensor[]): void => {
    tensors = values;
    values.forEach((value, index) => {
      compiled?.program.writeState(index, readData(value));
    });
  };

  const prepare = (inputs: Inputs, flat: FlatArguments): CompiledStep => {
    if (isTracing()) throw traceError(`${name}: a resident step runs on its own, not inside jit or grad`);
    const key = signature(flat, identities);
    if (compiled?.key === key) return compiled;
    const state = current();
    const fresh = compile(inputs, key);
    compiled = fresh;
    load(state);
    return fresh;
  };

  return {
    compile: (...inputs) => prepare(inputs, flattenArguments(inputs)).program,
    step(...inputs) {
      const flat = flattenArguments(inputs);
      const { program, rebuild, stateCount } = prepare(inputs, flat);
      program.run([...flatState.tensors.map(() => null), ...flat.tensors.map(readData)]);
      const outputs = program.lowered.outputs.map(({ type }, index) => {
        if (index < stateCount) return tensors[index] as Tensor;
        return new Tensor({ kind: 'concrete', type, data: program.output(index).data });
      });
      const [, result] = rebuild(outputs) as [unknown, Outputs];
      return result;
    },
    read() {
      const leaves = [...flatState.leaves];
      current().forEach((tensor, index) => {
        leaves[flatState.positions[index] ?? 0] = tensor;
      });
      return (treeUnflatten(flatState.structure, leaves) as [State])[0];
    },
    write(state) {
      checkState(name, flatState, state);
      load(flattenArguments([state]).tensors);
    },
  };
}

/** Checks that a state has the tree and the types of the first one, and the same leaves that are not tensors. */
function checkState(name: string, expected: FlatArguments, state: unknown): void {
  const given = flattenArguments([state]);
  expectStructure(`${name}: state`, expected.structure, given.structure);
  const spell = (leaf: unknown): string => (leaf instanceof Tensor ? formatType(leaf.type) : String(leaf));
  expected.leaves.forEach((leaf, index) => {
    const next = given.leaves[index];
    const fits =
      leaf instanceof Tensor && next instanceof Tensor
        ? sameType(leaf.type, next.type)
        : Object.is(leaf, next);
    if (fits) return;
    throw treeError(
      `${name}: the state at ${expected.paths[index]} was ${spell(leaf)}, its next value is ${spell(next)}; ` +
        'a state keeps its types, and what changes in it is a tensor',
    );
  });
}
