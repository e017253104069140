import { FuncWriter } from '../../ir/builder.ts';
import { type Func, type Instruction, Value } from '../../ir/func.ts';
import type { Differentiation, Prepared } from '../../ir/op.ts';
import { add } from '../arithmetic.ts';
import { zerosOf } from '../zerosOf.ts';
import { type Accumulator, accumulatorsOf } from './accumulatorsOf.ts';
import { partsOf, type ScanParams } from './params.ts';
import type { Saved } from './savedValues.ts';

/** The body of a backward loop. */
export interface BackwardBody {
  readonly func: Func;
  /** Numbers of the carries whose cotangents are carried. */
  readonly carries: readonly number[];
  readonly accumulators: readonly (Accumulator & { readonly input: number })[];
  /** Numbers of the outputs whose stacked cotangents are read. */
  readonly stacked: readonly number[];
  /** Numbers of the slice inputs whose cotangents are stacked. */
  readonly slices: readonly number[];
}

/** What is known of the forward loop. */
export interface Forward {
  readonly prepared: Prepared;
  readonly params: ScanParams;
  readonly saved: Saved;
  readonly active: ReadonlySet<number>;
  readonly differentiation: Differentiation;
}

interface BackwardContext extends Forward {
  readonly cotangents: readonly (Value | null)[];
}

/** Which carries have a cotangent that is not zero at some step: given ones, and those that the walk reaches. */
function reachedCarries(context: BackwardContext): number[] {
  const { params, active, cotangents } = context;
  const { constants, carries } = params;
  const isActive = (carry: number): boolean => active.has(constants + carry);
  const all = [...new Array(carries).keys()].filter(isActive);
  const reached = new Set(all.filter((carry) => (cotangents[carry] ?? null) !== null));
  for (let size = -1; size !== reached.size; ) {
    size = reached.size;
    const { results } = walkBody(context, reached, new FuncWriter());
    for (const carry of all) if ((results.get(constants + carry) ?? null) !== null) reached.add(carry);
  }
  return all.filter((carry) => reached.has(carry));
}

/** The backward walk over the body, with a seed for each carry and stacked output that has a cotangent. */
function walkBody(
  { prepared, params, active, differentiation, cotangents }: BackwardContext,
  reached: ReadonlySet<number>,
  writer: FuncWriter,
): { seeds: readonly (Value | null)[]; results: ReadonlyMap<number, Value | null> } {
  const { func } = prepared;
  const seeds = func.outputs.map(({ type }, index) => {
    const has = index < params.carries ? reached.has(index) : (cotangents[index] ?? null) !== null;
    return has ? new Value(type) : null;
  });
  const numbers = [...active].sort((a, b) => a - b);
  const sources = numbers.map((index) => func.inputs[index] as Value);
  const found = differentiation.pullback(prepared, writer, seeds, sources);
  return { seeds, results: new Map(numbers.map((index, position) => [index, found[position] ?? null])) };
}

/** The backward walk over the body as a body of its own, which carries cotangents and sums of cotangents. */
export function backwardBody(context: BackwardContext): BackwardBody {
  const { prepared, params, saved } = context;
  const { func } = prepared;
  const given = partsOf(func.inputs, params);
  const carries = reachedCarries(context);
  const writer = new FuncWriter();
  writer.instructions.push(...saved.repeated);
  const { seeds, results } = walkBody(context, new Set(carries), writer);
  const own = (index: number): Value | null => results.get(index) ?? null;
  const accumulators = given.constants.flatMap((_, input) => {
    const cotangent = own(input);
    return cotangent === null
      ? []
      : accumulatorsOf(writer.instructions, cotangent).map((each) => ({ ...each, input }));
  });
  const sums = accumulators.map(({ term }) => new Value(term.type));
  const stacked = [...seeds.keys()].filter((index) => index >= params.carries && seeds[index] !== null);
  const firstSlice = params.constants + params.carries;
  const slices = given.slices.flatMap((_, slice) =>
    own(firstSlice + slice) === null ? [] : [firstSlice + slice],
  );
  const next = [
    ...carries.map((carry) => {
      const cotangent = own(params.constants + carry);
      return cotangent ?? zerosOf(writer, (func.outputs[carry] as Value).type);
    }),
    ...accumulators.map(({ term, inner }, index) => {
      const sum = sums[index] as Value;
      return inner === null
        ? (writer.emit(add, [sum, term], undefined)[0] as Value)
        : continueSum(writer, inner, sum, term);
    }),
  ];
  const finished = writer.finish(
    `backward(${func.name})`,
    [
      ...given.constants,
      ...carries.map((carry) => seeds[carry] as Value),
      ...sums,
      ...given.slices,
      ...saved.values,
      ...stacked.map((stack) => seeds[stack] as Value),
    ],
    [...next, ...slices.map((slice) => own(slice) as Value)],
  );
  return { func: finished, carries, accumulators, stacked, slices };
}

/**
 * Lets an inner loop begin its sum with what is there already, instead of zeros: it is the same sum as that of one loop
 * over all steps, to the bit.
 */
function continueSum(
  writer: FuncWriter,
  { loop, input }: NonNullable<Accumulator['inner']>,
  sum: Value,
  term: Value,
): Value {
  const position = writer.instructions.findIndex(({ outputs }) => outputs === loop.outputs);
  const known = writer.instructions[position] as Instruction;
  const inputs = known.inputs.map((each, index) => (index === input ? sum : each));
  writer.instructions[position] = { ...known, inputs };
  return term;
}
