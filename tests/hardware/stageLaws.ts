import { expect, it } from 'vitest';
import { chipKey, deployOn, type HardwareStage, hardwareModel } from '../../src/hardware/index.ts';
import type { Key } from '../../src/random/key.ts';
import { jit } from '../../src/runtime/index.ts';
import { grad, stack, type Tensor, tensor, vmap } from '../../src/trace/index.ts';

const parameters = {
  layer: {
    bias: tensor([0.5, -0.25]),
    weight: tensor([
      [0.4, -0.9],
      [0, 0.31],
      [-0.02, 1.3],
    ]),
  },
  tauMembrane: tensor([0.02, 0.05]),
};
type Parameters = typeof parameters;

const numbers = (tree: Parameters): number[] =>
  [tree.layer.bias, tree.layer.weight, tree.tauMembrane].flatMap((each) => [...each.toTypedArray()]);

/** What every stage obeys. */
export function obeysStageLaws(make: () => HardwareStage, time = 0): void {
  const onChip = (chip: Key, given: Parameters = parameters): Parameters =>
    deployOn(hardwareModel(make()), given, chip, time);

  it('gives the same chip compiled, and in a population', () => {
    const keys = [3, 8].map((chip) => chipKey({ seed: 1, chip }));
    const compiled = jit(onChip);
    const population = jit((words: Tensor) =>
      vmap((each: Tensor) => onChip({ layout: 'partitionable', words: each }))(words),
    )(stack(keys.map(({ words }) => words)));
    keys.forEach((chip, index) => {
      const expected = numbers(onChip(chip));
      expect(numbers(compiled(chip))).toEqual(expected);
      const row = (each: Tensor) =>
        [...each.toTypedArray()].slice((index * each.size) / 2, ((index + 1) * each.size) / 2);
      const { layer, tauMembrane } = population;
      expect([layer.bias, layer.weight, tauMembrane].flatMap(row)).toEqual(expected);
    });
  });

  it('draws for a parameter whatever the others are', () => {
    const chip = chipKey({ seed: 0, chip: 4 });
    const alone = deployOn(hardwareModel(make()), { layer: { weight: parameters.layer.weight } }, chip, time);
    expect(alone.layer.weight.toArray()).toEqual(onChip(chip).layer.weight.toArray());
  });

  it('has finite gradients, at zeros too', () => {
    const loss = (given: Parameters): Tensor => {
      const { layer, tauMembrane } = onChip(chipKey({ seed: 0, chip: 2 }), given);
      return layer.weight.square().sum().add(layer.bias.sum()).add(tauMembrane.sum());
    };
    const gradient = numbers(grad(loss)(parameters));
    expect(gradient.every(Number.isFinite)).toBe(true);
    expect(gradient.some((each) => each !== 0)).toBe(true);
  });
}
