import { type Func, type Instruction, neededFor, type Value } from '../../ir/func.ts';
import type { ImproveContext } from '../../ir/op.ts';
import type { Kernel } from '../../kernel/forms.ts';
import { partsOf, type ScanParams } from './params.ts';

type Values = readonly Value[];

/** What improvements of a loop emit with. */
export type Outside = Pick<ImproveContext<Values, ScanParams, Values>, 'emit' | 'batchFunc' | 'madeBy'>;

/** A loop that is being improved: its parameters, its inputs, and how its results give those of the loop it was. */
export interface Loop {
  readonly params: ScanParams;
  readonly inputs: Values;
  readonly finish: (results: Values) => Values;
}

/** One improvement of a loop; null where it has nothing to gain. */
export type Improvement = (loop: Loop, outside: Outside) => Loop | null;

/** The kernel of an instruction. */
export const kernelOf = ({ op, inputs, params }: Instruction): Kernel =>
  op.lower(
    inputs.map((input) => input.type),
    params,
  );

/** Whether an instruction only says where elements lie. */
export function movesElements(instruction: Instruction): boolean {
  const kernel = kernelOf(instruction);
  if (kernel.form === 'alias') return true;
  return (
    kernel.form === 'map' &&
    kernel.program.instructions.length === 0 &&
    kernel.operands.every((operand) => operand.kind === 'buffer')
  );
}

/** The values of a body that depend on nothing but the given ones, themselves included. */
export function closureOf(body: Func, given: Values): Set<Value> {
  const known = new Set(given);
  for (const { inputs, outputs } of body.instructions) {
    if (inputs.every((input) => known.has(input))) for (const output of outputs) known.add(output);
  }
  return known;
}

/** The loop with further constants and slices: values of its body that are made outside from now on. */
export function withGiven(
  { params, inputs, finish }: Loop,
  constants: ReadonlyMap<Value, Value>,
  slices: ReadonlyMap<Value, Value>,
): Loop {
  const { body } = params;
  const own = partsOf(body.inputs, params);
  const given = partsOf(inputs, params);
  const outside = new Set([...constants.keys(), ...slices.keys()]);
  const remaining = body.instructions.filter(({ outputs }) => !outputs.some((output) => outside.has(output)));
  return {
    params: {
      ...params,
      body: {
        ...body,
        inputs: [...own.constants, ...constants.keys(), ...own.carries, ...own.slices, ...slices.keys()],
        instructions: neededFor(remaining, body.outputs).instructions,
      },
      constants: params.constants + constants.size,
    },
    inputs: [
      ...given.constants,
      ...constants.values(),
      ...given.carries,
      ...given.slices,
      ...slices.values(),
    ],
    finish,
  };
}
