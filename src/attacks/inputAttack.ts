import { valueError } from '../errors.ts';
import { uniform } from '../random/distributions.ts';
import type { Key } from '../random/key.ts';
import { foriLoop, grad, stopGradient, type Tensor } from '../trace/index.ts';
import { checkAttackOptions } from './pgaAttack.ts';

/** How far {@link inputAttack} goes. */
export interface InputAttackOptions {
  /** The largest deviation of each input element, in units of the inputs. */
  readonly radius: number;
  /** Default 3. */
  readonly attackSteps?: number;
}

/**
 * Projected gradient ascent on inputs X: from X + radius · U, U uniform in [-1, 1), `attackSteps` times
 * X* ← P(X* + (radius / attackSteps) sign(∇ objective(X*))), where P moves each element to within `radius` of X. X* - X is not differentiated.
 * @param objective what the attack makes large: an f32 scalar.
 * @throws LimpetError (`value`) where the radius is negative or the number of steps is not whole.
 * Source: Madry et al., arXiv 1706.06083; 3 steps: the code of Büchel, Faber, Muir, arXiv 2106.05009.
 */
export function inputAttack(
  inputs: Tensor,
  objective: (inputs: Tensor) => Tensor,
  key: Key,
  { radius, attackSteps = 3 }: InputAttackOptions,
): Tensor {
  checkAttackOptions('inputAttack', { attackSteps, radius });
  if (inputs.dtype !== 'f32') {
    throw valueError(`inputAttack: expected f32 inputs, got ${inputs.dtype}, which have no gradient`);
  }
  const nominal = stopGradient(inputs);
  const deviation = foriLoop(
    0,
    attackSteps,
    (_, at) => {
      const up = grad((own: Tensor) => objective(nominal.add(own)))(at).sign();
      return at.add(up.mul(radius / attackSteps)).clip(-radius, radius);
    },
    uniform(key, inputs.shape, -radius, radius),
  );
  return inputs.add(stopGradient(deviation));
}
