export { type AbcdOptions, abcd } from './abcd.ts';
export { type AdversarialOptions, adversarial } from './adversarial.ts';
export { type AmpOptions, amp } from './amp.ts';
export { type AsamOptions, asam } from './asam.ts';
export { type AwpOptions, awp } from './awp.ts';
export { type EntropySgdOptions, entropySgd } from './entropySgd.ts';
export { type ForwardNoiseOptions, forwardNoise } from './forwardNoise.ts';
export { type SamOptions, sam } from './sam.ts';
export { standard } from './standard.ts';
export {
  type NamedTrainingMethod,
  type TrainingMethodName,
  trainingMethod,
  trainingMethods,
} from './trainingMethods.ts';
export type { PerturbationOptions, TrainingMethod, TrainingProblem } from './trainingProblem.ts';
export { withDropout } from './withDropout.ts';
