import { dtypeError, shapeError } from '../errors.ts';
import type { One, Op, Two } from '../ir/op.ts';
import { formatType, type Shape, sizeOf, type TensorType, tensorType } from '../ir/types.ts';
import { type Coordinate, identityMap } from '../kernel/forms.ts';
import { laneProgram } from '../kernel/lane.ts';
import { expectPoint, rising } from './intervalRules.ts';

const around = (shape: Shape, axis: number) => ({
  before: shape.slice(0, axis),
  extent: shape[axis] ?? 0,
  after: shape.slice(axis + 1),
});

function checkIndices(name: string, indices: TensorType | undefined): Shape {
  if (indices?.dtype !== 'i32') {
    throw dtypeError(`${name}: expected i32 indices, got ${indices ? formatType(indices) : 'nothing'}`);
  }
  return indices.shape;
}

/**
 * Elements of input 0 along `axis` at the positions of input 1 (i32), which are clamped into the axis:
 * out[..., i..., ...] = x[..., indices[i...], ...].
 */
export const gather: Op<Two, { readonly axis: number }, One> = {
  name: 'gather',
  infer: ([x, indices], { axis }) => {
    const index = checkIndices('gather', indices);
    const type = x ?? tensorType('f32', []);
    const { before, extent, after } = around(type.shape, axis);
    if (type.shape[axis] === undefined || (extent === 0 && sizeOf(index) > 0)) {
      throw shapeError(`gather: axis ${axis} of ${formatType(type)} has no elements`);
    }
    return [tensorType(type.dtype, [...before, ...index, ...after])];
  },
  vjp: (b, { inputs: [x, indices], params: { axis }, cotangents: [c] }) => {
    if (c === null || x.type.dtype !== 'f32') return [null, null];
    const { before, extent, after } = around(x.type.shape, axis);
    const rows = sizeOf(indices.type.shape);
    const flat = b.reshape(indices, { shape: [rows] });
    const zero = b.zerosLike(flat);
    const last = b.constant({ type: flat.type, data: new Int32Array(rows).fill(extent - 1) });
    const clamped = b.minimum(b.maximum(flat, zero), last);
    const updates = b.reshape(c, { shape: [sizeOf(before), rows, sizeOf(after)] });
    return [b.reshape(b.scatterAdd(clamped, updates, { extent }), { shape: x.type.shape }), null];
  },
  interval: (b, context) => {
    expectPoint('gather', 'indices', context.inputs[1]);
    return rising(b, context);
  },
  batch: (b, { inputs: [x, indices], params: { axis }, size }) => {
    const [, ...own] = x.type.shape;
    const { before, extent, after } = around(own, axis);
    const permutation = [...own.keys()].map((index) => index + 1);
    permutation.splice(axis, 1);
    const rows = b.reshape(b.transpose(x, { permutation: [0, axis + 1, ...permutation] }), {
      shape: [size * extent, ...before, ...after],
    });
    const type = indices.type;
    const one = (value: number) =>
      b.broadcastTo(b.constant({ type: tensorType('i32', []), data: Int32Array.of(value) }), {
        shape: type.shape,
      });
    const lane = b.cast(b.iota({ shape: type.shape, axis: 0 }), { dtype: 'i32' });
    const clamped = b.minimum(b.maximum(indices, one(0)), one(extent - 1));
    const flat = b.gather(rows, b.add(b.mul(lane, one(extent)), clamped), { axis: 0 });
    const rank = type.shape.length;
    const order = [
      0,
      ...before.map((_, index) => rank + index),
      ...type.shape.slice(1).map((_, index) => index + 1),
      ...after.map((_, index) => rank + before.length + index),
    ];
    return [b.transpose(flat, { permutation: order })];
  },
  lower: ([x, indices], { axis }) => {
    const type = x ?? tensorType('f32', []);
    const index = indices?.shape ?? [];
    const { before, after } = around(type.shape, axis);
    const domain = [...before, ...index, ...after];
    const direct = (source: number): Coordinate =>
      source === axis
        ? { axis: -1, stride: 0, start: 0 }
        : { axis: source < axis ? source : source - 1 + index.length, stride: 1, start: 0 };
    return {
      form: 'map',
      domain,
      operands: [
        {
          kind: 'buffer',
          input: 1,
          shape: index,
          map: index.map((_, source) => ({ axis: before.length + source, stride: 1, start: 0 })),
        },
        {
          kind: 'indirect',
          input: 0,
          shape: type.shape,
          map: type.shape.map((_, source) => direct(source)),
          axis,
          index: 0,
        },
      ],
      program: laneProgram(['i32', type.dtype], (b) => b.inputs.slice(1)),
      targets: [{ output: 0, shape: domain, map: identityMap(domain) }],
    };
  },
  traits: {},
};

