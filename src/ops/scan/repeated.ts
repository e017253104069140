import { sameShape } from '../../ir/types.ts';
import { broadcastTo } from '../movement.ts';
import type { Improvement } from './loop.ts';
import { partsOf } from './params.ts';

/** Slices that are the same value at every step become constants. */
export const constantSlices: Improvement = ({ params, inputs, finish }, { madeBy, emit }) => {
  const { body } = params;
  const own = partsOf(body.inputs, params);
  const outer = partsOf(inputs, params);
  const sources = outer.slices.map((whole) => {
    const made = madeBy(whole, broadcastTo);
    const [source] = made?.inputs ?? [];
    return source !== undefined && source.type.shape.length < whole.type.shape.length ? source : null;
  });
  if (sources.every((source) => source === null)) return null;
  const repeated = sources.flatMap((source, slice) => {
    const input = own.slices[slice];
    if (source === null || input === undefined) return [];
    const { shape } = input.type;
    const value = sameShape(source.type.shape, shape) ? source : emit(broadcastTo, [source], { shape })[0];
    return value === undefined ? [] : [{ input, value }];
  });
  const isKept = (_: unknown, slice: number): boolean => sources[slice] === null;
  return {
    params: {
      ...params,
      constants: params.constants + repeated.length,
      body: {
        ...body,
        inputs: [
          ...own.constants,
          ...repeated.map(({ input }) => input),
          ...own.carries,
          ...own.slices.filter(isKept),
        ],
      },
    },
    inputs: [
      ...outer.constants,
      ...repeated.map(({ value }) => value),
      ...outer.carries,
      ...outer.slices.filter(isKept),
    ],
    finish,
  };
};

/** Stacks of constants are not stored step by step: they are the constants, repeated after the loop. */
export const constantStacks: Improvement = ({ params, inputs, finish }, { emit }) => {
  const { body, carries, length } = params;
  const own = partsOf(body.inputs, params).constants;
  const constants = body.outputs.map((output, index) => (index < carries ? -1 : own.indexOf(output)));
  if (constants.every((constant) => constant < 0)) return null;
  return {
    params: {
      ...params,
      body: { ...body, outputs: body.outputs.filter((_, index) => (constants[index] ?? -1) < 0) },
    },
    inputs,
    finish: (results) => {
      let next = 0;
      const all = constants.flatMap((constant) => {
        const value = inputs[constant];
        if (value === undefined) return results[next++] ?? [];
        return emit(broadcastTo, [value], { shape: [length, ...value.type.shape] });
      });
      return finish(all);
    },
  };
};
