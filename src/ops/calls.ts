import { shapeError } from '../errors.ts';
import { FuncWriter } from '../ir/builder.ts';
import { type Func, Value } from '../ir/func.ts';
import { inlineFunc } from '../ir/inlineFunc.ts';
import type { Interval, IntervalContext, Op, SavingVjp, Vjp } from '../ir/op.ts';
import { formatType, type TensorType } from '../ir/types.ts';
import { barrier } from './barrier.ts';
import { endsOf, intervalsAmong, pairUp } from './intervalRules.ts';
import { zerosOf } from './zerosOf.ts';

type Values = readonly Value[];

/** A function whose gradient is given by other functions. */
export interface CustomGradientParams {
  /** What is computed: the function, or `forward` where it is differentiated. */
  readonly func: Func;
  /** The function with the values that its gradient needs as further results. */
  readonly forward: Func;
  /** From those values and the cotangents of the results to the cotangents of the inputs numbered in `wrt`. */
  readonly backward: Func;
  readonly wrt: readonly number[];
}

/** A function with a gradient of its own, as JAX's `custom_vjp`. The other inputs have none. */
export const customGradient: Op<Values, CustomGradientParams, Values> = {
  name: 'customGradient',
  infer: (types, { func }) => inferCall('customGradient', types, func),
  vjp: {
    prepare: ({ params, outputs }) => ({
      op: call,
      params: { func: params.forward },
      rule: customRule(params, outputs.length),
    }),
  },
  interval: (b, context) => boundsOfCall(context, (ends, func) => [b.call(...ends, { func })].flat()),
  batch: (_, { inputs, params, size, emit, batchFunc }) => {
    const all = (func: Func): Func => batchFunc(func, new Set(func.inputs.keys()), size);
    return emit(inputs, {
      ...params,
      func: all(params.func),
      forward: all(params.forward),
      backward: all(params.backward),
    });
  },
  lower: (_, { func }) => ({ form: 'inline', func }),
  functions: ({ func }) => [func],
  withFunctions: (params, [func = params.func]) => ({ ...params, func }),
  traits: {},
};

const customRule =
  ({ backward, wrt }: CustomGradientParams, results: number): Vjp<Values, CustomGradientParams, Values> =>
  (_, { inputs, outputs, cotangents, wanted, emit }) => {
    const saved = outputs.slice(results);
    const seeds = outputs
      .slice(0, results)
      .flatMap(({ type }, index) =>
        type.dtype === 'f32' ? [cotangents[index] ?? zerosOf({ emit }, type)] : [],
      );
    const gradients = inlineFunc(backward, [...saved, ...seeds], emit);
    return inputs.map((_input, index) => (wanted[index] ? (gradients[wrt.indexOf(index)] ?? null) : null));
  };

/** A function applied to the inputs. */
interface CallParams {
  readonly func: Func;
}

function calling(name: string, again: (rule: Pick<FuncWriter, 'emit'>, input: Value) => Value) {
  const op: Op<Values, CallParams, Values> = {
    name,
    infer: (types, { func }) => inferCall(name, types, func),
    vjp: { prepare: (context) => ({ params: context.params, rule: recomputingRule(context, again) }) },
    interval: (_, context) => boundsOfCall(context, (ends, func) => context.emit(ends, { func })),
    batch: (_, { inputs, shared, params, size, emit, batchFunc }) => {
      const batched = new Set([...inputs.keys()].filter((index) => shared[index] === null));
      const given = inputs.map((input, index) => shared[index] ?? input);
      return emit(given, { func: batchFunc(params.func, batched, size) });
    },
    lower: (_, { func }) => ({ form: 'inline', func }),
    functions: ({ func }) => [func],
    withFunctions: (params, [func = params.func]) => ({ func }),
    traits: {},
  };
  return op;
}

/** A function, whose instructions take the place of the call. */
export const call = calling('call', (_, input) => input);

/**
 * A function that is computed again where its gradient is taken, instead of saving what is inside: JAX's `checkpoint`.
 * Without the barrier the values of the forward pass would be found again, and kept until then.
 */
export const checkpoint = calling(
  'checkpoint',
  ({ emit }, input) => emit(barrier, [input], undefined)[0] as Value,
);

type PrepareContext = Parameters<SavingVjp<Values, CallParams, Values>['prepare']>[0];

function recomputingRule(
  { params: { func }, differentiation }: PrepareContext,
  again: Parameters<typeof calling>[1],
): Vjp<Values, CallParams, Values> {
  return (_, { inputs, cotangents, wanted, emit }) => {
    const sought = func.inputs.filter((_input, index) => wanted[index]);
    const prepared = differentiation.prepare(func, sought);
    const writer = new FuncWriter();
    writer.instructions.push(...prepared.func.instructions);
    const seeds = cotangents.map((cotangent) => cotangent && new Value(cotangent.type));
    const found = differentiation.pullback(prepared, writer, seeds, sought);
    const outputs = found.filter((gradient) => gradient !== null);
    const backward = writer.finish(
      `backward(${func.name})`,
      [...func.inputs, ...seeds.filter((seed) => seed !== null)],
      outputs,
    );
    const given = inputs.map((input) => again({ emit }, input));
    const results = inlineFunc(backward, [...given, ...cotangents.filter((each) => each !== null)], emit);
    const gradients = new Map(
      sought.map((value, index) => [value, results[outputs.indexOf(found[index] as Value)] ?? null]),
    );
    return func.inputs.map((input) => gradients.get(input) ?? null);
  };
}

/** The bounds of the results of a function in the parameters. */
function boundsOfCall<Params extends CallParams>(
  { inputs, params, intervalFunc }: IntervalContext<Values, Params>,
  emit: (ends: Values, func: Func) => Values,
): readonly Interval[] {
  const { func, outputs } = intervalFunc(params.func, intervalsAmong(inputs));
  return pairUp(emit(endsOf(inputs), func), params.func.outputs.length, outputs);
}

/** The types of the results of a function, if it takes inputs of these types. */
export function inferCall(
  name: string,
  types: readonly TensorType[],
  { inputs, outputs }: Func,
): readonly TensorType[] {
  const [expected, given] = [inputs.map((input) => input.type), types].map((each) =>
    each.map(formatType).join(', '),
  );
  if (expected !== given) throw shapeError(`${name}: expected ${expected}, got ${given}`);
  return outputs.map(({ type }) => type);
}
