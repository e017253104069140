import { internalError } from '../errors.ts';
import type { Func, Instruction, Value } from '../ir/func.ts';
import { sizeOf } from '../ir/types.ts';
import type { TensorData } from '../kernel/data.ts';
import type { LoopKernel } from '../kernel/forms.ts';
import { runKernel } from './kernels.ts';
import { allocateRegister, type FloatStorage, type Register } from './lanes.ts';

/** Executes one instruction; `override` may supply its outputs another way (reference arithmetic in tests). */
export type InstructionRunner = (instruction: Instruction, inputs: readonly Register[]) => Register[] | null;

/** Executes one instruction plainly. */
export function runInstruction(
  { op, params, inputs, outputs }: Instruction,
  registers: readonly Register[],
  storage: FloatStorage = 'f32',
  override: InstructionRunner = () => null,
): Register[] {
  const kernel = op.lower(
    inputs.map((input) => input.type),
    params,
  );
  if (kernel.form === 'loop') return runLoop(kernel, registers, storage, override);
  if (kernel.form === 'inline') return interpretRegisters(kernel.func, registers, storage, override);
  if (kernel.form === 'branch') {
    const [index, ...operands] = registers;
    const number = Math.min(Math.max(index?.[0] ?? 0, 0), kernel.branches.length - 1);
    return interpretRegisters(kernel.branches[number] as Func, operands, storage, override);
  }
  return runKernel(
    kernel,
    registers,
    outputs.map((output) => output.type),
    storage,
  );
}

/** Executes a function plainly, instruction by instruction, in float64 where asked. */
export function interpretRegisters(
  func: Func,
  inputs: readonly Register[],
  storage: FloatStorage = 'f32',
  override: InstructionRunner = () => null,
): Register[] {
  const known = new Map<Value, Register>();
  func.inputs.forEach((input, index) => {
    const register = inputs[index];
    if (register === undefined) throw internalError(`${func.name} takes ${func.inputs.length} inputs`);
    known.set(input, register);
  });
  const read = (value: Value): Register => {
    const register = known.get(value);
    if (register === undefined) throw internalError(`${func.name} reads a value before it is made`);
    return register;
  };
  for (const instruction of func.instructions) {
    const registers = instruction.inputs.map(read);
    const results =
      override(instruction, registers) ?? runInstruction(instruction, registers, storage, override);
    instruction.outputs.forEach((output, index) => {
      const result = results[index];
      if (result !== undefined) known.set(output, result);
    });
  }
  return func.outputs.map(read);
}

/** Executes the body of a loop step by step. */
function runLoop(
  { condition, body, constants, carries, length, reverse }: LoopKernel,
  registers: readonly Register[],
  storage: FloatStorage,
  override: InstructionRunner,
): Register[] {
  const fixed = registers.slice(0, constants);
  const slices = registers.slice(constants + carries);
  const stacks = body.outputs
    .slice(carries)
    .map(({ type }) => allocateRegister(type.dtype, length * sizeOf(type.shape), storage));
  let carried = registers.slice(constants, constants + carries);
  const goesOn = (step: number): boolean =>
    condition === null
      ? step < length
      : interpretRegisters(condition, [...fixed, ...carried], storage, override)[0]?.[0] === 1;
  for (let step = 0; goesOn(step); step++) {
    const at = reverse ? length - 1 - step : step;
    const elements = slices.map((whole) => {
      const size = whole.length / length;
      return whole.subarray(at * size, (at + 1) * size);
    });
    const results = interpretRegisters(body, [...fixed, ...carried, ...elements], storage, override);
    carried = results.slice(0, carries);
    stacks.forEach((stack, index) => {
      const result = results[carries + index] as Register;
      stack.set(result, at * result.length);
    });
  }
  return [...carried, ...stacks];
}

/** Executes a function plainly on tensor data: the oracle that compiled programs agree with to the bit. */
export function interpret(func: Func, inputs: readonly TensorData[]): TensorData[] {
  return interpretRegisters(func, inputs) as TensorData[];
}
