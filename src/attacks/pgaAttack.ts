import { expectNumbers, valueError } from '../errors.ts';
import { type Level, levelByPath } from '../hardware/level.ts';
import type { Module } from '../nn/module.ts';
import type { Key } from '../random/key.ts';
import { floatLeaves, Tensor, valueAndGrad, zeros } from '../trace/index.ts';
import { traceOnce } from '../trace/traceOnce.ts';
import { treeMap } from '../tree/index.ts';
import { drawNormal } from './drawNormal.ts';

/** A loss of two outputs, such as a target and an output, or a nominal and an attacked output: an f32 scalar. */
export type PairLoss = (target: Tensor, output: Tensor) => Tensor;

/** What an attack takes of a network. */
export type AttackedModule<Parameters> = Pick<Module<Parameters, unknown, unknown>, 'apply'>;

/** The size and length of an attack, as fractions of each parameter's size. */
export interface AttackOptions {
  /** Standard deviation of the noise that the attack starts with. Default 1e-3. */
  readonly initialStd?: number;
  /**
   * The length of all steps together: one for all parameters, one for each family (other families are not attacked), or one for each path.
   * Default 0.025.
   */
  readonly mismatchLevel?: Level;
  /** Default 10. */
  readonly attackSteps?: number;
  /** Whether the parameter at a path (`0.weight`) is attacked, such as `inFamilies('weights')`. Default: all are. */
  readonly select?: (path: string) => boolean;
}

/** What {@link pgaAttack} takes besides. */
export interface PgaAttackOptions extends AttackOptions {
  /** What the attack makes large; called with the nominal output and the attacked one. */
  readonly mismatchLoss: PairLoss;
  /** The output for the nominal parameters, where it is known already. */
  readonly nominalOutput?: Tensor;
}

/** An attack on parameters. */
export interface PgaAttack<Parameters> {
  /** The attacked parameters Θ*, a differentiable function of the nominal ones. */
  readonly parameters: Parameters;
  /** The mismatch loss before each step. */
  readonly losses: readonly Tensor[];
  /** Its gradient before each step; zero for leaves that are not attacked. */
  readonly gradients: readonly Parameters[];
}

/**
 * Projected gradient ascent on parameters Θ: Θ* starts at Θ + initialStd |Θ| ⊙ R, R standard normal, and moves `attackSteps` times by
 * (mismatchLevel / attackSteps) |Θ| ⊙ sign(∇ mismatchLoss(f(X, Θ), f(X, Θ*))). Steps are relative to the nominal |Θ|; nothing is projected, so
 * that Θ* may leave the ball by the initial noise. Every f32 tensor that is selected is attacked, the other leaves are left alone. With
 * `initialStd` 0 the first gradient is exactly 0 and the attack stays where it is.
 *
 * Θ* is written as Θ + |Θ| ⊙ Q, where Q collects noise and signs and has no derivative, so that the outer gradient
 * dΘ*∕dΘ = 1 + sign(Θ) Q (with sign(0) = 1) costs one product.
 * @throws LimpetError (`value`) where a size is negative or the number of steps is not whole.
 * Source: Büchel, Faber, Muir, arXiv 2106.05009; Rockpool, `pga_attack`.
 */
export function pgaAttack<Parameters>(
  parameters: Parameters,
  net: AttackedModule<Parameters>,
  inputs: Tensor,
  key: Key,
  options: PgaAttackOptions,
): PgaAttack<Parameters> {
  const { mismatchLoss, initialStd = 1e-3, mismatchLevel = 0.025, attackSteps = 10 } = options;
  checkAttackOptions('pgaAttack', { initialStd, attackSteps });
  const { at: levelAt } = levelByPath('pgaAttack: expected mismatchLevel to be a fraction', mismatchLevel);
  const select = (path: string): boolean => (options.select?.(path) ?? true) && levelAt(path) !== null;
  const nominalOutput = options.nominalOutput ?? net.apply(parameters, inputs).output;
  const { tensors: nominal, paths, rebuild } = floatLeaves(parameters, select);
  const steps = paths.map((path) => stepOf(levelAt(path) ?? 0, attackSteps));
  const sizes = nominal.map((tensor) => tensor.abs());
  const gradientTree = floatLeaves(withZeros(parameters, select), select).rebuild;
  const mismatch = traceOnce(
    valueAndGrad((attacked: readonly Tensor[]) =>
      mismatchLoss(nominalOutput, net.apply(rebuild(attacked), inputs).output),
    ),
  );
  let deviations = drawNormal(key, nominal).draws.map((draw) => draw.mul(initialStd));
  let attacked = deviate(nominal, sizes, deviations);
  const losses: Tensor[] = [];
  const gradients: Parameters[] = [];
  for (let step = 0; step < attackSteps; step++) {
    const [loss, gradient] = mismatch(attacked);
    losses.push(loss);
    gradients.push(gradientTree(gradient));
    deviations = deviations.map((deviation, index) =>
      deviation.add((gradient[index] as Tensor).sign().mul(steps[index] ?? 0)),
    );
    attacked = deviate(nominal, sizes, deviations);
  }
  return { parameters: rebuild(attacked), losses, gradients };
}

/** The length of one step of a level. */
const stepOf = (level: number | Tensor, attackSteps: number): number | Tensor =>
  level instanceof Tensor ? level.div(attackSteps) : level / attackSteps;

/** Each nominal tensor plus its size times a deviation. */
const deviate = (
  nominal: readonly Tensor[],
  sizes: readonly Tensor[],
  deviations: readonly Tensor[],
): Tensor[] =>
  nominal.map((tensor, index) => tensor.add((sizes[index] as Tensor).mul(deviations[index] as Tensor)));

/** The tree with zeros in the place of tensors that are not attacked. */
const withZeros = <T>(tree: T, select: (path: string) => boolean): T =>
  treeMap(
    (leaf: unknown, path) =>
      leaf instanceof Tensor && !(leaf.dtype === 'f32' && select(path))
        ? zeros(leaf.shape, leaf.dtype)
        : leaf,
    tree,
  ) as T;

/** @throws LimpetError (`value`) where a size is negative or the number of steps is not whole. */
export function checkAttackOptions(
  what: string,
  options: Readonly<Record<string, number>> & { readonly attackSteps: number },
): void {
  const { attackSteps, ...sizes } = options;
  expectNumbers(what, 'from 0', sizes);
  if (!Number.isInteger(attackSteps) || attackSteps < 0) {
    throw valueError(`${what}: expected attackSteps to be a whole number from 0, got ${attackSteps}`);
  }
}