/**
 * Rows added up at positions: input 0 is i32[rows], input 1 is f32[outer, rows, inner], the result is
 * f32[outer, extent, inner] with out[o, indices[r], i] += updates[o, r, i], for r in increasing order.
 * Positions out of range are dropped.
 */
export const scatterAdd: Op<Two, { readonly extent: number }, One> = {
  name: 'scatterAdd',
  infer: ([indices, updates], { extent }) => {
    const rows = checkIndices('scatterAdd', indices);
    if (updates?.shape.length !== 3 || rows.length !== 1 || updates.shape[1] !== rows[0]) {
      throw shapeError(
        `scatterAdd: expected i32[rows] and [outer, rows, inner], got ${[indices, updates].map((t) => t && formatType(t)).join(' and ')}`,
      );
    }
    if (updates.dtype === 'bool') throw dtypeError('scatterAdd: expected numbers, got bool');
    return [tensorType(updates.dtype, [updates.shape[0] ?? 0, extent, updates.shape[2] ?? 0])];
  },
  vjp: (b, { inputs: [indices], params: { extent }, cotangents: [c] }) => {
    if (c === null || extent === 0) return [null, null];
    const shape = [c.type.shape[0] ?? 0, indices.type.shape[0] ?? 0, c.type.shape[2] ?? 0];
    const scalar = (value: number) =>
      b.broadcastTo(b.constant({ type: tensorType('i32', []), data: Int32Array.of(value) }), {
        shape: indices.type.shape,
      });
    const inRange = b.bitwiseAnd(b.lessEqual(scalar(0), indices), b.less(indices, scalar(extent)));
    const mask = b.broadcastTo(b.reshape(inRange, { shape: [1, shape[1] ?? 0, 1] }), { shape });
    const taken = b.gather(c, indices, { axis: 1 });
    return [null, b.select(mask, taken, b.zerosLike(taken))];
  },
  batch: (b, { inputs: [indices, updates], params: { extent }, size }) => {
    const [, outer = 0, rows = 0, inner = 0] = updates.type.shape;
    const shape = [size, rows];
    const scalar = (value: number) =>
      b.broadcastTo(b.constant({ type: tensorType('i32', []), data: Int32Array.of(value) }), { shape });
    const inRange = b.bitwiseAnd(b.lessEqual(scalar(0), indices), b.less(indices, scalar(extent)));
    const lane = b.cast(b.iota({ shape, axis: 0 }), { dtype: 'i32' });
    const shifted = b.select(inRange, b.add(b.mul(lane, scalar(extent)), indices), scalar(-1));
    const moved = b.reshape(b.transpose(updates, { permutation: [1, 0, 2, 3] }), {
      shape: [outer, size * rows, inner],
    });
    const sums = b.scatterAdd(b.reshape(shifted, { shape: [size * rows] }), moved, { extent: size * extent });
    return [
      b.transpose(b.reshape(sums, { shape: [outer, size, extent, inner] }), { permutation: [1, 0, 2, 3] }),
    ];
  },
  lower: ([, updates], { extent }) => {
    const [outer = 0, rows = 0, inner = 0] = updates?.shape ?? [];
    return { form: 'scatter', dtype: updates?.dtype ?? 'f32', outer, rows, extent, inner };
  },
  traits: {},
};
