import {
  type Buffer,
  type ContractStep,
  type LoopStep,
  type Place,
  type Step,
  writesOf,
} from '../kernel/program.ts';
import { contraction } from './contraction.ts';
import { panelsBytes, withPanels } from './contractPanels.ts';
import type { ContractSpec } from './contractPlan.ts';

/** A copy of B to panels, which is made before a loop. */
export interface PanelCopy {
  readonly source: Place;
  /** The product that reads B, as it would be without panels. */
  readonly spec: ContractSpec;
  /** Where the panels are, in bytes from the beginning of the memory for panels. */
  readonly offset: number;
}

/** A product that reads panels: one offset for each B. */
interface PanelProduct {
  readonly spec: ContractSpec;
  readonly offsets: readonly number[];
}

/** The products in loops whose second operands are the same at every step, and are copied to panels once. */
export interface PanelPlan {
  readonly copies: ReadonlyMap<Step, readonly PanelCopy[]>;
  readonly products: ReadonlyMap<Step, PanelProduct>;
  /** Bytes of the memory for panels; loops that run one after another share it. */
  readonly bytes: number;
}

const ALIGNMENT = 64;

/** Finds what is worth copying before the loops of a program: it changes speed, and never bits. */
export function planPanels(steps: readonly Step[]): PanelPlan {
  const copies = new Map<Step, PanelCopy[]>();
  const products = new Map<Step, PanelProduct>();
  /** Gives the panels of a loop places from `from` on; returns the end of the last one. */
  const place = (loop: LoopStep, from: number): number => {
    const changing = changedBy(loop);
    const own: PanelCopy[] = [];
    let top = from;
    for (const step of loop.body) {
      if (step.form !== 'contract' || step.b.some(({ buffer }) => changing.has(buffer))) continue;
      const found = panelled(step, loop);
      if (found === null) continue;
      const bytes = Math.ceil(panelsBytes(found.spec) / ALIGNMENT) * ALIGNMENT;
      const offsets = step.b.map(({ buffer, offset }) => {
        own.push({ source: { buffer, offset }, spec: found.plain, offset: top });
        top += bytes;
        return top - bytes;
      });
      products.set(step, { spec: found.spec, offsets });
    }
    if (own.length > 0) copies.set(loop, own);
    return top;
  };
  const visit = (inner: readonly Step[], from: number): number =>
    inner.reduce((top, step) => {
      if (step.form === 'branch') return Math.max(top, ...step.cases.map(({ body }) => visit(body, from)));
      if (step.form !== 'loop') return top;
      const end = place(step, from);
      return Math.max(top, visit(step.condition?.steps ?? [], end), visit(step.body, end));
    }, from);
  const bytes = visit(steps, 0);
  return { copies, products, bytes };
}

/** The product of a step with B in panels, and without; null where that would not help. */
function panelled(step: ContractStep, { condition, length }: LoopStep) {
  const { kind, spec: plain } = contraction(step);
  const turns = condition === null ? length : 1;
  if (kind !== 'product' || turns === 0) return null;
  const spec = withPanels(plain, turns);
  return spec && { spec, plain };
}

/** The buffers that may hold something else at another step of a loop. */
function changedBy({ condition, body, carries, slices, placed, copied }: LoopStep): Set<Buffer> {
  return new Set([
    ...[...(condition?.steps ?? []), ...body].flatMap(writesOf),
    ...carries.map(({ input }) => input),
    ...[...slices, ...placed].map(({ element }) => element),
    ...[...placed, ...copied].map(({ whole }) => whole),
  ]);
}
