import { internalError } from '../errors.ts';
import { CONTRACT_BLOCK } from '../kernel/order.ts';

/** A batched matrix product C[batch, i, j] = sum over q of A[batch, i, q] B[batch, q, j]; strides are in elements. */
export interface ContractSpec {
  readonly batch: readonly number[];
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly a: {
    readonly start: number;
    readonly batchStrides: readonly number[];
    readonly m: number;
    readonly k: number;
  };
  readonly b: {
    readonly start: number;
    readonly batchStrides: readonly number[];
    readonly k: number;
    readonly n: number;
  };
  /** Products that share A, each with its own B and C. */
  readonly groups: number;
  /** B lies in panels already, as `contractPanels.ts` copies them, and its strides are not read. */
  readonly panels?: true;
  /**
   * The products of blocks of `block` terms are added to what C holds, from the last block to the first where `reverse`.
   * Left out, C is replaced, and the blocks are those of `kernel/order.ts`.
   */
  readonly accumulate?: { readonly block: number; readonly reverse: boolean };
}

/** How a product is cut: choices that change its speed and never its bits. */
export interface ContractPlan {
  /** The product, with batch axes folded into the rows where the strides allow it. */
  readonly spec: ContractSpec;
  /** Elements in the batch. */
  readonly batchSize: number;
  /** Rows of a register tile, and vectors of four columns in it. */
  readonly rows: number;
  readonly vectors: number;
  /** Row tiles of one matrix; the last may be lower. */
  readonly tiles: number;
  /** Terms that are taken at once: a block of the sum, or a part of the only block. */
  readonly stepLength: number;
  /** What a step after the first does: starts at the sum so far, or adds the sum of its block to it. */
  readonly laterSteps: 'none' | 'continue' | 'add';
  /** Whether tiles read B from panels, whose rows are filled up to whole vectors. */
  readonly packed: boolean;
  /** Whether row tiles of A are copied to the scratch memory, term by term, before they are used by all panels. */
  readonly packsA: boolean;
}

const product = (sizes: readonly number[]): number => sizes.reduce((size, extent) => size * extent, 1);

/** Takes axes of the batch into the rows while B does not vary over them and A's rows continue through them. */
function foldBatch(spec: ContractSpec): ContractSpec {
  const kept = spec.batch.map((_, axis) => axis).filter((axis) => spec.batch[axis] !== 1);
  const batch = kept.map((axis) => spec.batch[axis] ?? 1);
  const aStrides = kept.map((axis) => spec.a.batchStrides[axis] ?? 0);
  const bStrides = kept.map((axis) => spec.b.batchStrides[axis] ?? 0);
  let { m } = spec;
  let rowStride = spec.a.m;
  while (batch.length > 0 && bStrides.at(-1) === 0) {
    const stride = aStrides.at(-1) ?? 0;
    if (m === 1) rowStride = stride;
    else if (stride !== m * rowStride) break;
    m *= batch.pop() ?? 1;
    aStrides.pop();
    bStrides.pop();
  }
  return {
    ...spec,
    batch,
    m,
    a: { ...spec.a, batchStrides: aStrides, m: rowStride },
    b: { ...spec.b, batchStrides: bStrides },
  };
}

/**
 * Rows and vectors of the register tile. V8 loads all operands of a step before its arithmetic, so rows + vectors +
 * rows * vectors + 1 must fit in the 15 free registers, or sums are spilled; and the sums should be six or more, as an
 * addition takes three cycles and two start in each.
 */
function tileShape(m: number, n: number): { rows: number; vectors: number } {
  const needed = Math.ceil(n / 4);
  if (needed === 1) return { rows: Math.min(6, m), vectors: 1 };
  const rows = Math.min(4, m);
  return { rows, vectors: Math.min(needed, [6, 4, 2, 2][rows - 1] ?? 1) };
}

/**
 * Terms that are taken at once. A whole block where A is dense along the sum; where it lies far apart, so few that
 * their pages of memory, used again by all row tiles, stay in the first-level translation buffer (64 entries).
 */
function stepLength({ k, a, accumulate }: ContractSpec): number {
  if (accumulate !== undefined) {
    const pageTerms = Math.floor((56 * 4096) / Math.max(4, Math.min(4096, 4 * Math.abs(a.k))));
    const { block } = accumulate;
    return Math.min(k, block * Math.max(1, Math.floor(Math.min(CONTRACT_BLOCK, pageTerms) / block)));
  }
  if (k > CONTRACT_BLOCK) return CONTRACT_BLOCK;
  const pages = (k * Math.min(4096, 4 * Math.abs(a.k))) / 4096;
  return pages <= 64 ? k : Math.ceil(k / Math.ceil(pages / 56));
}

function laterSteps({ k, accumulate }: ContractSpec, length: number): ContractPlan['laterSteps'] {
  // A block of one term is added as soon as it is multiplied.
  if (accumulate !== undefined) return accumulate.block === 1 ? 'continue' : 'add';
  return length === k ? 'none' : k > CONTRACT_BLOCK ? 'add' : 'continue';
}

/** From this many panels on a copy of A, whose terms lie in a line of the cache each, costs less than it saves. */
const MIN_PANELS = 3;
const LINE = 16;

const packsA = ({ a, n }: ContractSpec, rows: number, vectors: number): boolean =>
  rows > 1 && a.m === 1 && Math.abs(a.k) >= LINE && n > 4 * vectors * (MIN_PANELS - 1);

/** Decides how a product is cut. */
export function planContract(given: ContractSpec): ContractPlan {
  const { batch, a, b } = given;
  if (a.batchStrides.length !== batch.length || b.batchStrides.length !== batch.length) {
    throw internalError(
      `contraction over ${batch.length} batch axes got ${a.batchStrides.length} strides for A and ` +
        `${b.batchStrides.length} for B`,
    );
  }
  const spec = foldBatch(given);
  const { rows, vectors } = tileShape(spec.m, spec.n);
  const tiles = rows === 0 ? 0 : Math.ceil(spec.m / rows);
  const length = stepLength(spec);
  const wide = spec.n > 4 * vectors && tiles >= 8;
  return {
    spec,
    batchSize: product(spec.batch),
    rows,
    vectors,
    tiles,
    stepLength: length,
    laterSteps: laterSteps(spec, length),
    packsA: packsA(spec, rows, vectors),
    packed: spec.panels === true || spec.b.n !== 1 || spec.b.k <= 0 || wide,
  };
}
