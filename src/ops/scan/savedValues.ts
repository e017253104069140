import { definitionsOf, type Func, type Instruction, type Value } from '../../ir/func.ts';
import { closureOf, movesElements } from './loop.ts';
import { partsOf, type ScanParams } from './params.ts';

/** What the backward loop reads of the forward one, and the instructions that it repeats to save memory. */
export interface Saved {
  /** Values of the body that become further stacked outputs. */
  readonly values: readonly Value[];
  readonly repeated: readonly Instruction[];
}

/** Which of some values have to be saved, and what is computed again from inputs of the loop instead. */
export function savedValues(func: Func, params: ScanParams, read: readonly Value[]): Saved {
  const definitions = definitionsOf(func);
  const { constants, slices } = partsOf(func.inputs, params);
  const given = new Set([...constants, ...slices]);
  const invariant = closureOf(func, constants);
  const values = new Set<Value>();
  const repeated = new Set<Instruction>();
  const need = (value: Value): void => {
    if (given.has(value) || values.has(value)) return;
    const definition = definitions.get(value);
    if (definition === undefined) {
      if (func.inputs.includes(value)) values.add(value);
      return;
    }
    if (repeated.has(definition)) return;
    if (!invariant.has(value) && !movesElements(definition)) {
      values.add(value);
      return;
    }
    repeated.add(definition);
    definition.inputs.forEach(need);
  };
  read.forEach(need);
  return {
    values: [...values],
    repeated: func.instructions.filter((instruction) => repeated.has(instruction)),
  };
}
