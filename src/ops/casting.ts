import { dtypeError } from '../errors.ts';
import type { One, Op } from '../ir/op.ts';
import { type Dtype, dtypes, tensorType } from '../ir/types.ts';
import { laneProgram } from '../kernel/lane.ts';
import { conversion } from './intervalRules.ts';
import { commonType, discrete, mapLowering } from './rules.ts';

/** The element type an operation converts to. */
export interface CastParams {
  readonly dtype: Dtype;
}

function expectDtype(what: string, dtype: Dtype): void {
  if (dtypes.includes(dtype)) return;
  throw dtypeError(`${what}: unknown dtype ${JSON.stringify(dtype)}; expected one of ${dtypes.join(', ')}`);
}

/**
 * The value in another element type, as in JAX: floats truncate and saturate, NaN gives 0; truth values are 0 and 1;
 * everything but 0 is true.
 */
export const cast: Op<One, CastParams, One> = {
  name: 'cast',
  infer: (types, { dtype }) => {
    expectDtype('cast', dtype);
    return [tensorType(dtype, commonType('cast', types, 1, dtypes).shape)];
  },
  vjp: (_, { inputs: [x], outputs: [y], cotangents: [c] }) =>
    x.type.dtype === 'f32' && y.type.dtype === 'f32' ? [c] : [null],
  interval: conversion,
  batch: (_, { inputs, params, emit }) => emit(inputs, params),
  lower: (types, { dtype }) =>
    mapLowering(
      types,
      laneProgram([types[0]?.dtype ?? dtype], (b) => b.inputs.map((x) => b.convert(x, dtype))),
    ),
  simplify: (_, { inputs: [x], params }) => (x.type.dtype === params.dtype ? x : null),
  traits: {},
};

/** The same 32 bits read as another element type; a NaN gives the canonical bits 0x7fc00000. */
export const bitcast: Op<One, CastParams, One> = {
  name: 'bitcast',
  infer: (types, { dtype }) => {
    expectDtype('bitcast', dtype);
    if (dtype === 'bool') throw dtypeError('bitcast: bool has no bits of its own; use a comparison');
    return [tensorType(dtype, commonType('bitcast', types, 1, ['f32', 'i32', 'u32']).shape)];
  },
  vjp: discrete,
  batch: (_, { inputs, params, emit }) => emit(inputs, params),
  lower: (types, { dtype }) =>
    mapLowering(
      types,
      laneProgram([types[0]?.dtype ?? dtype], (b) => b.inputs.map((x) => b.bitcast(x, dtype))),
    ),
  simplify: (_, { inputs: [x], params }) => (x.type.dtype === params.dtype ? x : null),
  traits: {},
};
