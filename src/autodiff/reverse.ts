import { internalError, valueError } from '../errors.ts';
import type { Builder } from '../ir/builder.ts';
import { FuncWriter, makeBuilder } from '../ir/builder.ts';
import { type Func, type Instruction, reachedFrom, Value } from '../ir/func.ts';
import type { Differentiation, Prepared, Vjp } from '../ir/op.ts';
import { tensorType } from '../ir/types.ts';
import * as catalogue from '../ops/index.ts';
import { zerosOf } from '../ops/zerosOf.ts';

/** A builder over the whole catalogue that appends to a writer. */
export function builderFor(writer: FuncWriter): Builder {
  return makeBuilder(catalogue, (op, inputs, params) => writer.emit(op, inputs, params));
}

/**
 * The function with the operations whose gradients read values from inside giving those values as further outputs;
 * the values of the function stay what they are.
 */
function prepare(func: Func, wanted: readonly Value[]): Prepared {
  const active = reachedFrom(func, wanted);
  const rules = new Map<Instruction, Vjp<readonly Value[], unknown, readonly Value[]>>();
  const instructions = func.instructions.map((instruction) => {
    const { op, inputs, outputs, params } = instruction;
    const { vjp } = op;
    if (typeof vjp === 'function' || !('prepare' in vjp)) return instruction;
    if (!inputs.some((input) => active.has(input))) return instruction;
    const prepared = vjp.prepare({
      inputs,
      outputs,
      params,
      wanted: inputs.map((input) => active.has(input)),
      differentiation,
    });
    const saver = prepared.op ?? op;
    const types = saver.infer(
      inputs.map((input) => input.type),
      prepared.params,
    );
    const saved = types.slice(outputs.length).map((type) => new Value(type));
    const saving = { op: saver, inputs, params: prepared.params, outputs: [...outputs, ...saved] };
    rules.set(saving, prepared.rule);
    return saving;
  });
  return { func: { ...func, instructions }, rules };
}

/**
 * Walks the instructions backwards and gives the cotangents of `wanted`, null where they are exactly zero.
 * Zero cotangents are never computed with: a value that does not reach an output costs nothing.
 */
function pullback(
  { func, rules }: Prepared,
  writer: FuncWriter,
  seeds: readonly (Value | null)[],
  wanted: readonly Value[],
): (Value | null)[] {
  const b = builderFor(writer);
  const emit: FuncWriter['emit'] = (op, inputs, params) => writer.emit(op, inputs, params);
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
  for (const instruction of [...func.instructions].reverse()) {
    const { op, inputs, outputs, params } = instruction;
    const rule = rules.get(instruction) ?? op.vjp;
    if ('zeroGradient' in rule || !outputs.some((output) => active.has(output))) continue;
    const own = outputs.map((output) => cotangents.get(output) ?? null);
    if (own.every((cotangent) => cotangent === null)) continue;
    if ('noGradient' in rule) throw valueError(rule.noGradient(params));
    if (typeof rule !== 'function') throw internalError(`${op.name} is differentiated before it is prepared`);
    const isWanted = inputs.map((input) => active.has(input));
    const gradients = rule(b, { inputs, outputs, params, cotangents: own, wanted: isWanted, emit });
    inputs.forEach((input, index) => {
      if (isWanted[index]) accumulate(input, gradients[index] ?? null);
    });
  }
  return wanted.map((value) => cotangents.get(value) ?? null);
}

const differentiation: Differentiation = { prepare, pullback };

/** A writer that begins with the instructions of a function. */
function continued({ func }: Prepared): FuncWriter {
  const writer = new FuncWriter();
  writer.instructions.push(...func.instructions);
  return writer;
}

/**
 * The vector-Jacobian product of a function. The result takes the inputs of `func`, then one cotangent for each of
 * its f32 outputs; it gives the outputs of `func`, then the cotangents of the inputs numbered in `wrt`.
 */
export function vjpFunc(func: Func, wrt: readonly number[]): Func {
  const wanted = wrt.map((index) => inputAt(func, index));
  const prepared = prepare(func, wanted);
  const writer = continued(prepared);
  const seeds = func.outputs.map(({ type }) => (type.dtype === 'f32' ? new Value(type) : null));
  const gradients = pullback(prepared, writer, seeds, wanted);
  return writer.finish(
    `vjp(${func.name})`,
    [...func.inputs, ...seeds.filter((seed) => seed !== null)],
    [
      ...func.outputs,
      ...gradients.map((gradient, index) => gradient ?? zerosOf(writer, (wanted[index] as Value).type)),
    ],
  );
}

/**
 * The gradient of the first output of a function, a scalar, by the inputs numbered in `wrt`. The result takes the
 * inputs of `func`, and gives its outputs, then the gradients.
 */
export function gradientFunc(func: Func, wrt: readonly number[]): Func {
  const wanted = wrt.map((index) => inputAt(func, index));
  const prepared = prepare(func, wanted);
  const writer = continued(prepared);
  const b = builderFor(writer);
  const one = b.constant({ type: tensorType('f32', []), data: Float32Array.of(1) });
  const gradients = pullback(prepared, writer, [one], wanted);
  return writer.finish(`grad(${func.name})`, func.inputs, [
    ...func.outputs,
    ...gradients.map((gradient, index) => gradient ?? zerosOf(writer, (wanted[index] as Value).type)),
  ]);
}

function inputAt(func: Func, index: number): Value {
  const input = func.inputs[index];
  if (input === undefined) throw internalError(`${func.name} has no input ${index}`);
  return input;
}
