import { allocateRegister, type Register, runLanes } from '../interpreter/lanes.ts';
import type { Instruction, Value } from '../ir/func.ts';
import type { Kernel } from '../kernel/forms.ts';
import { usedInputs } from '../kernel/programFacts.ts';

/** Finds values whose elements are all one number known when the program is made. */
export class UniformValues {
  readonly #known = new Map<Value, number | null>();
  readonly #kernels = new Map<Instruction, Kernel>();
  readonly #definitionOf: (value: Value) => Instruction | undefined;

  constructor(definitionOf: (value: Value) => Instruction | undefined) {
    this.#definitionOf = definitionOf;
  }

  /** The one number, or null. */
  of(value: Value): number | null {
    const known = this.#known.get(value);
    if (known !== undefined) return known;
    const definition = this.#definitionOf(value);
    const found = definition === undefined ? null : this.#derive(definition, value);
    this.#known.set(value, found);
    return found;
  }

  /** What an instruction is lowered to; worked out once. */
  kernelOf(instruction: Instruction): Kernel {
    const { op, inputs, params } = instruction;
    const types = () => inputs.map((input) => input.type);
    const kernel = this.#kernels.get(instruction) ?? op.lower(types(), params);
    this.#kernels.set(instruction, kernel);
    return kernel;
  }

  #derive(instruction: Instruction, value: Value): number | null {
    const { inputs, outputs } = instruction;
    const kernel = this.kernelOf(instruction);
    if (kernel.form === 'alias') return inputs[0] === undefined ? null : this.of(inputs[0]);
    if (kernel.form === 'data') {
      const [first = 0] = kernel.data;
      return kernel.data.length > 0 && kernel.data.every((element) => Object.is(element, first))
        ? first
        : null;
    }
    if (kernel.form !== 'map') return null;
    const used = usedInputs(kernel.program);
    const registers: Register[] = [];
    for (const [index, operand] of kernel.operands.entries()) {
      const source = operand.kind === 'buffer' ? inputs[operand.input] : undefined;
      const uniform = used.has(index) && source !== undefined ? this.of(source) : null;
      if (used.has(index) && uniform === null) return null;
      const register = allocateRegister(kernel.program.inputs[index] ?? 'f32', 1);
      register[0] = uniform ?? 0;
      registers.push(register);
    }
    return runLanes(kernel.program, registers, 1)[outputs.indexOf(value)]?.[0] ?? null;
  }
}
