import type { AccumulateStep, ContractStep } from '../kernel/program.ts';
import type { ContractSpec } from './contractPlan.ts';
import { matrixProduct, type WindowSpec, windowSpec } from './windowPlan.ts';

/** A contraction as its kernel takes it: a product of matrices where its axes allow it. */
export type Contraction =
  | { readonly kind: 'product'; readonly spec: ContractSpec }
  | { readonly kind: 'window'; readonly spec: WindowSpec };

/** The contraction of a step. */
export function contraction(step: ContractStep): Contraction {
  const { batch, rows, reduced, n, a, b } = step;
  const rank = batch.length;
  const strides = b[0]?.strides ?? [];
  if (rows.length === 1 && reduced.length === 1 && step.parts.length === 1) {
    const spec = {
      batch: [...batch],
      m: rows[0] ?? 1,
      n,
      k: reduced[0] ?? 1,
      a: {
        start: 0,
        batchStrides: a.strides.slice(0, rank),
        m: a.strides[rank] ?? 0,
        k: a.strides[rank + 1] ?? 0,
      },
      b: { start: 0, batchStrides: strides.slice(0, rank), k: strides[rank] ?? 0, n: strides[rank + 1] ?? 0 },
      groups: b.length,
    };
    return { kind: 'product', spec };
  }
  const spec = windowSpec(step);
  const product = matrixProduct(spec);
  return product === null ? { kind: 'window', spec } : { kind: 'product', spec: product };
}

/** The product of an accumulation. */
export function accumulateSpec({ batch, m, n, k, steps, reverse, a, b }: AccumulateStep): ContractSpec {
  const rank = batch.length;
  const [row = 0, aTerm = 0] = a.strides.slice(rank);
  const [bTerm = 0, column = 0] = b.strides.slice(rank);
  const terms = steps * k;
  // Terms that are blocks of their own are walked backwards by their strides.
  const backwards = reverse && k === 1;
  const walk = (stride: number) =>
    backwards ? { start: (terms - 1) * stride, k: -stride } : { start: 0, k: stride };
  return {
    batch: [...batch],
    m,
    n,
    k: terms,
    a: { ...walk(aTerm), batchStrides: a.strides.slice(0, rank), m: row },
    b: { ...walk(bTerm), batchStrides: b.strides.slice(0, rank), n: column },
    groups: 1,
    accumulate: { block: Math.max(1, k), reverse: reverse && !backwards },
  };
}
