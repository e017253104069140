import type { TutorialTask } from '../evaluate/tutorial.ts';
import { NumpyRandomState } from '../random/numpyLegacy.ts';
import { tensor } from '../trace/index.ts';
import { drawTutorialWeights } from './drawTutorialWeights.ts';
import { drawMultiClassRandomSinMapping } from './multiClassRandomSinMapping.ts';

/** The tutorial's sizes. */
const CLASSES = 3;
const SAMPLE_LENGTH = 100;
const INPUTS = 2000;
const HIDDEN = 8;
const OUTPUTS = 2;

/**
 * What the tutorial's networks learn, at the tutorial's size, from a seed of NumPy's generator: three samples of 100 time steps with
 * 2000 input and 2 target channels, then the weights `[2000, 8]` and `[8, 2]`.
 * @param seed default 0, the tutorial's.
 */
export function tutorialTask(seed = 0): TutorialTask {
  const generator = new NumpyRandomState(seed);
  const { inputs, targets, inputShape, targetShape } = drawMultiClassRandomSinMapping({
    generator,
    numClasses: CLASSES,
    sampleLength: SAMPLE_LENGTH,
    inputChannels: INPUTS,
    targetChannels: OUTPUTS,
  });
  const shapes = [
    [INPUTS, HIDDEN],
    [HIDDEN, OUTPUTS],
  ] as const;
  const [first, second] = drawTutorialWeights(generator, shapes) as [Float32Array, Float32Array];
  return {
    classes: inputs.map((input, index) => ({
      inputs: tensor(input, { shape: inputShape }),
      target: tensor(targets[index] as Float32Array, { shape: targetShape }),
    })),
    weights: [tensor(first, { shape: shapes[0] }), tensor(second, { shape: shapes[1] })],
  };
}
