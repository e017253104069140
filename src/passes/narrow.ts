import type { Func, Instruction, Value } from '../ir/func.ts';
import type { BoxOfArray, NarrowContext } from '../ir/op.ts';
import { sameShape } from '../ir/types.ts';
import { eliminateDeadCode } from './deadCode.ts';
import { type Rewriting, rewrite } from './rewrite.ts';
import { madeBy } from './simplify.ts';

/**
 * Computes only what is read: where a part of a value is taken and nothing else reads it, its operation, and those before
 * it, are done for that part alone. Values keep their bits. Before differentiation, gradients then are of the parts too,
 * and leave out terms that are zero. The function itself where there is nothing to narrow.
 */
export function narrow(func: Func): Func {
  if (func.instructions.every(({ op }) => op.narrow === undefined)) return func;
  const readers = countReaders(eliminateDeadCode(func));
  let isNarrowed = false;
  const narrowed = rewrite(func, (instruction, context) => {
    const [output] = instruction.outputs;
    const smaller = narrowInstruction(instruction, context, readers);
    if (smaller === null || output === undefined) return null;
    isNarrowed = true;
    readers.set(smaller, (readers.get(smaller) ?? 1) + (readers.get(output) ?? 1) - 1);
    return [smaller];
  });
  return isNarrowed ? eliminateDeadCode(narrowed) : func;
}

function countReaders(func: Func): Map<Value, number> {
  const readers = new Map<Value, number>();
  const count = (value: Value): void => {
    readers.set(value, (readers.get(value) ?? 0) + 1);
  };
  for (const { inputs } of func.instructions) inputs.forEach(count);
  func.outputs.forEach(count);
  return readers;
}

function narrowInstruction(
  instruction: Instruction,
  rewriting: Rewriting,
  readers: ReadonlyMap<Value, number>,
): Value | null {
  const { builder, writer, definitionOf } = rewriting;
  const isOnlyReadHere = (value: Value): boolean => (readers.get(value) ?? 1) === 1;
  const contextOf = ({ op, inputs, params }: Instruction): NarrowContext<readonly Value[], unknown> => ({
    inputs,
    params,
    madeBy: madeBy(rewriting),
    partOf,
    emit: (own, other) => writer.emit(op, own, other),
    isOnlyReadHere,
  });
  const partOf = (value: Value, box: BoxOfArray): Value => {
    if (sameShape(value.type.shape, box.size)) return value;
    const definition = isOnlyReadHere(value) ? definitionOf(value) : undefined;
    const part = definition === undefined ? null : partOfResult(definition, box);
    return part ?? builder.slice(value, { ...box, step: box.size.map(() => 1) });
  };
  const partOfResult = (definition: Instruction, box: BoxOfArray): Value | null => {
    const { op, inputs, params } = definition;
    if (op.traits.lane === undefined) return op.part?.(builder, contextOf(definition), box) ?? null;
    const parts = inputs.map((input) => partOf(input, box));
    return writer.emit(op, parts, params)[0] ?? null;
  };
  return instruction.op.narrow?.(builder, contextOf(instruction)) ?? null;
}
