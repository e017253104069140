import { describe, expect, it } from 'vitest';
import { devicePairs, phaseChangeMemory, singlePair, tiledMapping } from '../../../src/hardware/index.ts';
import { key, normal } from '../../../src/random/index.ts';
import { slice, tensor } from '../../../src/trace/index.ts';
import { obeysStageLaws } from '../stageLaws.ts';

describe('tiledMapping', () => {
  const size = { inputs: 2, outputs: 3 };
  const weights = normal(key(5), [5, 4]);

  it('maps each tile as if it were alone', () => {
    const mapping = devicePairs([1, 2], { scope: 'tensor' });
    const { targets } = tiledMapping(mapping, size).map(weights);
    for (const [rows, columns] of [
      [
        [0, 2],
        [0, 3],
      ],
      [
        [2, 4],
        [3, 4],
      ],
      [
        [4, 5],
        [0, 3],
      ],
    ] as const) {
      const cut = [
        { start: rows[0], stop: rows[1] },
        { start: columns[0], stop: columns[1] },
      ];
      const alone = mapping.map(slice(weights, cut)).targets.map((each) => each.toArray());
      expect(targets.map((each) => slice(each, cut).toArray())).toEqual(alone);
    }
  });

  it('gives the weights back, of convolutions too', () => {
    const kernel = normal(key(6), [3, 2, 2, 5]);
    const { targets, toWeights } = tiledMapping(singlePair(), size).map(kernel);
    expect(targets[0]!.shape).toEqual([3, 2, 2, 5]);
    const back = toWeights(targets).toTypedArray();
    kernel.toTypedArray().forEach((weight, index) => {
      expect(back[index]).toBeCloseTo(weight, 5);
    });
  });

  it('leaves weights that fit as they are mapped', () => {
    const small = tensor([[1, -2]]);
    expect(tiledMapping(singlePair()).map(small).targets[1]!.toArray()).toEqual([[0, 25]]);
  });

  it('refuses tiles of nothing', () => {
    expect(() => tiledMapping(singlePair(), { inputs: 0 })).toThrow(
      'tiledMapping: expected inputs to be a whole number from 1, got 0',
    );
  });
  obeysStageLaws(
    () => phaseChangeMemory({ mapping: tiledMapping(singlePair(), { inputs: 2, outputs: 1 }) }),
    3600,
  );
});
