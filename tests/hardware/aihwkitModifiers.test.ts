import { describe, expect, it } from 'vitest';
import {
  type DoReFaOptions,
  deploy,
  doReFa,
  type HardwareStage,
  hardwareModel,
  remapWeights,
  type Scope,
  type UniformQuantisationOptions,
  uniformQuantisation,
  type WeightClippingOptions,
  weightClipping,
} from '../../src/hardware/index.ts';
import { expectClose, type GoldenArray, goldenTensor, readGolden } from '../golden/readGolden.ts';

/** Cases of tests/golden/torchModifiers.py. */
type Golden =
  | ({ readonly op: 'doReFa'; readonly params: DoReFaOptions } & Weights)
  | ({ readonly op: 'uniformQuantisation'; readonly params: UniformQuantisationOptions } & Weights)
  | ({ readonly op: 'weightClipping'; readonly params: WeightClippingOptions } & Weights)
  | Remapped;

interface Weights {
  readonly name: string;
  readonly input: GoldenArray;
  readonly output: GoldenArray;
}

interface Remapped extends Weights {
  readonly op: 'remapWeights';
  readonly params: Scope;
  readonly scales: GoldenArray;
}

const { cases } = readGolden<{ readonly cases: readonly Golden[] }>('torchModifiers');

function stageOf(golden: Exclude<Golden, Remapped>): HardwareStage {
  if (golden.op === 'doReFa') return doReFa(golden.params);
  if (golden.op === 'uniformQuantisation') return uniformQuantisation(golden.params);
  return weightClipping(golden.params);
}

describe('what aihwkit does to weights', () => {
  it.each(cases)('is done alike: $name', (golden) => {
    const weight = goldenTensor(golden.input);
    if (golden.op === 'remapWeights') {
      const { weights, scales } = remapWeights(weight, golden.params);
      expectClose('weights', weights, golden.output.data, { ulps: 2 });
      const each = scales.reshape([-1]).broadcastTo([golden.scales.data.length]);
      expectClose('scales', each, golden.scales.data, { ulps: 2 });
      return;
    }
    const model = hardwareModel(stageOf(golden));
    const found = deploy(model, { weight }, { seed: 0, chip: 0 }).weight;
    expectClose('weights', found, golden.output.data, { ulps: 2 });
    expect(found.toArray()).not.toEqual(weight.toArray());
  });
});
