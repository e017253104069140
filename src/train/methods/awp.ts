import { inputAttack, type ParameterAttackOptions, parameterAttack } from '../../attacks/index.ts';
import { expectNumbers } from '../../errors.ts';
import { foldIn } from '../../random/key.ts';
import { stopGradient, type Tensor, zipFloats } from '../../trace/index.ts';
import type { TrainingLoss } from '../trainingStep.ts';
import { networkInTraining } from './networkInTraining.ts';
import type { TrainingProblem } from './trainingProblem.ts';

/** The attacks of {@link awp}. */
export interface AwpOptions extends ParameterAttackOptions {
  /** γ, the part of the deviation that the attack found at which the network is trained. Default 0.1. */
  readonly gamma?: number;
  /** The largest deviation ε of each input element, in units of the inputs. Default 0: inputs are not attacked. */
  readonly inputRadius?: number;
  /** Steps of the attack on the inputs. Default 3. */
  readonly inputSteps?: number;
}

/** Apart from the numbers of restarts, by which the attack on the parameters derives keys. */
const INPUT_STREAM = 0x696e_7075;

/**
 * Adversarial weight perturbation: the task loss, and its gradient, at the parameters Θ + γ δ, where {@link parameterAttack} finds Θ + δ to have a large
 * one, for inputs where {@link inputAttack} found it large at Θ.
 * By default as in the code of Büchel and others: 10 steps by sign within |δ| ≤ 0.2 |Θ|, of which γ = 0.1 is taken, so that no parameter moves by
 * more than 0.02 of its size; the original is
 * `{ direction: 'gradient', projection: 'ball', attackSteps: 1, initialStd: 0, mismatchLevel: 0.005, gamma: 1 }` with an `inputRadius`.
 * @throws LimpetError (`value`) where a size is negative or a number of steps or restarts is not whole.
 * Source: Wu, Xia, Wang, arXiv 2004.05884; Büchel, Faber, Muir, arXiv 2106.05009, and their code, `loss_jax.py` and `architectures.py`; there the
 * inputs of the CNN and of the ECG network are not attacked.
 */
export function awp<Parameters, State>(
  problem: TrainingProblem<Parameters, State>,
  { mismatchLevel = 0.2, gamma = 0.1, inputRadius = 0, inputSteps = 3, ...options }: AwpOptions = {},
): TrainingLoss<Parameters> {
  expectNumbers('awp', 'from 0', { gamma, inputRadius });
  return (parameters, inputs, target, key) => {
    const net = networkInTraining(problem, inputs, key);
    const lossAt = (own: Parameters, x: Tensor) => problem.taskLoss(target, net.apply(own, x).output);
    const attackInputs = (): Tensor =>
      inputAttack(inputs, (x) => lossAt(parameters, x), foldIn(key, INPUT_STREAM), {
        radius: inputRadius,
        attackSteps: inputSteps,
      });
    const attacked = inputRadius === 0 ? inputs : attackInputs();
    const attack = parameterAttack(parameters, (own) => lossAt(own, attacked), key, {
      ...options,
      mismatchLevel,
    });
    return lossAt(gamma === 1 ? attack.parameters : towards(parameters, attack.parameters, gamma), attacked);
  };
}

/** Θ + γ (Θ* - Θ), with the gradient of Θ. */
const towards = <Parameters>(parameters: Parameters, attacked: Parameters, gamma: number): Parameters =>
  zipFloats(
    'awp',
    ([from, to]) => (from as Tensor).add(stopGradient((to as Tensor).sub(from as Tensor)).mul(gamma)),
    parameters,
    attacked,
  );
