import { describe, expect, it } from 'vitest';
import {
  devicePairs,
  driftCompensation,
  type HardwareStage,
  hermes,
  type MappingOptions,
  phaseChangeMemory,
  reramCmo,
  reramWan,
  type Scope,
  singleDevice,
  singlePair,
  stateIndependent,
} from '../../../src/hardware/index.ts';
import { expectClose, type GoldenArray, goldenTensor, readGolden } from '../../golden/readGolden.ts';
import { onChip } from '../onChip.ts';

interface Deployed {
  readonly name: string;
  readonly model: string;
  readonly options: {
    readonly gMax?: number;
    readonly factors?: readonly number[];
    readonly devices?: 1 | 2;
    readonly acceptancePercent?: 0.2 | 2;
    readonly programmingScale?: number;
    readonly driftScale?: number;
    readonly readScale?: number;
    readonly mapAgain?: boolean;
    readonly table?: 1;
  };
  readonly time: number;
  readonly weight: GoldenArray;
  readonly deployed: GoldenArray;
}
interface Mapped {
  readonly name: string;
  readonly mapping: 'singlePair' | 'devicePairs' | 'singleDevice';
  readonly options: MappingOptions & { readonly factors?: readonly number[] };
  readonly weight: GoldenArray;
  readonly conductances: readonly GoldenArray[];
  readonly back: GoldenArray;
}
interface Compensated {
  readonly name: string;
  readonly scope: Scope;
  readonly reference: GoldenArray;
  readonly drifted: GoldenArray;
  readonly factor: GoldenArray;
}
const { cases } = readGolden<{ cases: readonly (Deployed | Mapped | Compensated)[] }>('torchConductance');

const driftTable = {
  gMicroSiemens: [0, 5, 12, 25],
  mean: [0.1, 0.06, 0.03, 0.05],
  deviation: [0.03, 0.02, 0.005, 0.01],
};

const stages: Readonly<Record<string, (options: Deployed['options']) => HardwareStage>> = {
  phaseChangeMemory: ({ gMax, factors, table, ...options }) =>
    phaseChangeMemory({
      ...options,
      ...(gMax !== undefined && { mapping: singlePair({ gMaxMicroSiemens: gMax }) }),
      ...(table && { driftTable }),
      ...(factors && { mapping: devicePairs(factors) }),
    }),
  hermes,
  stateIndependent: () => stateIndependent(),
  reramWan: () => reramWan(),
  reramCmo,
};

describe('a weight matrix on the chip of aihwkit', () => {
  it.each(cases.filter((each): each is Deployed => 'model' in each))('$name', (golden) => {
    const { model, options, time, weight, deployed, name } = golden;
    const stage = stages[model]!(options);
    const found = onChip(stage, { weight: goldenTensor(weight) }, time).weight;
    expectClose(name, found, deployed.data, { ulps: 16 });
  });
});

describe('conductances of aihwkit', () => {
  it.each(cases.filter((each): each is Mapped => 'mapping' in each))('$name', (golden) => {
    const { factors = [], ...options } = golden.options;
    const mapping = {
      singlePair: () => singlePair(options),
      devicePairs: () => devicePairs(factors, options),
      singleDevice: () => singleDevice(options),
    }[golden.mapping]();
    const { targets, toWeights } = mapping.map(goldenTensor(golden.weight));
    expect(targets).toHaveLength(golden.conductances.length);
    targets.forEach((target, index) => {
      expectClose(`device ${index}`, target, golden.conductances[index]!.data, { ulps: 16 });
    });
    expectClose('back', toWeights(targets), golden.back.data, { ulps: 16 });
  });
});

describe('drift compensation of aihwkit', () => {
  it.each(cases.filter((each): each is Compensated => 'factor' in each))('$name', (golden) => {
    const { reference, drifted, scope, factor } = golden;
    const found = driftCompensation(goldenTensor(reference), goldenTensor(drifted), scope);
    expectClose(golden.name, found, factor.data, { ulps: 8 });
  });
});
