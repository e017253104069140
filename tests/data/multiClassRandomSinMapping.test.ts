import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { drawTutorialWeights } from '../../src/data/drawTutorialWeights.ts';
import { drawMultiClassRandomSinMapping } from '../../src/data/multiClassRandomSinMapping.ts';
import { numpyRandomState } from '../../src/random/numpyLegacy.ts';

interface Summary {
  readonly shape: readonly number[];
  readonly first: readonly number[];
  readonly last: readonly number[];
  readonly sha256: string;
}

/** See tests/golden/tutorialData.py. */
interface Case {
  readonly name: string;
  readonly seed: number;
  readonly numClasses: number;
  readonly sampleLength: number;
  readonly inputChannels: number;
  readonly targetChannels: number;
  readonly hiddenUnits: number;
  readonly inputs: readonly Summary[];
  readonly targets: readonly Summary[];
  readonly weights: readonly Summary[];
}

const { cases }: { cases: readonly Case[] } = JSON.parse(
  readFileSync(new URL('../golden/tutorialData.json', import.meta.url), 'utf8'),
);

const summary = (shape: readonly number[], values: Float32Array, shown: number): Summary => ({
  shape,
  first: Array.from(values.subarray(0, shown)),
  last: Array.from(values.subarray(-shown)),
  sha256: createHash('sha256').update(new Uint8Array(values.buffer)).digest('hex'),
});

/** Values printed with the digits of float32. */
const readSummary = ({ first, last, ...rest }: Summary): Summary => ({
  ...rest,
  first: first.map(Math.fround),
  last: last.map(Math.fround),
});

describe("the tutorial's data set and initial weights", () => {
  it.each(cases)("are NumPy's and Rockpool's to the last bit: $name", (golden) => {
    const { seed, numClasses, sampleLength, inputChannels, targetChannels, hiddenUnits } = golden;
    const generator = numpyRandomState(seed);
    const options = { numClasses, sampleLength, inputChannels, targetChannels };
    const data = drawMultiClassRandomSinMapping({ generator, ...options });
    const shapes = [
      [inputChannels, hiddenUnits],
      [hiddenUnits, targetChannels],
    ];
    const weights = drawTutorialWeights(generator, shapes);
    expect(data.length).toBe(numClasses);
    expect(data.inputs.map((input) => summary(data.inputShape, input, 4))).toEqual(
      golden.inputs.map(readSummary),
    );
    expect(data.targets.map((target) => summary(data.targetShape, target, 4))).toEqual(
      golden.targets.map(readSummary),
    );
    expect(weights.map((weight, layer) => summary(shapes[layer]!, weight, 4))).toEqual(
      golden.weights.map(readSummary),
    );
  });

  it('begin with the values that JAX printed, with 8 decimals', () => {
    const generator = numpyRandomState(0);
    const sizes = { numClasses: 3, sampleLength: 100, inputChannels: 2000, targetChannels: 2 };
    const { inputs, targets } = drawMultiClassRandomSinMapping({ generator, ...sizes });
    const [first, second] = drawTutorialWeights(generator, [
      [2000, 8],
      [8, 2],
    ]);
    const rounded = (values: readonly number[]): number[] => values.map(Math.fround);
    expect(Array.from(inputs[0]!.slice(0, 3))).toEqual(rounded([2.7640524, 1.4001572, 1.978738]));
    expect(Array.from(targets[0]!.slice(0, 2))).toEqual(rounded([-0.98515636, 0.4617376]));
    expect(first![0]).toBeCloseTo(-0.04572025, 8);
    expect(Array.from(second!.slice(0, 2))).toEqual(rounded([-0.2644646, -0.3949347]));
  });

  it("take the tutorial's default sizes", () => {
    const data = drawMultiClassRandomSinMapping({ generator: numpyRandomState(0) });
    expect([data.length, data.inputShape, data.targetShape]).toEqual([2, [100, 50], [100, 2]]);
  });

  it.each(['numClasses', 'sampleLength', 'inputChannels', 'targetChannels'])('refuse 0 as %s', (name) => {
    const generator = numpyRandomState(0);
    expect(() => drawMultiClassRandomSinMapping({ generator, [name]: 0 })).toThrow(
      `expected an integer of 1 or more as ${name}, got 0`,
    );
  });

  it('refuse shapes of weights that are no matrices', () => {
    expect(() => drawTutorialWeights(numpyRandomState(0), [[3]])).toThrow(
      'expected shapes [fan-in, fan-out], got [3]',
    );
  });
});
