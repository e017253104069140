import { shapeError } from '../errors.ts';
import { intervalFunc } from '../intervals/intervalFunc.ts';
import { formatType, tensorType } from '../ir/types.ts';
import { eliminateDeadCode } from '../passes/deadCode.ts';
import { mapLastAxis } from '../passes/mapLastAxis.ts';
import { evaluateFunc } from './currentTrace.ts';
import { endsOf, intervalBounds } from './intervalBounds.ts';
import { Tensor } from './tensor.ts';
import { flattenArguments, traceFunction } from './traceFunction.ts';

/**
 * The function that gives lower bounds of the differences between the results of `fn` along its last axis, for all arguments between
 * two ends: element `[..., i, j]` of `[..., n, n]` is never above result i less result j. They are closer than differences of
 * `intervalBounds`: where the results are sums of products with weights, as those of a dense layer, differences are taken of the weights.
 * @param fn gives one f32 tensor of one axis or more.
 * @throws LimpetError (`shape`) where it gives something else; as `intervalBounds` in all else.
 * @example `differenceBounds((w: Tensor, x: Tensor) => x.matmul(w))([w.sub(0.1), x], [w.add(0.1), x])`
 */
export function differenceBounds<Args extends readonly unknown[]>(
  fn: (...args: Args) => Tensor,
): (lower: Args, upper: Args) => Tensor {
  const name = fn.name || 'differenceBounds';
  return (lower, upper) => {
    const flat = flattenArguments(lower);
    const ends = endsOf(name, flat, flattenArguments(upper));
    const traced = traceFunction(name, fn, flat, true);
    const [type] = traced.outputTypes;
    const count = type?.shape.at(-1) ?? 0;
    if (type?.dtype !== 'f32' || traced.outputTypes.length !== 1 || count === 0) {
      throw shapeError(
        `differenceBounds: expected \`${name}\` to give one f32 tensor [..., n], got ${traced.outputTypes.map(formatType).join(', ') || 'none'}`,
      );
    }
    const mapped = mapLastAxis(eliminateDeadCode(traced.func), pairwiseDifferences(count));
    const intervals = new Set([...ends.keys()].filter((index) => ends[index]?.length === 2));
    const { func } = intervalFunc(eliminateDeadCode(mapped), intervals, new Set([0, 1]));
    const results = evaluateFunc(eliminateDeadCode(func), [...ends.flat(), ...traced.captured]);
    const [low, high, , error] = results.map((storage) => new Tensor(storage)) as [
      Tensor,
      Tensor,
      Tensor,
      Tensor,
    ];
    const within = intervalBounds((difference: Tensor, own: Tensor) => difference.sub(own));
    return within([low, error], [high, error]).lower.reshape([...type.shape, count]);
  };
}

/** The matrix from n numbers to the n² differences of each with each. */
function pairwiseDifferences(count: number) {
  const data = new Float32Array(count * count * count);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < count; j++) {
      if (i === j) continue;
      data[i * count * count + i * count + j] = 1;
      data[j * count * count + i * count + j] = -1;
    }
  }
  return { type: tensorType('f32', [count, count * count]), data };
}
