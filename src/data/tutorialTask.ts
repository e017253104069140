import type { Shape } from '../ir/types.ts';
import { numpyRandomState } from '../random/numpyLegacy.ts';
import { type Tensor, tensor } from '../trace/index.ts';
import type { Sample } from '../train/dataSet.ts';
import { drawTutorialWeights } from './drawTutorialWeights.ts';
import {
  drawMultiClassRandomSinMapping,
  type MultiClassRandomSinMappingOptions,
} from './multiClassRandomSinMapping.ts';

/** The data set {@link drawMultiClassRandomSinMapping} draws, as samples of tensors `[time, channel]`, one for each class. */
export function multiClassRandomSinMapping(options: MultiClassRandomSinMappingOptions): readonly Sample[] {
  const drawn = drawMultiClassRandomSinMapping(options);
  return drawn.inputs.map((inputs, index) => ({
    inputs: tensor(inputs, { shape: drawn.inputShape }),
    target: tensor(drawn.targets[index] ?? new Float32Array(), { shape: drawn.targetShape }),
  }));
}

/** What the tutorial's networks learn, and the weights that they start with. */
export interface TutorialTask {
  /** Three classes: inputs f32[100, inputs], targets f32[100, 2]. */
  readonly classes: readonly Sample[];
  /** f32[inputs, 8] and f32[8, 2]. */
  readonly weights: readonly [first: Tensor, second: Tensor];
}

const INPUTS = 2000;
const HIDDEN = 8;
const OUTPUTS = 2;

/**
 * The tutorial's data and initial weights, from NumPy's generator with the given seed.
 * @param inputs input channels; default 2000, the tutorial's own.
 */
export function tutorialTask(seed: number, inputs = INPUTS): TutorialTask {
  const generator = numpyRandomState(seed);
  const classes = multiClassRandomSinMapping({
    generator,
    numClasses: 3,
    inputChannels: inputs,
    targetChannels: OUTPUTS,
  });
  const shapes: readonly Shape[] = [
    [inputs, HIDDEN],
    [HIDDEN, OUTPUTS],
  ];
  const [first, second] = drawTutorialWeights(generator, shapes).map((weights, layer) =>
    tensor(weights, { shape: shapes[layer] ?? [] }),
  ) as [Tensor, Tensor];
  return { classes, weights: [first, second] };
}
