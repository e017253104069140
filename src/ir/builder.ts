import type * as catalogue from '../ops/index.ts';
import type { Func, Instruction } from './func.ts';
import { Value } from './func.ts';
import type { Op } from './op.ts';

type Emitted<Outputs extends readonly Value[]> = Outputs extends readonly [Value] ? Value : Outputs;

/** The function that emits one operation: its inputs, then its parameters where it has any. */
export type Emit<Definition> =
  Definition extends Op<infer Inputs, infer Params, infer Outputs>
    ? (...args: undefined extends Params ? Inputs : [...Inputs, Params]) => Emitted<Outputs>
    : never;

/** One emitting function per operation of the catalogue, derived from its types. */
export type Builder = { readonly [Name in keyof typeof catalogue]: Emit<(typeof catalogue)[Name]> };

/** The list of instructions under construction. */
export class FuncWriter {
  readonly instructions: Instruction[] = [];

  /** Appends one operation; its output types come from the operation's own type rule. */
  emit(op: Op, inputs: readonly Value[], params: unknown): readonly Value[] {
    const types = op.infer(
      inputs.map((input) => input.type),
      params,
    );
    const outputs = types.map((type) => new Value(type));
    this.instructions.push({ op, inputs, params, outputs });
    return outputs;
  }

  /** The finished function. */
  finish(name: string, inputs: readonly Value[], outputs: readonly Value[]): Func {
    return { name, inputs, outputs, instructions: this.instructions };
  }
}

/** Makes the emitting functions of a catalogue, which append to `emit`. */
export function makeBuilder<Catalogue extends Readonly<Record<string, Op>>>(
  operations: Catalogue,
  emit: (op: Op, inputs: readonly Value[], params: unknown) => readonly Value[],
): { readonly [Name in keyof Catalogue]: Emit<Catalogue[Name]> } {
  const methods: Record<string, (...args: readonly unknown[]) => unknown> = {};
  for (const [name, op] of Object.entries(operations)) {
    methods[name] = (...args) => {
      const inputs = args.filter((argument) => argument instanceof Value);
      const outputs = emit(op, inputs, inputs.length < args.length ? args.at(-1) : undefined);
      return outputs.length === 1 ? outputs[0] : outputs;
    };
  }
  return methods as { readonly [Name in keyof Catalogue]: Emit<Catalogue[Name]> };
}
