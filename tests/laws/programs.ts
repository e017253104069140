import { builderFor } from '../../src/autodiff/reverse.ts';
import type { Builder } from '../../src/ir/builder.ts';
import { FuncWriter } from '../../src/ir/builder.ts';
import { type Func, Value } from '../../src/ir/func.ts';
import type { Op } from '../../src/ir/op.ts';
import type { TensorType } from '../../src/ir/types.ts';
import type { TensorData } from '../../src/kernel/data.ts';
import { Program } from '../../src/runtime/program.ts';

/** A function written with the emitting functions of the catalogue. */
export function buildFunc(
  types: readonly TensorType[],
  write: (builder: Builder, inputs: readonly Value[], writer: FuncWriter) => readonly Value[],
): Func {
  const inputs = types.map((type) => new Value(type));
  const writer = new FuncWriter();
  const outputs = write(builderFor(writer), inputs, writer);
  return writer.finish('test', inputs, outputs);
}

/** The function that is one operation. */
export const funcOf = (op: Op, types: readonly TensorType[], params: unknown): Func =>
  buildFunc(types, (_, inputs, writer) => writer.emit(op, inputs, params));

/** Runs a function as compiled code. */
export function runCompiled(func: Func, inputs: readonly TensorData[]): TensorData[] {
  const program = new Program(func);
  program.run(inputs);
  return func.outputs.map((_, index) => program.output(index).data);
}
