import { describe, expect, it } from 'vitest';
import type { Builder } from '../../src/ir/builder.ts';
import type { Value } from '../../src/ir/func.ts';
import { tensorType } from '../../src/ir/types.ts';
import { buildFunc } from './programs.ts';

/** Emits on f32[2, 3] and i32[4]. */
const refused = (write: (b: Builder, x: Value, n: Value) => Value, message: RegExp): void => {
  const build = () =>
    buildFunc([tensorType('f32', [2, 3]), tensorType('i32', [4])], (b, [x, n]) => [write(b, x!, n!)]);
  expect(build).toThrow(message);
};

describe('type rules refuse', () => {
  it('shapes that are no shapes', () => {
    refused((b, x) => b.reshape(x, { shape: [-2, -3] }), /reshape: expected extents of whole numbers from 0/);
    refused((b, x) => b.broadcastTo(x, { shape: [1.5, 2, 3] }), /broadcastTo: expected extents of whole/);
    refused((b) => b.iota({ shape: [-1], axis: 0 }), /iota: expected extents of whole numbers/);
    refused((b, x) => b.slice(x, { start: [0, 0], size: [0.5, 1], step: [1, 1] }), /slice: expected extents/);
  });

  it('shapes that do not fit', () => {
    refused((b, x, n) => b.add(x, n), /add: expected inputs of one shape, got f32\[2, 3\] and i32\[4\]/);
    refused((b, x) => b.reshape(x, { shape: [7] }), /f32\[2, 3\] has 6 elements, \[7\] has 7/);
    refused((b, x) => b.broadcastTo(x, { shape: [3] }), /does not broadcast to \[3\]/);
    refused((b, x) => b.matmul(x, x), /the last axis of the first \(3\) must be the last but one .* \(2\)/);
    refused((b, x, n) => b.concatenate(x, n, { axis: 0 }), /along axis 0, expected arrays that agree/);
    refused(
      (b, x, n) => b.scatterAdd(n, x, { extent: 2 }),
      /expected i32\[rows\] and \[outer, rows, inner\]/,
    );
  });

  it('axes that are not there, or come twice', () => {
    refused((b, x) => b.transpose(x, { permutation: [0, 1, 1] }), /expected a permutation of the 2 axes/);
    refused((b, x) => b.transpose(x, { permutation: [0, 0] }), /expected a permutation of the 2 axes/);
    refused((b, x) => b.sum(x, { axes: [2] }), /sum: axis 2 is out of range for 2 axes/);
    refused((b, x) => b.sum(x, { axes: [1, 0] }), /expected increasing axes from 0, got \[1, 0\]/);
    refused((b, x) => b.sum(x, { axes: [-1] }), /expected increasing axes from 0, got \[-1\]/);
    refused((b, x) => b.cumsum(x, { axis: 2, reverse: false }), /cumsum: axis 2 is out of range for 2 axes/);
    refused((b, x) => b.cumprod(x, { axis: -1, reverse: true }), /cumprod: expected an axis from 0, got -1/);
    refused((b, x) => b.flip(x, { axes: [-1] }), /flip: axes \[-1\] are out of range/);
    refused((b, x, n) => b.gather(x, n, { axis: 2 }), /gather: axis 2 of f32\[2, 3\]/);
  });

  it('parts that are not there', () => {
    const part = { start: [0, 1], size: [2, 3], step: [1, 1] };
    refused((b, x) => b.slice(x, part), /elements 1 to 3 of axis 1 are outside f32\[2, 3\]/);
    refused((b, x) => b.slice(x, { ...part, start: [0, 0.5] }), /slice: expected a whole start/);
    refused((b, x) => b.slice(x, { start: [0], size: [1], step: [1] }), /for each axis of f32\[2, 3\]/);
    const counts = { high: [0, 0], interior: [0, 0], value: 0 };
    refused((b, x) => b.pad(x, { ...counts, low: [-1, 0] }), /pad: expected whole counts from 0/);
    refused((b, x) => b.pad(x, { ...counts, low: [0] }), /pad: expected whole counts from 0 for each axis/);
  });

  it('extremes of nothing', () => {
    const none = { start: [0, 0], size: [2, 0], step: [1, 1] };
    refused(
      (b, x) => b.max(b.slice(x, none), { axes: [1] }),
      /max: f32\[2, 0\] has no elements along the axes \[1\]/,
    );
    refused((b, x) => b.argmin(b.slice(x, none), { axis: 1 }), /argmin: axis 1 of f32\[2, 0\] is empty/);
  });

  it('element types they do not take', () => {
    refused((b, x) => b.bitwiseNot(x), /bitwiseNot: expected i32 or u32 or bool inputs/);
    refused((b, _, n) => b.exp(n), /exp: expected f32 inputs of one type, got i32\[4\]/);
    refused((b, x) => b.all(x, { axes: [0] }), /all: expected bool, got f32\[2, 3\]/);
    refused((b, x) => b.bitcast(x, { dtype: 'bool' }), /bitcast: bool has no bits of its own/);
    refused((b, x) => b.select(x, x, x), /select: expected a bool condition/);
    refused((b, x) => b.argsort(x), /argsort: expected u32 keys of one axis or more, got f32\[2, 3\]/);
    refused(
      (b, _, n) => b.linearRecurrence(n, n, { axis: 0, reverse: false }),
      /linearRecurrence: expected f32/,
    );
    refused((b, x, n) => b.gather(n, x, { axis: 0 }), /gather: expected i32 indices, got f32\[2, 3\]/);
  });
});
