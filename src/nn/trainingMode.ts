import { foldIn, type Key } from '../random/key.ts';
import { isContainer } from '../tree/index.ts';

/**
 * A state with a random key of its own, made of the given one, for each module that draws (noise, dropout), and with batch
 * normalisation by the batch.
 * @example `net.apply(parameters, inputs, forTraining(net.initialState(8), key))`
 */
export function forTraining<State>(state: State, key: Key): State {
  let count = 0;
  const next = (): Key => foldIn(key, count++);
  return replaceEntries(state, { key: next, dropoutKey: next, training: () => true });
}

/** A state without dropout, and with batch normalisation by the running mean and variance. */
export const forEvaluation = <State>(state: State): State =>
  replaceEntries(state, { training: () => false, dropoutKey: () => null });

/** A state without dropout, but with batch normalisation by the batch: what the running mean and variance are measured with. */
export const forStatistics = <State>(state: State): State =>
  replaceEntries(state, { training: () => true, dropoutKey: () => null });

/** The second state, with the running means and variances of the first. */
export function withStatisticsOf<State>(measured: State, state: State): State {
  const carry = (from: unknown, to: unknown): unknown => {
    if (Array.isArray(to))
      return to.map((each, index) => carry(Array.isArray(from) ? from[index] : each, each));
    if (!isContainer(to) || !isContainer(from)) return to;
    if ('training' in to)
      return { ...to, mean: Reflect.get(from, 'mean'), variance: Reflect.get(from, 'variance') };
    return Object.fromEntries(
      Object.entries(to).map(([name, value]) => [name, carry(Reflect.get(from, name), value)]),
    );
  };
  return carry(measured, state) as State;
}

/** A tree whose entries of the given names are replaced. */
function replaceEntries<T>(tree: T, values: Readonly<Record<string, () => unknown>>): T {
  const replace = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(replace);
    if (!isContainer(node)) return node;
    const entries = Object.entries(node).map(([name, value]) => [
      name,
      name in values ? values[name]?.() : replace(value),
    ]);
    return Object.fromEntries(entries);
  };
  return replace(tree) as T;
}
