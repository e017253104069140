import { FuncWriter } from '../../ir/builder.ts';
import { type Instruction, Value } from '../../ir/func.ts';
import type { SavingVjp, Vjp } from '../../ir/op.ts';
import type { TensorType } from '../../ir/types.ts';
import { add } from '../arithmetic.ts';
import { zerosOf } from '../zerosOf.ts';
import { backwardBody, type Forward } from './backwardBody.ts';
import { partsOf, type ScanOp, type ScanParams } from './params.ts';
import { reachedInputs } from './reachedInputs.ts';
import { savedValues } from './savedValues.ts';

type Values = readonly Value[];
type Rule = Vjp<Values, ScanParams, Values>;
type PrepareContext = Parameters<SavingVjp<Values, ScanParams, Values>['prepare']>[0];

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
  const given = [...wanted.keys()].filter((index) => wanted[index]);
  const active = reachedInputs(params, given, (index) => body.inputs[index]?.type.dtype === 'f32');
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

function backwardRule(scan: ScanOp, forward: Forward): Rule {
  return (_, { inputs, outputs, cotangents, wanted, emit }) => {
    const { params, prepared } = forward;
    const { length, reverse, constants } = params;
    const { func } = prepared;
    const body = backwardBody({ ...forward, cotangents });
    const zeros = (type: TensorType): Value => zerosOf({ emit }, type);
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
