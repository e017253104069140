import { expectOneOf, valueError } from '../errors.ts';
import { levelByPath } from '../hardware/level.ts';
import { globalNorm } from '../optimizers/index.ts';
import { foldIn, type Key } from '../random/key.ts';
import {
  arange,
  floatLeaves,
  foriLoop,
  grad,
  maximum,
  minimum,
  scan,
  stopGradient,
  type Tensor,
  tensor,
  where,
} from '../trace/index.ts';
import { drawNormal } from './drawNormal.ts';
import { type AttackOptions, checkAttackOptions } from './pgaAttack.ts';
import { withDeviations } from './withDeviations.ts';

/** How {@link parameterAttack} moves, and how far. */
export interface ParameterAttackOptions extends AttackOptions {
  /**
   * What a step is relative to the way it may go: `sign` moves every element by the same fraction of its size, `gradient` each tensor along
   * its gradient by that fraction of its Euclidean norm. Default `sign`.
   */
  readonly direction?: 'sign' | 'gradient';
  /** Where deviations stay: in the `box` |δ| ≤ level |Θ|, in the `ball` ‖δ‖₂ ≤ level ‖Θ‖₂ of each tensor, or anywhere. Default `box`. */
  readonly projection?: 'box' | 'ball' | 'none';
  /** The length of a step as a fraction of the level. Default 1 / attackSteps. */
  readonly stepLength?: number;
  /** Attacks from as many first noises, of which the worst is taken. Default 1. */
  readonly restarts?: number;
}

/** The worst parameters that an attack found. */
export interface ParameterAttack<Parameters> {
  /** Θ* = Θ + δ, where δ is not differentiated. */
  readonly parameters: Parameters;
  /** What was made large, at Θ*: f32[]; NaN where it is after one of the restarts. */
  readonly loss: Tensor;
  /** The same for every restart: f32[restarts]. */
  readonly restartLosses: Tensor;
}

/**
 * Projected gradient ascent on any function of the parameters, such as the task loss: from Θ + initialStd |Θ| ⊙ R, R standard normal,
 * `attackSteps` times δ ← P(δ + stepLength · level · v). With `sign`, v = |Θ| ⊙ sign(g), and with `gradient` v = ‖Θ‖₂ g∕‖g‖₂, for the
 * gradient g of each tensor; P moves to the nearest point of the box or ball.
 * For the attack of the tutorial, whose steps are differentiated, see {@link pgaAttack}.
 * @param objective what the attack makes large: an f32 scalar.
 * @throws LimpetError (`value`) where a size is negative, a number of steps or restarts is not whole, or there is no such direction or projection.
 * Source: Büchel, Faber, Muir, arXiv 2106.05009, algorithm 1 (`sign`, `box`); Wu, Xia, Wang, arXiv 2004.05884 (`gradient`, `ball`).
 */
export function parameterAttack<Parameters>(
  parameters: Parameters,
  objective: (parameters: Parameters) => Tensor,
  key: Key,
  options: ParameterAttackOptions = {},
): ParameterAttack<Parameters> {
  const { attackSteps = 10, initialStd = 1e-3, restarts = 1, select = () => true } = options;
  checkOptions(options);
  const level = levelByPath('parameterAttack: expected a mismatchLevel', options.mismatchLevel ?? 0.025);
  const chosen = (path: string): boolean => select(path) && level.at(path) !== null;
  const { tensors, paths, rebuild } = floatLeaves(parameters, chosen);
  const nominal = tensors.map((each) => stopGradient(each));
  const moves = nominal.map((each, index) => moveOf(each, level.at(paths[index] ?? '') ?? 0, options));
  const lossAt = (deviations: readonly Tensor[]): Tensor =>
    objective(rebuild(nominal.map((each, index) => each.add(deviations[index] as Tensor))));
  const attackOnce = (own: Key): Tensor[] =>
    foriLoop(
      0,
      attackSteps,
      (_, deviations) => {
        const gradients = grad(lossAt)(deviations);
        return moves.map(({ step }, index) => step(deviations[index] as Tensor, gradients[index] as Tensor));
      },
      drawNormal(own, nominal).draws.map((draw, index) =>
        (moves[index] as Move).project((nominal[index] as Tensor).abs().mul(initialStd).mul(draw)),
      ),
    );
  const worst = (best: { deviations: readonly Tensor[]; loss: Tensor }, restart: Tensor) => {
    const found = attackOnce(foldIn(key, restart));
    const loss = lossAt(found);
    // A loss that is NaN is the worst there is: no later restart hides it.
    const keep = best.loss.greaterEqual(loss).bitwiseOr(best.loss.notEqual(best.loss));
    const deviations = found.map((each, index) => where(keep, best.deviations[index] as Tensor, each));
    return [{ deviations, loss: where(keep, best.loss, loss) }, loss] as const;
  };
  const none = {
    deviations: nominal.map((each) => each.mul(0)),
    loss: tensor(Number.NEGATIVE_INFINITY),
  };
  const [{ deviations, loss }, restartLosses] = scan(worst, none, arange(restarts));
  return { parameters: rebuild(withDeviations(tensors, deviations)), loss, restartLosses };
}

/** How the deviation of one tensor moves. */
interface Move {
  readonly step: (deviation: Tensor, gradient: Tensor) => Tensor;
  readonly project: (deviation: Tensor) => Tensor;
}

/** Added to norms that are divided by, as no direction is that of a gradient of 0. */
const SMALLEST_NORM = 1e-12;

function moveOf(nominal: Tensor, level: number | Tensor, options: ParameterAttackOptions): Move {
  const { direction = 'sign', projection = 'box', attackSteps = 10 } = options;
  const { stepLength = attackSteps === 0 ? 0 : 1 / attackSteps } = options;
  const reach = nominal.abs().mul(level);
  const radius = globalNorm([nominal]).mul(level);
  const along = (gradient: Tensor): Tensor =>
    direction === 'sign'
      ? reach.mul(gradient.sign())
      : gradient.mul(radius.div(globalNorm([gradient]).add(SMALLEST_NORM)));
  const project = (deviation: Tensor): Tensor => {
    if (projection === 'none') return deviation;
    if (projection === 'box') return maximum(reach.neg(), minimum(deviation, reach));
    const norm = globalNorm([deviation]);
    return deviation.mul(where(norm.greater(radius), radius.div(norm), 1));
  };
  return {
    step: (deviation, gradient) => project(deviation.add(along(gradient).mul(stepLength))),
    project,
  };
}

function checkOptions(options: ParameterAttackOptions): void {
  const { attackSteps = 10, initialStd = 1e-3, stepLength = 0, restarts = 1 } = options;
  const { direction = 'sign', projection = 'box' } = options;
  checkAttackOptions('parameterAttack', { attackSteps, initialStd, stepLength });
  expectOneOf('parameterAttack: expected direction', direction, ['sign', 'gradient']);
  expectOneOf('parameterAttack: expected projection', projection, ['box', 'ball', 'none']);
  if (!Number.isInteger(restarts) || restarts < 1) {
    throw valueError(`parameterAttack: expected restarts to be a whole number from 1, got ${restarts}`);
  }
}
