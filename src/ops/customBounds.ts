import type { Func, Value } from '../ir/func.ts';
import type { Op } from '../ir/op.ts';
import { call, inferCall } from './calls.ts';

type Values = readonly Value[];

/** A function whose bounds are given by another one. */
export interface CustomBoundsParams {
  readonly func: Func;
  /** From the lower ends of all inputs, then their upper ends, to the lower ends of all outputs, then their upper ends. */
  readonly bounds: Func;
}

/** A function with bounds of its own, where those of its operations know too little of how they depend on each other. */
export const customBounds: Op<Values, CustomBoundsParams, Values> = {
  name: 'customBounds',
  infer: (types, { func }) => inferCall('customBounds', types, func),
  vjp: call.vjp,
  batch: (_, { inputs, params, size, emit, batchFunc }) => {
    const all = (func: Func): Func => batchFunc(func, new Set(func.inputs.keys()), size);
    return emit(inputs, { func: all(params.func), bounds: all(params.bounds) });
  },
  interval: (b, { inputs, params: { func, bounds } }) => {
    const ends = (['lower', 'upper'] as const).flatMap((end) => inputs.map((input) => input[end]));
    const results = [b.call(...ends, { func: bounds })].flat();
    return func.outputs.map((_, index) => ({
      lower: results[index] as Value,
      upper: results[func.outputs.length + index] as Value,
    }));
  },
  lower: (_, { func }) => ({ form: 'inline', func }),
  functions: ({ func }) => [func],
  withFunctions: (params, [func = params.func]) => ({ ...params, func }),
  traits: {},
};
