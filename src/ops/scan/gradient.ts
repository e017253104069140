import { FuncWriter } from '../../ir/builder.ts';
import { definitionsOf, type Func, type Instruction, Value } from '../../ir/func.ts';
import type { Differentiation, Prepared, SavingVjp, Vjp } from '../../ir/op.ts';
import { type TensorType, tensorType } from '../../ir/types.ts';
import { add } from '../arithmetic.ts';
import { constant } from '../creation.ts';
import { broadcastTo } from '../movement.ts';
import { type Accumulator, accumulatorsOf } from './accumulators.ts';
import { movesElements } from './loop.ts';
import { partsOf, type ScanOp, type ScanParams } from './params.ts';

type Values = readonly Value[];
type Rule = Vjp<Values, ScanParams, Values>;
type PrepareContext = Parameters<SavingVjp<Values, ScanParams, Values>['prepare']>[0];

/** What the backward loop reads of the forward one, and the instructions that it repeats to save memory. */
interface Saved {
  /** Values of the body that become further stacked outputs. */
  readonly values: readonly Value[];
  readonly repeated: readonly Instruction[];
}

/**
 * The gradient of a loop is a loop in the other direction. Its body is the backward walk over the body; it carries the
 * cotangents of the carries and the sums of the cotangents of the constants, and reads what the forward loop saved:
 * the values that the walk reads, but neither what is an input of the loop nor what follows from its constants.
 */
export function prepareScan(
  scan: ScanOp,
  { params, wanted, differentiation }: PrepareContext,
): { params: ScanParams; rule: Rule } {
  const { body } = params;
  const active = activeInputs(params, wanted);
  const sources = body.inputs.filter((_, index) => active.has(index));
  const prepared = differentiation.prepare(body, sources);
  const everything = body.outputs.map(({ type }) => (type.dtype === 'f32' ? new Value(type) : null));
  const walk = new FuncWriter();
  const cotangents = differentiation.pullback(prepared, walk, everything, sources);
  const saved = savedValues(prepared.func, params, [...readBy(walk.instructions), ...nonNull(cotangents)]);
  const outputs = [...body.outputs, ...saved.values];
  return {
    params: { ...params, body: { ...prepared.func, outputs } },
    rule: backwardRule(scan, { prepared, params, saved, active, differentiation }),
  };
}

const nonNull = (values: readonly (Value | null)[]): Value[] => values.filter((value) => value !== null);

const readBy = (instructions: readonly Instruction[]): Value[] =>
  instructions.flatMap(({ inputs }) => inputs);

/** The f32 inputs of the body through which gradients flow: the wanted ones, and carries that depend on them. */
function activeInputs({ body, constants, carries }: ScanParams, wanted: readonly boolean[]): Set<number> {
  const isFloat = (index: number): boolean => body.inputs[index]?.type.dtype === 'f32';
  const active = new Set([...wanted.keys()].filter((index) => wanted[index] && isFloat(index)));
  for (let size = -1; size !== active.size; ) {
    size = active.size;
    const reached = new Set([...active].map((index) => body.inputs[index] as Value));
    for (const { inputs, outputs } of body.instructions) {
      if (inputs.some((input) => reached.has(input))) for (const output of outputs) reached.add(output);
    }
    for (let carry = 0; carry < carries; carry++) {
      if (isFloat(constants + carry) && reached.has(body.outputs[carry] as Value))
        active.add(constants + carry);
    }
  }
  return active;
}

/** Which of some values have to be saved, and what is computed again from inputs of the loop instead. */
function savedValues(func: Func, params: ScanParams, read: Values): Saved {
  const definitions = definitionsOf(func);
  const { constants, slices } = partsOf(func.inputs, params);
  const given = new Set([...constants, ...slices]);
  const invariant = new Set(constants);
  for (const { inputs, outputs } of func.instructions) {
    if (inputs.every((input) => invariant.has(input))) for (const output of outputs) invariant.add(output);
  }
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

function backwardRule(scan: ScanOp, forward: Forward): Rule {
  return (_, { inputs, outputs, cotangents, wanted, emit }) => {
    const { params, prepared } = forward;
    const { length, reverse, constants } = params;
    const { func } = prepared;
    const body = backwardBody({ ...forward, cotangents });
    const zeros = (type: TensorType): Value => {
      const data = Float32Array.of(0);
      const [zero] = emit(constant, [], { type: tensorType('f32', []), data }) as [Value];
      return emit(broadcastTo, [zero], { shape: type.shape })[0] as Value;
    };
    const given = partsOf(inputs, params);
    const stacks = outputs.slice(func.outputs.length);
    const initial = [
      ...body.carries.map((carry) => cotangents[carry] ?? zeros((func.outputs[carry] as Value).type)),
      ...body.accumulators.map(({ term }) => zeros(term.type)),
    ];
    const results = emit(
      scan,
      [
        ...given.constants,
        ...initial,
        ...given.slices,
        ...stacks,
        ...body.stacked.map((stack) => cotangents[stack] as Value),
      ],
      {
        body: body.func,
        constants,
        carries: initial.length,
        length,
        reverse: !reverse,
      } satisfies ScanParams,
    );
    const gradients = new Map<number, Value>();
    body.carries.forEach((carry, index) => {
      gradients.set(constants + carry, results[index] as Value);
    });
    body.accumulators.forEach(({ input, finish }, index) => {
      const part = finish(results[body.carries.length + index] as Value, emit);
      const known = gradients.get(input);
      gradients.set(input, known === undefined ? part : (emit(add, [known, part], undefined)[0] as Value));
    });
    body.slices.forEach((input, index) => {
      gradients.set(input, results[initial.length + index] as Value);
    });
    return inputs.map((_input, index) => (wanted[index] ? (gradients.get(index) ?? null) : null));
  };
}

interface BackwardBody {
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
interface Forward {
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

function backwardBody(context: BackwardContext): BackwardBody {
  const { prepared, params, saved } = context;
  const { func } = prepared;
  const given = partsOf(func.inputs, params);
  const carries = reachedCarries(context);
  const writer = new FuncWriter();
  writer.instructions.push(...saved.repeated);
  const { seeds, results } = walkBody(context, new Set(carries), writer);
  const own = (index: number): Value | null => results.get(index) ?? null;
  const zero = (type: TensorType): Value => {
    const [scalar] = writer.emit(constant, [], { type: tensorType('f32', []), data: Float32Array.of(0) });
    return writer.emit(broadcastTo, [scalar as Value], { shape: type.shape })[0] as Value;
  };
  const accumulators = given.constants.flatMap((_, input) => {
    const cotangent = own(input);
    return cotangent === null
      ? []
      : accumulatorsOf(writer.instructions, cotangent).map((each) => ({ ...each, input }));
  });
  const once = accumulators.map((each) =>
    accumulators.some((other) => other !== each && other.term === each.term)
      ? { ...each, inner: null }
      : each,
  );
  const sums = accumulators.map(({ term }) => new Value(term.type));
  const stacked = [...seeds.keys()].filter((index) => index >= params.carries && seeds[index] !== null);
  const firstSlice = params.constants + params.carries;
  const slices = given.slices.flatMap((_, slice) =>
    own(firstSlice + slice) === null ? [] : [firstSlice + slice],
  );
  const next = [
    ...carries.map((carry) => {
      const cotangent = own(params.constants + carry);
      return cotangent ?? zero((func.outputs[carry] as Value).type);
    }),
    ...once.map(({ term, inner }, index) => {
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
