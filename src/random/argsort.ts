import { scatterAdd } from '../ops/index.ts';
import { iota, type Tensor } from '../trace/index.ts';
import { unwrap } from '../trace/tensor.ts';

/** How {@link argsort} orders. */
export interface SortOptions {
  /** The largest first; default false. Equal keys stay in their order in either case. */
  readonly descending?: boolean;
}

/**
 * The positions that sort each row of keys[rows, length], stably, as i32[rows, length].
 * Position i goes to the place counted by the keys that come before it, so the cost grows with length².
 */
export function argsort(keys: Tensor, { descending = false }: SortOptions = {}): Tensor {
  const [rows = 0, length = 0] = keys.shape;
  const own = keys.expandDims(2);
  const other = keys.expandDims(1);
  const earlier = iota([length, length], 1).less(iota([length, length], 0));
  const ahead = descending ? other.greater(own) : other.less(own);
  const precedes = ahead.bitwiseOr(other.equal(own).bitwiseAnd(earlier));
  const place = precedes.sum({ axis: 2 });
  const firstOfRow = iota([rows, length], 0).mul(length).cast('i32');
  const positions = iota([rows, length], 1).cast('i32');
  const size = rows * length;
  const sorted = unwrap(
    scatterAdd,
    [place.add(firstOfRow).reshape([size]), positions.reshape([1, size, 1])],
    {
      extent: size,
    },
  );
  return sorted.reshape([rows, length]);
}
