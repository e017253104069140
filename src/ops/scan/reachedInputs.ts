import { reachedFrom, type Value } from '../../ir/func.ts';
import type { ScanParams } from './params.ts';

/**
 * The inputs of a loop's body that depend on some of them: those themselves, and carries that come to depend on them at
 * some step.
 * @param mayReach which inputs count.
 */
export function reachedInputs(
  { body, constants, carries }: ScanParams,
  given: Iterable<number>,
  mayReach: (index: number) => boolean = () => true,
): Set<number> {
  const inputs = new Set([...given].filter(mayReach));
  for (let size = -1; size !== inputs.size; ) {
    size = inputs.size;
    const values = reachedFrom(
      body,
      [...inputs].map((index) => body.inputs[index] as Value),
    );
    for (let carry = 0; carry < carries; carry++) {
      if (mayReach(constants + carry) && values.has(body.outputs[carry] as Value))
        inputs.add(constants + carry);
    }
  }
  return inputs;
}
