export { type AdversarialOptions, adversarial } from './adversarial.ts';
export { type ForwardNoiseOptions, forwardNoise } from './forwardNoise.ts';
export { standard } from './standard.ts';
export type { PerturbationOptions, TrainingMethod, TrainingProblem } from './trainingProblem.ts';
