import { shapeError } from '../errors.ts';
import { formatType } from '../ir/types.ts';
import { applyUpdates, type GradientTransformation } from '../optimizers/index.ts';
import { type Key, split } from '../random/key.ts';
import {
  isFinite as areFinite,
  floatLeaves,
  mapFloats,
  Tensor,
  valueAndGrad,
  where,
  zeros,
} from '../trace/index.ts';
import { treeZip } from '../tree/index.ts';

/** The parts of a loss by name, f32 scalars: which one is not finite is said in errors. */
export type LossTerms = Readonly<Record<string, Tensor>>;

/**
 * A loss for training: an f32 scalar, or one with its terms.
 * @param key a key of its own for every step.
 */
export type TrainingLoss<Parameters> = (
  parameters: Parameters,
  inputs: Tensor,
  target: Tensor,
  key: Key,
) => Tensor | readonly [loss: Tensor, terms: LossTerms];

/** What goes from step to step. */
export interface TrainingState<Parameters, OptimizerState> {
  readonly parameters: Parameters;
  readonly optimizerState: OptimizerState;
  readonly key: Key;
}

/** What a step reports. */
export interface StepReport {
  readonly loss: Tensor;
  readonly terms: LossTerms;
  readonly gradientIsFinite: Tensor;
}

/**
 * One step of training, in the graph: the key is split (`key, sub = split(key)`), the loss and its gradient are taken with the second half,
 * and the optimizer moves the parameters that are selected: the others have a gradient of 0 and stay as they are. Where the loss or its gradient is not finite, parameters and optimizer stay as they were.
 */
export function trainingStep<Parameters, OptimizerState>(
  loss: TrainingLoss<Parameters>,
  optimizer: GradientTransformation<OptimizerState>,
  select?: (path: string) => boolean,
) {
  type State = TrainingState<Parameters, OptimizerState>;
  return (state: State, inputs: Tensor, target: Tensor): { state: State; outputs: StepReport } => {
    const [nextKey, ownKey] = split(state.key);
    const { tensors, rebuild } = floatLeaves(state.parameters, select);
    const evaluate = (leaves: readonly Tensor[]) => loss(rebuild(leaves), inputs, target, ownKey);
    const [result, gradients] = valueAndGrad(evaluate)(tensors);
    const gradientTree = select
      ? floatLeaves(
          mapFloats((each) => zeros(each.shape), state.parameters),
          select,
        ).rebuild
      : rebuild;
    const [value, terms] = result instanceof Tensor ? [result, {}] : result;
    checkTerms(terms);
    const step = optimizer.update(gradientTree(gradients), state.optimizerState, state.parameters);
    const moved = applyUpdates(state.parameters, step.updates);
    const next = {
      parameters: select ? rebuild(floatLeaves(moved, select).tensors) : moved,
      optimizerState: step.state,
    };
    const gradientIsFinite = gradients
      .map((gradient) => areFinite(gradient).all())
      .reduce((all, each) => all.bitwiseAnd(each), areFinite(value));
    const { parameters, optimizerState } = state;
    const kept = keepWhere(gradientIsFinite, next, { parameters, optimizerState });
    return { state: { ...kept, key: nextKey }, outputs: { loss: value, terms, gradientIsFinite } };
  };
}

/** The tensors of one tree where a condition holds, else those of the other. */
const keepWhere = <T>(condition: Tensor, next: T, previous: T): T =>
  treeZip(
    ([a, b]: unknown[]) => (a instanceof Tensor && b instanceof Tensor ? where(condition, a, b) : a),
    next,
    previous,
  ) as T;

function checkTerms(terms: LossTerms): void {
  for (const [name, term] of Object.entries(terms)) {
    if (term.dtype === 'f32' && term.shape.length === 0) continue;
    throw shapeError(
      `fit: expected the term ${name} of the loss to be an f32 scalar, got ${formatType(term.type)}`,
    );
  }
}
