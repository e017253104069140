import {
  type AttackedModule,
  type AttackOptions,
  drawNormal,
  type PairLoss,
  pgaAttack,
} from '../attacks/index.ts';
import { expectNumbers } from '../errors.ts';
import type { HardwareModel } from '../hardware/index.ts';
import type { Key } from '../random/key.ts';
import { floatLeaves, type Tensor } from '../trace/index.ts';
import { onNewChip } from './onNewChip.ts';
import { withRelativeNoise } from './withRelativeNoise.ts';

/** What {@link adversarialLoss} takes besides the parameters; the names are Rockpool's. */
export interface AdversarialLossOptions<Parameters> extends AttackOptions {
  readonly net: AttackedModule<Parameters>;
  readonly inputs: Tensor;
  readonly target: Tensor;
  /** Called with the target and the output, in this order (Rockpool's docstring says the reverse of what it does). */
  readonly taskLoss: PairLoss;
  /** Called with the nominal output and the attacked one. */
  readonly mismatchLoss: PairLoss;
  readonly key: Key;
  /** Noise on the parameters under the task loss, as a fraction of each one's size. Default 0. */
  readonly noisyForwardStd?: number;
  /** Whether the parameter at a path (`0.weight`) has that noise, such as `inFamilies('weights')`. Default: all have. */
  readonly selectNoisy?: (path: string) => boolean;
  /** Imperfect hardware in place of that noise: the task loss has the parameters of a new chip. */
  readonly hardware?: HardwareModel;
  /** The weight β of the mismatch loss. Default 0.25. */
  readonly betaRobustness?: number;
}

/** The loss and, each by itself, its terms: a value that `valueAndGrad` and `fit` take. */
export type AdversarialLossTerms = readonly [
  loss: Tensor,
  terms: { readonly taskLoss: Tensor; readonly mismatchLoss: Tensor },
];

/**
 * The task loss under forward noise plus the loss of an attack on the parameters:
 * L(Θ) = taskLoss(y, f(X, Θ + noisyForwardStd |Θ| ⊙ R)) + betaRobustness · mismatchLoss(f(X, Θ), f(X, Θ*)), where Θ* is the result of
 * {@link pgaAttack}. The noise is not differentiated, the attack and the nominal output are. The key gives first the
 * noise of all parameters in the tree's order, then that of the attack.
 * @throws LimpetError (`value`) where a size is negative or the number of steps is not whole.
 * Source: Büchel, Faber, Muir, arXiv 2106.05009; Rockpool, `adversarial_loss`.
 */
export const adversarialLoss = <Parameters>(
  parameters: Parameters,
  options: AdversarialLossOptions<Parameters>,
): Tensor => adversarialLossWithTerms(parameters, options)[0];

/** {@link adversarialLoss} with its two terms, before the mismatch loss is weighted. */
export function adversarialLossWithTerms<Parameters>(
  parameters: Parameters,
  options: AdversarialLossOptions<Parameters>,
): AdversarialLossTerms {
  const {
    net,
    inputs,
    target,
    taskLoss,
    mismatchLoss,
    noisyForwardStd = 0,
    betaRobustness = 0.25,
    hardware,
  } = options;
  expectNumbers('adversarialLoss', 'from 0', { noisyForwardStd, betaRobustness });
  const { tensors, rebuild } = floatLeaves(parameters, options.selectNoisy);
  const noise = drawNormal(options.key, tensors);
  const nominalOutput = net.apply(parameters, inputs).output;
  const outputUnderNoise = (): Tensor => {
    if (hardware !== undefined) return net.apply(onNewChip(parameters, hardware, options.key), inputs).output;
    if (noisyForwardStd === 0) return nominalOutput;
    return net.apply(rebuild(withRelativeNoise(tensors, noisyForwardStd, noise.draws)), inputs).output;
  };
  // Before the attack: gradients of the terms are added up in this order, on which their last bits depend.
  const noisyOutput = outputUnderNoise();
  const attack = pgaAttack(parameters, net, inputs, noise.key, { ...options, nominalOutput });
  const terms = {
    taskLoss: taskLoss(target, noisyOutput),
    mismatchLoss: mismatchLoss(nominalOutput, net.apply(attack.parameters, inputs).output),
  };
  return [terms.taskLoss.add(terms.mismatchLoss.mul(betaRobustness)), terms];
}
