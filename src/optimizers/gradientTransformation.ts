import { full, mapFloats, type Tensor, zeros, zipFloats } from '../trace/index.ts';
import type { Tree } from '../tree/index.ts';

/**
 * A step of an optimizer: a pair of pure functions that turn gradients into updates, as in optax. They compose with
 * {@link chain}; the state is a tree of tensors, so that it can stay in a compiled program's memory. Trees may have any
 * structure; leaves that are not f32 tensors are left alone.
 */
export interface GradientTransformation<State> {
  /** The state before the first step, for parameters of this structure. */
  init(parameters: unknown): State;
  /**
   * The updates made of gradients (or of another transformation's updates), and the next state.
   * @param parameters the current parameters, which weight decay needs.
   */
  update<Updates>(
    updates: Updates,
    state: State,
    parameters?: Updates,
  ): { readonly updates: Updates; readonly state: State };
}

/** A tree of tensors like the parameters, in the state of a transformation. */
export type Moments = Tree<Tensor>;

/** The state of a transformation that needs none. */
export type EmptyState = Readonly<Record<string, never>>;

/** A tree like the parameters, each f32 tensor filled with one value. */
export const filledLike = (parameters: unknown, value: number): Moments =>
  mapFloats((leaf) => full(leaf.shape, value), parameters as Moments);

/** The running mean of trees of tensors: decay · previous + (1 - decay) · value(leaf). */
export const runningMean = (
  previous: Moments,
  updates: unknown,
  decay: number,
  value: (leaf: Tensor) => Tensor,
): Moments =>
  zipFloats(
    'runningMean',
    ([mean, update]) =>
      value(update as Tensor)
        .mul(1 - decay)
        .add((mean as Tensor).mul(decay)),
    previous,
    updates,
  );

/** The number of updates made so far, an i32 scalar, so that it stays in the graph. */
export const initialCount = (): Tensor => zeros([], 'i32');

/** One more, up to the largest i32. */
export const increment = (count: Tensor): Tensor => count.minimum(0x7ffffffe).add(1);

/** The parameters plus the updates. */
export const applyUpdates = <Parameters>(parameters: Parameters, updates: Parameters): Parameters =>
  zipFloats(
    'applyUpdates',
    ([parameter, update]) => (parameter as Tensor).add(update as Tensor),
    parameters,
    updates,
  );
