import { shapeError } from '../errors.ts';
import { type Builder, FuncWriter } from '../ir/builder.ts';
import type { Func, Value } from '../ir/func.ts';
import { inlineFunc } from '../ir/inlineFunc.ts';
import type { BatchContext, Op } from '../ir/op.ts';
import { formatType, sameType, tensorType } from '../ir/types.ts';
import { select } from './comparison.ts';
import { broadcastTo, reshape } from './movement.ts';
import { any } from './reductions.ts';

type Values = readonly Value[];

/** A loop: `condition` and `body` take the constants and the carries; the condition is bool[], the body gives the next carries. */
export interface WhileLoopParams {
  readonly condition: Func;
  readonly body: Func;
  readonly constants: number;
  /** What the error says where a gradient is asked for, in the terms of the function that has the loop inside. */
  readonly noGradient?: string;
}

const typesOf = (values: Values): string => values.map(({ type }) => formatType(type)).join(', ');

/** The carries after as many steps of a body as its condition holds, as JAX's `lax.while_loop`. */
export const whileLoop: Op<Values, WhileLoopParams, Values> = {
  name: 'whileLoop',
  infer: (types, { condition, body, constants }) => {
    const given = types.map(formatType).join(', ');
    if (typesOf(condition.inputs) !== given || typesOf(body.inputs) !== given) {
      throw shapeError(`whileLoop: expected inputs ${typesOf(body.inputs)}, got ${given}`);
    }
    const carries = types.slice(constants);
    if (typesOf(body.outputs) !== carries.map(formatType).join(', ')) {
      throw shapeError(
        `whileLoop: expected next carries ${carries.map(formatType)}, got ${typesOf(body.outputs)}`,
      );
    }
    const [holds] = condition.outputs;
    if (holds === undefined || !sameType(holds.type, tensorType('bool', []))) {
      throw shapeError(`whileLoop: expected a condition bool[], got ${typesOf(condition.outputs)}`);
    }
    return carries;
  },
  vjp: {
    noGradient: ({ noGradient }) =>
      noGradient ??
      'whileLoop has no gradient: its number of steps is not known; use scan, or foriLoop with bounds that are numbers, not tensors',
  },
  batch: batchWhileLoop,
  lower: (types, { condition, body, constants }) => ({
    form: 'loop',
    condition,
    body,
    constants,
    carries: types.length - constants,
    length: 0,
    reverse: false,
  }),
  functions: ({ condition, body }) => [condition, body],
  withFunctions: (params, [condition, body]) => ({
    ...params,
    condition: condition ?? params.condition,
    body: body ?? params.body,
  }),
  traits: {},
};

/** Goes on while the condition holds for any element of the batch; the others keep their values. */
function batchWhileLoop(
  _: Builder,
  { inputs, shared, params, size, emit, batchFunc }: BatchContext<Values, WhileLoopParams, Values>,
): Values {
  const { constants } = params;
  const given = inputs.map((input, index) => (index < constants ? (shared[index] ?? input) : input));
  const batched = new Set([...inputs.keys()].filter((index) => index >= constants || shared[index] === null));
  const condition = batchFunc(params.condition, batched, size);
  const body = batchFunc(params.body, batched, size);
  return emit(given, {
    ...params,
    condition: functionOf(condition, (writer, [holds]) => writer.emit(any, [holds as Value], { axes: [0] })),
    body: functionOf(body, (writer, next) => {
      const [holds] = inlineFunc(condition, body.inputs, (...args) => writer.emit(...args));
      return next.map((value, index) => {
        const { shape } = value.type;
        const wide = [size, ...shape.slice(1).map(() => 1)];
        const [column] = writer.emit(reshape, [holds as Value], { shape: wide });
        const [chosen] = writer.emit(broadcastTo, [column as Value], { shape });
        const old = body.inputs[constants + index] as Value;
        return writer.emit(select, [chosen as Value, value, old], undefined)[0] as Value;
      });
    }),
  });
}

/** A function with something done to its results. */
function functionOf(func: Func, finish: (writer: FuncWriter, results: Values) => Values): Func {
  const writer = new FuncWriter();
  writer.instructions.push(...func.instructions);
  return writer.finish(func.name, func.inputs, finish(writer, func.outputs));
}
