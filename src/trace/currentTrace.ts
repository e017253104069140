import { internalError, traceError } from '../errors.ts';
import { runInstruction } from '../interpreter/interpret.ts';
import { FuncWriter } from '../ir/builder.ts';
import type { Func } from '../ir/func.ts';
import { Value } from '../ir/func.ts';
import type { Op } from '../ir/op.ts';
import type { TensorType } from '../ir/types.ts';
import type { TensorData } from '../kernel/data.ts';
import { constant } from '../ops/index.ts';

/** What a tensor holds: its elements, or the value that stands for them while a function is traced. */
export type Storage =
  | { readonly kind: 'concrete'; readonly type: TensorType; readonly data: TensorData }
  | { readonly kind: 'traced'; readonly type: TensorType; readonly trace: Trace; readonly value: Value };

/** A function being traced: what operations on tensors append to while it is the current one. */
export class Trace {
  readonly parent: Trace | null;
  readonly name: string;
  /** Whether the function will be asked for bounds. */
  readonly isBounded: boolean;
  readonly writer = new FuncWriter();
  /** Values of enclosing traces that the function reads, in the order of first use, and their stand-ins here. */
  readonly captured = new Map<Value, { readonly storage: Storage; readonly input: Value }>();
  readonly #constants = new Map<TensorData, Value>();

  constructor(name: string, parent: Trace | null, isBounded: boolean) {
    this.name = name;
    this.parent = parent;
    this.isBounded = isBounded || parent?.isBounded === true;
  }

  /** The value of this trace that stands for a storage. */
  lift(storage: Storage): Value {
    if (storage.kind === 'concrete') return this.#constant(storage.type, storage.data);
    if (storage.trace === this) return storage.value;
    if (!this.#isInside(storage.trace)) throw leakError(storage);
    const known = this.captured.get(storage.value);
    if (known !== undefined) return known.input;
    const input = new Value(storage.type);
    this.captured.set(storage.value, { storage, input });
    return input;
  }

  #constant(type: TensorType, data: TensorData): Value {
    const known = this.#constants.get(data);
    if (known !== undefined && known.type.shape.join() === type.shape.join()) return known;
    const [value] = this.writer.emit(constant, [], { type, data });
    if (value === undefined) throw internalError('a constant has one output');
    this.#constants.set(data, value);
    return value;
  }

  #isInside(other: Trace): boolean {
    for (let trace = this.parent; trace !== null; trace = trace.parent) if (trace === other) return true;
    return false;
  }
}

/** The only global state of the library: the function being traced now. */
let current: Trace | null = null;

/** Whether a function is being traced now. */
export const isTracing = (): boolean => current !== null;

/** Whether the function being traced now will be asked for bounds. */
export const isBounded = (): boolean => current?.isBounded === true;

function leakError(storage: Storage): Error {
  const name = storage.kind === 'traced' ? storage.trace.name : '';
  return traceError(
    `A traced value (${storage.type.dtype}[${storage.type.shape.join(', ')}]) of \`${name}\` is used outside of it. ` +
      'Inside jit, grad and vjp tensors stand for values that exist only when the compiled function runs: ' +
      'return the value from the function instead of storing it elsewhere.',
  );
}

/** Applies an operation: records it in the current trace, or executes it plainly where nothing is traced. */
export function applyOp(op: Op, inputs: readonly Storage[], params: unknown): Storage[] {
  const trace = current;
  if (trace !== null) {
    const values = trace.writer.emit(
      op,
      inputs.map((input) => trace.lift(input)),
      params,
    );
    return values.map((value) => ({ kind: 'traced', type: value.type, trace, value }));
  }
  const values = inputs.map((input) => new Value(input.type));
  const types = op.infer(
    inputs.map((input) => input.type),
    params,
  );
  const outputs = types.map((type) => new Value(type));
  const data = inputs.map((input) => {
    if (input.kind === 'traced') throw leakError(input);
    return input.data;
  });
  const results = runInstruction({ op, inputs: values, params, outputs }, data);
  return types.map((type, index) => ({ kind: 'concrete', type, data: results[index] as TensorData }));
}

/** A traced function: its inputs are the given ones, then the captured values of enclosing traces. */
export interface Traced<Result> {
  readonly func: Func;
  readonly captured: readonly Storage[];
  readonly result: Result;
}

/**
 * Runs a function on stand-ins of the given types and records what it does.
 * `body` returns the storages of the outputs, and anything else the caller wants to know.
 * @param withBounds whether the function will be asked for bounds.
 */
export function traceFunc<Result>(
  name: string,
  types: readonly TensorType[],
  body: (inputs: readonly Storage[]) => { outputs: readonly Storage[]; result: Result },
  withBounds = false,
): Traced<Result> {
  const trace = new Trace(name, current, withBounds);
  const inputs = types.map((type) => new Value(type));
  current = trace;
  try {
    const { outputs, result } = body(
      inputs.map((value) => ({ kind: 'traced', type: value.type, trace, value })),
    );
    const values = outputs.map((output) => trace.lift(output));
    const captured = [...trace.captured.values()];
    const func = trace.writer.finish(name, [...inputs, ...captured.map(({ input }) => input)], values);
    return { func, captured: captured.map(({ storage }) => storage), result };
  } finally {
    current = trace.parent;
  }
}

/** Executes a function in the current context: instruction by instruction, into the current trace if there is one. */
export function evaluateFunc(func: Func, inputs: readonly Storage[]): Storage[] {
  const known = new Map<Value, Storage>();
  func.inputs.forEach((input, index) => {
    const storage = inputs[index];
    if (storage !== undefined) known.set(input, storage);
  });
  const read = (value: Value): Storage => {
    const storage = known.get(value);
    if (storage === undefined) throw internalError(`${func.name} reads a value before it is made`);
    return storage;
  };
  for (const { op, inputs: values, params, outputs } of func.instructions) {
    const results = applyOp(op, values.map(read), params);
    outputs.forEach((output, index) => {
      known.set(output, results[index] as Storage);
    });
  }
  return func.outputs.map(read);
}
