import { jit, type Tensor } from 'limpet';
import { type MismatchChipsOptions, mismatchChips, type TutorialParameters } from 'limpet/evaluate';
import { mse } from 'limpet/losses';
import { type Chip, networkOf, type Task } from './experiment.ts';

/** Which chips of a level are made again. */
export type DrawnChips = Required<
  Pick<MismatchChipsOptions<unknown>, 'keyOrder' | 'levels' | 'place' | 'samples' | 'seed'>
>;

/** A chip that was measured elsewhere, made again. */
export interface RemadeChip extends Chip {
  /** Its loss over the whole test set, as it was measured. */
  readonly measuredLoss: number;
}

/** The tutorial measures on so many copies of each sample, which decides the last bit of their mean. */
const testCopies = 50;

/** Makes the chips again that a measurement of networks of a task was made on. */
export function remadeChips(
  task: Task,
  parameters: TutorialParameters,
  sample: number,
  drawn: DrawnChips,
): readonly RemadeChip[] {
  const net = networkOf(task);
  const run = jit((chip: TutorialParameters, inputs: Tensor, target: Tensor) => {
    const { output } = net.apply(chip, inputs);
    return { output, loss: mse(target, output) };
  });
  const copies = drawn.keyOrder === 'tutorial' ? testCopies : 1;
  return mismatchChips({ parameters, ...drawn }).map((chip) => {
    const made = task.classes.map(({ inputs, target }) => run(chip, inputs, target));
    const total = made.reduce((sum, { loss }) => sum + copies * loss.item(), 0);
    const shown = made[sample] as (typeof made)[number];
    return {
      output: shown.output.toTypedArray() as Float32Array,
      loss: shown.loss.item(),
      weights: chip[2].weight.toTypedArray() as Float32Array,
      measuredLoss: total / (copies * made.length),
    };
  });
}
