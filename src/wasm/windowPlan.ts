import { type Shape, sizeOf, stridesOf } from '../ir/types.ts';
import type { ContractStep } from '../kernel/program.ts';
import type { ContractSpec } from './contractPlan.ts';

/** A part of a contraction: its extents, and where its first row and first term are, in elements. */
export interface WindowPart {
  readonly rows: readonly number[];
  readonly terms: readonly number[];
  readonly a: number;
  readonly b: number;
  readonly c: number;
}

/** A contraction whose rows or terms lie along several axes; strides are in elements. */
export interface WindowSpec {
  readonly batch: readonly number[];
  readonly aBatch: readonly number[];
  readonly bBatch: readonly number[];
  /** Elements of C per element of the batch. */
  readonly cBatch: number;
  /** By axis of the rows. */
  readonly aRows: readonly number[];
  readonly cRows: readonly number[];
  /** By axis of the terms. */
  readonly aTerms: readonly number[];
  readonly bTerms: readonly number[];
  readonly n: number;
  readonly bColumn: number;
  readonly parts: readonly WindowPart[];
  /** Contractions that share A, each with its own B and C. */
  readonly groups: number;
}

/** Axes with two lists of strides, and their extents part by part. */
interface Axes {
  readonly first: readonly number[];
  readonly second: readonly number[];
  readonly extents: readonly (readonly number[])[];
}

/** Leaves out axes of one element, and joins neighbours along which both strides go on evenly in every part. */
function collapse({ first, second, extents }: Axes): Axes {
  const kept: { a: number; b: number; sizes: number[] }[] = [];
  first.forEach((a, axis) => {
    const b = second[axis] ?? 0;
    const sizes = extents.map((part) => part[axis] ?? 1);
    if (sizes.every((size) => size === 1)) return;
    const outer = kept.at(-1);
    if (outer !== undefined && sizes.every((size) => outer.a === a * size && outer.b === b * size)) {
      kept[kept.length - 1] = { a, b, sizes: sizes.map((size, part) => size * (outer.sizes[part] ?? 1)) };
    } else kept.push({ a, b, sizes });
  });
  return {
    first: kept.map(({ a }) => a),
    second: kept.map(({ b }) => b),
    extents: extents.map((_, part) => kept.map(({ sizes }) => sizes[part] ?? 1)),
  };
}

const dot = (x: readonly number[], y: readonly number[]): number =>
  x.reduce((sum, each, index) => sum + each * (y[index] ?? 0), 0);

/** A contraction with as few axes as it has: a batch over which B does not vary is rows. */
export function windowSpec(step: ContractStep): WindowSpec {
  const { batch, rows, reduced, n, parts, a, b } = step;
  const bStrides = b[0]?.strides ?? [];
  const rank = batch.length;
  const cStrides = stridesOf([...batch, ...rows, n]);
  const isShared = batch.every((extent, axis) => extent === 1 || bStrides[axis] === 0);
  const lead: Shape = isShared ? batch : [];
  const skipped = rank - lead.length;
  const aRows = a.strides.slice(skipped, rank + rows.length);
  const cRows = cStrides.slice(skipped, rank + rows.length);
  const aTerms = a.strides.slice(rank + rows.length);
  const bTerms = bStrides.slice(rank, rank + reduced.length);
  const whole = lead.map(() => 0);
  const rowAxes = collapse({
    first: aRows,
    second: cRows,
    extents: parts.map((part) => [...lead, ...part.rows.size]),
  });
  const termAxes = collapse({
    first: aTerms,
    second: bTerms,
    extents: parts.map((part) => part.reduced.size),
  });
  return {
    batch: isShared ? [] : batch,
    aBatch: a.strides.slice(0, skipped),
    bBatch: bStrides.slice(0, skipped),
    cBatch: sizeOf(rows) * n,
    aRows: rowAxes.first,
    cRows: rowAxes.second,
    aTerms: termAxes.first,
    bTerms: termAxes.second,
    n,
    bColumn: bStrides[rank + reduced.length] ?? 0,
    parts: parts.map((part, index) => {
      const first = [...whole, ...part.rows.start];
      return {
        rows: rowAxes.extents[index] ?? [],
        terms: termAxes.extents[index] ?? [],
        a: dot(aRows, first) + dot(aTerms, part.reduced.start),
        b: dot(bTerms, part.reduced.start),
        c: dot(cRows, first),
      };
    }),
    groups: b.length,
  };
}

/** The contraction as a product of matrices, where it has one part, with one axis of rows and one of terms; else null. */
export function matrixProduct(spec: WindowSpec): ContractSpec | null {
  const [part] = spec.parts;
  if (part === undefined || spec.parts.length > 1 || spec.aRows.length > 1 || spec.aTerms.length > 1)
    return null;
  return {
    batch: spec.batch,
    m: part.rows[0] ?? 1,
    n: spec.n,
    k: part.terms[0] ?? 1,
    a: { start: part.a, batchStrides: spec.aBatch, m: spec.aRows[0] ?? 0, k: spec.aTerms[0] ?? 0 },
    b: { start: part.b, batchStrides: spec.bBatch, k: spec.bTerms[0] ?? 0, n: spec.bColumn },
    groups: spec.groups,
  };
}
