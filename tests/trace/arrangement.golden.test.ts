import {
  concatenate,
  type PadMode,
  pad,
  type SliceRange,
  slice,
  stack,
  type TakeMode,
  take,
} from '../../src/trace/index.ts';
import type { GoldenArray } from '../golden/readGolden.ts';
import {
  type Allowance,
  type Computation,
  largest,
  type OperationCase,
  type Part,
  testOperations,
} from './operationCases.ts';

interface Params {
  readonly shape: readonly number[];
  readonly axes: readonly number[] | null;
  readonly axis: number | readonly number[] | null;
  readonly index: readonly (number | readonly [number | null, number | null, number | null])[];
  readonly widths: readonly (readonly [number, number])[];
  readonly mode: TakeMode | PadMode | 'constant' | null;
  readonly value: number;
}

function rangeOf(entry: Params['index'][number]): SliceRange | number {
  if (typeof entry === 'number') return entry;
  const [start, stop, step] = entry;
  return {
    ...(start !== null && { start }),
    ...(stop !== null && { stop }),
    ...(step !== null && { step }),
  };
}

const functions: Record<string, (params: Params) => Computation> = {
  reshape:
    ({ shape }) =>
    (x) =>
      x!.reshape(shape),
  transpose:
    ({ axes }) =>
    (x) =>
      x!.transpose(axes ?? undefined),
  broadcastTo:
    ({ shape }) =>
    (x) =>
      x!.broadcastTo(shape),
  squeeze:
    ({ axis }) =>
    (x) =>
      x!.squeeze(axis ?? undefined),
  expandDims:
    ({ axis }) =>
    (x) =>
      x!.expandDims(axis!),
  concatenate:
    ({ axis }) =>
    (...tensors) =>
      concatenate(tensors, axis as number),
  stack:
    ({ axis }) =>
    (...tensors) =>
      stack(tensors, axis as number),
  slice:
    ({ index }) =>
    (x) =>
      slice(x!, index.map(rangeOf)),
  flip:
    ({ axis }) =>
    (x) =>
      x!.flip(axis ?? undefined),
  pad:
    ({ widths, mode, value }) =>
    (x) =>
      pad(x!, widths, mode === 'constant' ? value : (mode as PadMode)),
  take:
    ({ axis, mode }) =>
    (x, indices) =>
      take(
        x!,
        indices!,
        (axis ?? undefined) as number | undefined,
        (mode ?? undefined) as TakeMode | undefined,
      ),
};

/** All exact, but the sums of cotangents of an element that appears several times. */
function allowance({ op, cotangents }: OperationCase<Params>, part: Part, expected: GoldenArray): Allowance {
  if (part === 'output' || !['broadcastTo', 'pad', 'take'].includes(op)) return {};
  const repeats = cotangents![0]!.data.length / Math.max(1, expected.data.length);
  return repeats > 1 ? { ulps: 1, scale: largest(cotangents![0]) * Math.ceil(repeats) } : {};
}

testOperations<Params>('arrangement', {
  computation: ({ op, params }) => functions[op]?.(params),
  notOffered: {
    'laxPad/': 'lax.pad has no name in NumPy; slice crops, and nothing needs elements in between',
    'index/': 'x[i] clamps what is out of range; take names what it does instead',
    'scatterAdd/': 'x.at[i].add(y): only as the gradient of take',
  },
  allowance,
});
