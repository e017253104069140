import { internalError } from '../errors.ts';
import type { Builder } from '../ir/builder.ts';
import { FuncWriter, makeBuilder } from '../ir/builder.ts';
import type { Func } from '../ir/func.ts';
import { Value } from '../ir/func.ts';
import { tensorType } from '../ir/types.ts';
import * as catalogue from '../ops/index.ts';

/** A builder over the whole catalogue that appends to a writer. */
export function builderFor(writer: FuncWriter): Builder {
  return makeBuilder(catalogue, (op, inputs, params) => writer.emit(op, inputs, params));
}

/** Zeros of a type. */
function zerosOf(b: Builder, { type }: Value): Value {
  const zero = b.constant({ type: tensorType('f32', []), data: Float32Array.of(0) });
  return b.broadcastTo(zero, { shape: type.shape });
}

/**
 * Walks the instructions backwards and gives the cotangents of `wanted`, null where they are exactly zero.
 * Zero cotangents are never computed with: a value that does not reach an output costs nothing.
 */
function backward(
  b: Builder,
  func: Func,
  seeds: readonly (Value | null)[],
  wanted: readonly Value[],
): (Value | null)[] {
  const cotangents = new Map<Value, Value>();
  const accumulate = (value: Value, cotangent: Value | null): void => {
    if (cotangent === null || value.type.dtype !== 'f32') return;
    const known = cotangents.get(value);
    cotangents.set(value, known === undefined ? cotangent : b.add(known, cotangent));
  };
  const active = reachedFrom(func, wanted);
  func.outputs.forEach((output, index) => {
    accumulate(output, seeds[index] ?? null);
  });
  for (const { op, inputs, outputs, params } of [...func.instructions].reverse()) {
    const { vjp } = op;
    if (typeof vjp !== 'function' || !outputs.some((output) => active.has(output))) continue;
    const own = outputs.map((output) => cotangents.get(output) ?? null);
    if (own.every((cotangent) => cotangent === null)) continue;
    const gradients = vjp(b, { inputs, outputs, params, cotangents: own });
    inputs.forEach((input, index) => {
      if (active.has(input)) accumulate(input, gradients[index] ?? null);
    });
  }
  return wanted.map((value) => cotangents.get(value) ?? null);
}

/** The values that depend on any of the given ones. */
function reachedFrom(func: Func, sources: readonly Value[]): Set<Value> {
  const reached = new Set(sources);
  for (const { inputs, outputs } of func.instructions) {
    if (inputs.some((input) => reached.has(input))) for (const output of outputs) reached.add(output);
  }
  return reached;
}

function copyInto(func: Func): FuncWriter {
  const writer = new FuncWriter();
  writer.instructions.push(...func.instructions);
  return writer;
}

/**
 * The vector-Jacobian product of a function. The result takes the inputs of `func`, then one cotangent for each of
 * its f32 outputs; it gives the outputs of `func`, then the cotangents of the inputs numbered in `wrt`.
 */
export function vjpFunc(func: Func, wrt: readonly number[]): Func {
  const writer = copyInto(func);
  const b = builderFor(writer);
  const seeds = func.outputs.map(({ type }) => (type.dtype === 'f32' ? new Value(type) : null));
  const wanted = wrt.map((index) => inputAt(func, index));
  const gradients = backward(b, func, seeds, wanted);
  return writer.finish(
    `vjp(${func.name})`,
    [...func.inputs, ...seeds.filter((seed) => seed !== null)],
    [...func.outputs, ...gradients.map((gradient, index) => gradient ?? zerosOf(b, wanted[index] as Value))],
  );
}

/**
 * The gradient of the first output of a function, a scalar, by the inputs numbered in `wrt`. The result takes the
 * inputs of `func`, and gives its outputs, then the gradients.
 */
export function gradientFunc(func: Func, wrt: readonly number[]): Func {
  const writer = copyInto(func);
  const b = builderFor(writer);
  const one = b.constant({ type: tensorType('f32', []), data: Float32Array.of(1) });
  const wanted = wrt.map((index) => inputAt(func, index));
  const gradients = backward(b, func, [one], wanted);
  return writer.finish(`grad(${func.name})`, func.inputs, [
    ...func.outputs,
    ...gradients.map((gradient, index) => gradient ?? zerosOf(b, wanted[index] as Value)),
  ]);
}

function inputAt(func: Func, index: number): Value {
  const input = func.inputs[index];
  if (input === undefined) throw internalError(`${func.name} has no input ${index}`);
  return input;
}
