import { expectOneOf } from '../../errors.ts';
import { type AbcdOptions, abcd } from './abcd.ts';
import { type AdversarialOptions, adversarial } from './adversarial.ts';
import { type AmpOptions, amp } from './amp.ts';
import { type AsamOptions, asam } from './asam.ts';
import { type AwpOptions, awp } from './awp.ts';
import { type EntropySgdOptions, entropySgd } from './entropySgd.ts';
import { type ForwardNoiseOptions, forwardNoise } from './forwardNoise.ts';
import { type SamOptions, sam } from './sam.ts';
import { standard } from './standard.ts';
import type { PerturbationOptions, TrainingMethod } from './trainingProblem.ts';
import { withDropout } from './withDropout.ts';

/** A training method with the options that a comparison runs it with. */
export interface NamedTrainingMethod<Options extends PerturbationOptions = PerturbationOptions> {
  readonly method: TrainingMethod<Options>;
  readonly defaults: Options;
  /** Where the method and its options are from. */
  readonly source: string;
  /** The probability of the dropout layers that the network needs to have; without it, none. */
  readonly dropoutProbability?: number;
}

const buchel = 'Büchel, Faber, Muir, arXiv 2106.05009';

const named = <Options extends PerturbationOptions>(
  method: NamedTrainingMethod<Options>,
): NamedTrainingMethod<Options> => method;

/**
 * The methods that are compared, by name, with the options of the comparison of Büchel, Faber and Muir (arXiv 2106.05009) where it has the method, else
 * those of the method's source. `{ ...defaults, select }` restricts each to some parameters.
 */
export const trainingMethods = {
  standard: named<PerturbationOptions>({ method: standard, defaults: {}, source: 'gradient descent' }),
  forwardNoise: named<ForwardNoiseOptions>({
    method: forwardNoise,
    defaults: { noisyForwardStd: 0.3 },
    source: `Murray, Edwards, IEEE Transactions on Neural Networks 5(5), 1994; ${buchel}`,
  }),
  adversarial: named<AdversarialOptions>({
    method: adversarial,
    defaults: { betaRobustness: 0.25, mismatchLevel: 0.1, attackSteps: 10 },
    source: buchel,
  }),
  adversarialWithNoise: named<AdversarialOptions>({
    method: adversarial,
    defaults: { betaRobustness: 0.1, mismatchLevel: 0.1, attackSteps: 10, noisyForwardStd: 0.3 },
    source: buchel,
  }),
  dropout: named<PerturbationOptions>({
    method: withDropout,
    defaults: {},
    source: `Srivastava et al., JMLR 15, 2014; ${buchel}`,
    dropoutProbability: 0.3,
  }),
  awp: named<AwpOptions>({
    method: awp,
    defaults: { mismatchLevel: 0.2, gamma: 0.1, attackSteps: 10 },
    source: `Wu, Xia, Wang, arXiv 2004.05884; ${buchel}`,
  }),
  amp: named<AmpOptions>({
    method: amp,
    defaults: { radius: 0.005, attackSteps: 1, stepSize: 1 },
    source: `Zheng, Zhang, Mao, arXiv 2010.04925; ${buchel}`,
  }),
  abcd: named<AbcdOptions>({
    method: abcd,
    defaults: { mismatchLevel: 0.1 },
    source: `Cicek, Soatto, ICCV Workshops 2019; ${buchel}`,
  }),
  entropySgd: named<EntropySgdOptions>({
    method: entropySgd,
    defaults: { langevinSteps: 10, langevinRate: 0.1 },
    source: `Chaudhari et al., arXiv 1611.01838; ${buchel}`,
  }),
  sam: named<SamOptions>({
    method: sam,
    defaults: { radius: 0.05 },
    source: 'Foret, Kleiner, Mobahi, Neyshabur, arXiv 2010.01412',
  }),
  asam: named<AsamOptions>({
    method: asam,
    defaults: { radius: 0.5, eta: 0.01 },
    source: 'Kwon, Kim, Park, Choi, arXiv 2102.11600',
  }),
} as const;

/** The name of a training method. */
export type TrainingMethodName = keyof typeof trainingMethods;

/**
 * A training method by its name, as one type that takes the options which all methods have.
 * @throws LimpetError (`value`) for a name that there is not.
 */
export function trainingMethod(name: TrainingMethodName): NamedTrainingMethod {
  expectOneOf('trainingMethod: expected the name', name, Object.keys(trainingMethods));
  return trainingMethods[name];
}
