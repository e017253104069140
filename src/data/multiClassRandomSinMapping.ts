import { sin } from '../elementary/index.ts';
import { valueError } from '../errors.ts';
import type { Shape } from '../ir/types.ts';
import type { NumpyRandomState } from '../random/numpyLegacy.ts';

/** What to draw, and from where. */
export interface MultiClassRandomSinMappingOptions {
  readonly generator: NumpyRandomState;
  /** Number of samples, each a class of its own. Default 2. */
  readonly numClasses?: number;
  /** Time steps of a sample. Default 100. */
  readonly sampleLength?: number;
  /** Default 50. */
  readonly inputChannels?: number;
  /** Default 2. */
  readonly targetChannels?: number;
}

/** A data set drawn once, float32; sample `i` is `inputs[i]` and `targets[i]`, each [time, channel] in row-major order. */
export interface DrawnSamples {
  /** Number of samples. */
  readonly length: number;
  readonly inputs: readonly Float32Array[];
  readonly targets: readonly Float32Array[];
  readonly inputShape: Shape;
  readonly targetShape: Shape;
}

/**
 * The data set of the adversarial training tutorial, drawn from NumPy's generator in the tutorial's order: for each class, frozen
 * normal noise of mean 1 as input, and as targets sin(2π ω t + φ), t from 0 to 1, with a random ω up to sampleLength / 50 and
 * a random φ for each channel. Computed in float64 and rounded to float32.
 */
export function drawMultiClassRandomSinMapping({
  generator,
  numClasses = 2,
  sampleLength = 100,
  inputChannels = 50,
  targetChannels = 2,
}: MultiClassRandomSinMappingOptions): DrawnSamples {
  for (const [name, size] of Object.entries({ numClasses, sampleLength, inputChannels, targetChannels })) {
    if (Number.isInteger(size) && size >= 1) continue;
    throw valueError(`multiClassRandomSinMapping: expected an integer of 1 or more as ${name}, got ${size}`);
  }
  const noise = generator.randn(numClasses, sampleLength, inputChannels).data;
  const phases = generator.rand(numClasses, 1, targetChannels).data.map((unit) => unit * 2 * Math.PI);
  const omegas = generator.rand(numClasses, 1, targetChannels).data.map((unit) => (unit * sampleLength) / 50);
  const inputs = Float32Array.from(noise, (value) => value + 1);
  const targets = sinusoids(omegas, phases, sampleLength, targetChannels);
  return {
    length: numClasses,
    inputs: cut(inputs, sampleLength * inputChannels),
    targets: cut(targets, sampleLength * targetChannels),
    inputShape: [sampleLength, inputChannels],
    targetShape: [sampleLength, targetChannels],
  };
}

/** sin(2π ω t + φ) as [class, time, channel], ω and φ as [class, channel], in NumPy's order of operations. */
function sinusoids(
  omegas: Float64Array,
  phases: Float64Array,
  steps: number,
  channels: number,
): Float32Array {
  const values = new Float32Array(omegas.length * steps);
  omegas.forEach((omega, index) => {
    const channel = index % channels;
    const start = (index - channel) * steps + channel;
    for (let step = 0; step < steps; step++) {
      values[start + step * channels] = sin(2 * Math.PI * omega * (step / steps) + phases[index]!);
    }
  });
  return values;
}

const cut = (values: Float32Array, size: number): Float32Array[] =>
  Array.from({ length: values.length / size }, (_, index) => values.slice(index * size, (index + 1) * size));
