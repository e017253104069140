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

type EmitOp = (op: Op, inputs: readonly Value[], params: unknown) => readonly Value[];

/** What the emitting functions of a builder write to. */
interface Target {
  readonly emitOp: EmitOp;
}

type Catalogue = Readonly<Record<string, Op>>;

const methodsOf = new WeakMap<Catalogue, object>();

/** The emitting functions of a catalogue; made once, as builders come and go. */
function emittingMethods(operations: Catalogue): object {
  const methods: Record<string, (this: Target, ...args: readonly unknown[]) => unknown> = {};
  for (const [name, op] of Object.entries(operations)) {
    methods[name] = function (...args) {
      const inputs = args.filter((argument) => argument instanceof Value);
      const outputs = this.emitOp(op, inputs, inputs.length < args.length ? args.at(-1) : undefined);
      return outputs.length === 1 ? outputs[0] : outputs;
    };
  }
  return methods;
}

/** Makes the emitting functions of a catalogue, which append through `emitOp`. */
export function makeBuilder<Operations extends Catalogue>(
  operations: Operations,
  emitOp: EmitOp,
): { readonly [Name in keyof Operations]: Emit<Operations[Name]> } {
  const methods = methodsOf.get(operations) ?? emittingMethods(operations);
  methodsOf.set(operations, methods);
  return Object.assign(Object.create(methods), { emitOp });
}
