import { shapeError, valueError } from '../errors.ts';
import { intervalFunc } from '../intervals/intervalFunc.ts';
import { formatType, sameType } from '../ir/types.ts';
import { eliminateDeadCode } from '../passes/deadCode.ts';
import { expectStructure } from '../tree/index.ts';
import { evaluateFunc, type Storage } from './currentTrace.ts';
import { Tensor } from './tensor.ts';
import { type FlatArguments, flattenArguments, traceFunction } from './traceFunction.ts';

/** Trees of tensors that other tensors lie between, element by element. NaN is no bound: that side is not known. */
export interface Bounds<Tree> {
  readonly lower: Tree;
  readonly upper: Tree;
}

/**
 * The function that gives bounds of what `fn` gives for all arguments between two ends: interval bound propagation. Arguments are
 * trees; a tensor that is the same one in both is known exactly, and so is what depends on such tensors alone.
 *
 * Each operation takes intervals to an interval that holds all its results, rounded outwards: neither the results of the
 * program in float32 nor those of real arithmetic lie outside (but for what underflows to 0). Each operation knows the bounds of its inputs and
 * nothing of how they depend on each other, so the bounds are wider than the set of results, the more the deeper the program.
 * Spikes and other choices that the bounds leave open are between both. Bounds have gradients.
 * @throws LimpetError (`tree`, `shape`, `value`) where the ends are not alike, a lower one is above the upper one (where they
 * are known: not inside `jit`), or an operation has no rule: the message names it.
 * @example `intervalBounds((w: Tensor, x: Tensor) => x.matmul(w).tanh())([w.sub(0.1), x], [w.add(0.1), x])`
 * Source: Gowal et al. 2018, "On the effectiveness of interval bound propagation for training verifiably robust models", arXiv 1810.12715.
 */
export function intervalBounds<Args extends readonly unknown[], Result>(
  fn: (...args: Args) => Result,
): (lower: Args, upper: Args) => Bounds<Result> {
  const name = fn.name || 'intervalBounds';
  return (lower, upper) => {
    const flat = flattenArguments(lower);
    const ends = endsOf(name, flat, flattenArguments(upper));
    const traced = traceFunction(name, fn, flat, true);
    const intervals = new Set([...ends.keys()].filter((index) => ends[index]?.length === 2));
    const { func, outputs } = intervalFunc(eliminateDeadCode(traced.func), intervals);
    const results = evaluateFunc(eliminateDeadCode(func), [...ends.flat(), ...traced.captured]);
    let next = 0;
    const pairs = traced.outputTypes.map((_, index) => {
      const low = new Tensor(results[next++] as Storage);
      return outputs.has(index) ? [low, new Tensor(results[next++] as Storage)] : [low, low];
    });
    const tree = (end: number): Result => traced.rebuild(pairs.map((pair) => pair[end] as Tensor)) as Result;
    return { lower: tree(0), upper: tree(1) };
  };
}

/** For every tensor of the arguments: its one storage where it is known exactly, else those of its ends. */
export function endsOf(name: string, lower: FlatArguments, upper: FlatArguments): Storage[][] {
  expectStructure(`intervalBounds: upper arguments of \`${name}\``, lower.structure, upper.structure);
  return lower.tensors.map((low, index) => {
    const high = upper.tensors[index];
    const path = lower.paths[lower.positions[index] ?? 0];
    if (
      high === undefined ||
      upper.positions[index] !== lower.positions[index] ||
      !sameType(low.type, high.type)
    ) {
      throw shapeError(
        `intervalBounds: argument ${path} of \`${name}\`: expected ends of one type, ` +
          `got ${formatType(low.type)} and ${high ? formatType(high.type) : 'no tensor'}`,
      );
    }
    expectAscending(`intervalBounds: argument ${path} of \`${name}\``, low.storage, high.storage);
    return isSame(low.storage, high.storage) ? [low.storage] : [low.storage, high.storage];
  });
}

/** Refuses known ends of which the lower is above the upper: bounds of such would be none. */
function expectAscending(what: string, low: Storage, high: Storage): void {
  if (low.kind === 'traced' || high.kind === 'traced') return;
  const wrong = low.data.findIndex((value, index) => value > (high.data[index] ?? value));
  if (wrong < 0) return;
  throw valueError(
    `${what}: expected lower ends up to the upper ones, got ${low.data[wrong]} and ${high.data[wrong]} at position ${wrong}`,
  );
}

/** Whether two storages hold the same tensor. */
const isSame = (low: Storage, high: Storage): boolean =>
  low === high ||
  (low.kind === 'concrete' && high.kind === 'concrete' && low.data === high.data) ||
  (low.kind === 'traced' && high.kind === 'traced' && low.value === high.value);
