import { describe, expect, it } from 'vitest';
import {
  chipKey,
  constantNoise,
  countAtFloor,
  drawKey,
  dynapSeMismatch,
  dynapSeParameters,
  gaussianMismatch,
  largestWeightNoise,
  logNormalMismatch,
  rockpoolMismatch,
  uniformMismatch,
} from '../../../src/hardware/index.ts';
import { normal } from '../../../src/random/index.ts';
import { full, ones, tensor } from '../../../src/trace/index.ts';
import {
  expectClose,
  type GoldenArray,
  goldenNumber,
  goldenTensor,
  readGolden,
} from '../../golden/readGolden.ts';
import { expectMoments } from '../moments.ts';
import { onChip } from '../onChip.ts';
import { obeysStageLaws } from '../stageLaws.ts';

const chip = { seed: 0, chip: 0 };

describe('gaussianMismatch by family', () => {
  const stage = gaussianMismatch({ weights: 0.1, taus: 0.5 });
  const parameters = { bias: ones([4]), tauMembrane: full([20_000], 2), weight: full([20_000], -3) };

  it('deviates each family by its own level, and leaves others alone', () => {
    const { bias, tauMembrane, weight } = onChip(stage, parameters);
    expect(bias.toArray()).toEqual([1, 1, 1, 1]);
    expectMoments(tauMembrane, 2, 1);
    expectMoments(weight, -3, 0.3);
  });

  it('says the levels', () => {
    expect(stage.description).toContain('10% (weights), 50% (taus) of its size');
  });

  it('takes a level by path', () => {
    const byPath = gaussianMismatch((path) => (path === 'weight' ? 0.1 : 0));
    expect(onChip(byPath, parameters).tauMembrane.toArray()).toEqual(parameters.tauMembrane.toArray());
    expectMoments(onChip(byPath, parameters).weight, -3, 0.3);
  });

  it('refuses a family that there is not, and a negative level, wherever it is', () => {
    expect(() => gaussianMismatch({ weight: 0.1 } as object)).toThrow('there is no family weight');
    expect(() => gaussianMismatch({ taus: -1 })).toThrow('expected a level from 0 for taus, got -1');
    expect(() =>
      onChip(
        gaussianMismatch(() => Number.NaN),
        parameters,
      ),
    ).toThrow('from 0 for bias, got NaN');
  });

  it('holds parameters at a floor, and counts them', () => {
    const floored = gaussianMismatch(0.5, { floor: { taus: 0.5 } });
    const { tauMembrane, weight } = onChip(floored, parameters);
    expect(Math.min(...tauMembrane.toTypedArray())).toBe(0.5);
    expect(Math.min(...weight.toTypedArray())).toBeLessThan(-3);
    // The normal distribution has 6.681% below -1.5 standard deviations; the standard error of the count is 35.
    const count = countAtFloor({ tauMembrane, weight }, { taus: 0.5 }).item();
    expect(Math.abs(count - 0.06681 * 20_000)).toBeLessThan(4 * 35.3);
    expect(floored.description).toContain('held at or above 0.5 (taus)');
  });
  obeysStageLaws(() => stage);
});

describe('constantNoise', () => {
  it('has one size whatever the parameter', () => {
    const { small, large } = onChip(constantNoise(), {
      small: full([20_000], 0),
      large: full([20_000], 100),
    });
    expectMoments(small, 0, 0.2);
    expectMoments(large, 100, 0.2);
  });
  obeysStageLaws(() => constantNoise(0.1));
});

describe('largestWeightNoise', () => {
  const column = Array.from({ length: 10_000 }, (_, index) => (index === 0 ? [-2, 0.5] : [0, 0]));

  it('has the size of the largest weight of the tensor', () => {
    const { weight } = onChip(largestWeightNoise(0.1), { weight: tensor(column) });
    expectMoments(weight.sub(tensor(column)), 0, 0.2);
  });

  it('has the size of the largest weight of the output', () => {
    const { weight } = onChip(largestWeightNoise(0.1, { scope: 'output' }), { weight: tensor(column) });
    const deviation = weight.sub(tensor(column)).transpose();
    const [first, second] = deviation.toArray() as number[][];
    expectMoments(tensor(first!), 0, 0.2);
    expectMoments(tensor(second!), 0, 0.05);
  });

  it('leaves biases alone', () => {
    const bias = ones([3]);
    expect(onChip(largestWeightNoise(0.1), { bias }).bias.toArray()).toEqual([1, 1, 1]);
  });
  obeysStageLaws(() => largestWeightNoise(0.1, { scope: 'output' }));
});

describe('logNormalMismatch', () => {
  it('keeps the sign and the mean, and has the deviation it says', () => {
    const { weight } = onChip(logNormalMismatch(0.4), { weight: full([40_000], -2) });
    expect(Math.max(...weight.toTypedArray())).toBeLessThan(0);
    // Kurtosis q⁴ + 2q³ + 3q² - 3 with q = 1 + 0.4².
    expectMoments(weight, -2, 0.8, 6.26);
  });

  it('takes a traced level', () => {
    const weight = full([10], 3);
    const [number, traced] = [0.3, full([], 0.3)].map(
      (level) => onChip(logNormalMismatch(level), { weight }).weight,
    );
    expectClose('traced level', traced!, [...number!.toTypedArray()], { ulps: 8 });
  });
  obeysStageLaws(() => logNormalMismatch(0.2));
});

describe('uniformMismatch', () => {
  it('stays within its limits, and fills them evenly', () => {
    const { weight } = onChip(uniformMismatch(0.1), { weight: full([20_000], -2) });
    const values = [...weight.toTypedArray()];
    expect(Math.min(...values)).toBeGreaterThanOrEqual(-2.2 - 1e-6);
    expect(Math.max(...values)).toBeLessThanOrEqual(-1.8 + 1e-6);
    expectMoments(weight, -2, 0.2 / Math.sqrt(3), 1.8);
  });

  it('shifts all elements alike where they share a draw', () => {
    const weight = tensor([1, 2, 4]);
    const [first, second, third] = onChip(uniformMismatch(0.05, { shared: true }), {
      weight,
    }).weight.toTypedArray();
    expect(second! / first!).toBeCloseTo(2, 6);
    expect(third! / first!).toBeCloseTo(4, 6);
    expect(first).not.toBe(1);
  });

  it('takes limits in units of the parameters', () => {
    const { weight } = onChip(uniformMismatch(5e-3, { absolute: true }), { weight: full([20_000], 0) });
    expectMoments(weight, 0, 5e-3 / Math.sqrt(3), 1.8);
  });
  obeysStageLaws(() => uniformMismatch(0.1));
  obeysStageLaws(() => uniformMismatch({ taus: 0.2, weights: 0.1 }, { shared: true, absolute: true }));
});

interface Deviation {
  readonly name: string;
  readonly percentDeviation: number;
  readonly sigmaRule: number;
  readonly parameter: GoldenArray;
  readonly draw: GoldenArray;
  readonly deviated: GoldenArray;
}
interface DynapSe {
  readonly name: 'dynapSe';
  readonly parameters: Readonly<Record<string, number>>;
  readonly frozen: readonly string[];
}
const { cases } = readGolden<{ cases: readonly (Deviation | DynapSe)[] }>('hardwareMismatch');

describe('rockpoolMismatch', () => {
  const deviations = cases.filter((each): each is Deviation => 'draw' in each);

  it.each(deviations)('has the standard deviation of Rockpool: $name', (golden) => {
    const { percentDeviation, sigmaRule } = golden;
    const stage = rockpoolMismatch({ percentDeviation, sigmaRule });
    const own = normal(drawKey(chipKey(chip), 'rockpoolMismatch', 'weight'), [4]).toTypedArray()[0]!;
    const sigma = (onChip(stage, { weight: ones([4]) }).weight.toTypedArray()[0]! - 1) / own;
    const draw = golden.draw.data.map(goldenNumber);
    const expected = goldenTensor(golden.parameter).mul(
      tensor(
        draw.map((each) => 1 + sigma * each),
        { shape: [3, 4] },
      ),
    );
    expectClose(golden.name, expected, golden.deviated.data, { ulps: 8 });
  });

  it('refuses a rule of 0', () => {
    expect(() => rockpoolMismatch({ sigmaRule: 0 })).toThrow('sigmaRule above 0, got 0.3 and 0');
  });
  obeysStageLaws(() => rockpoolMismatch());
});

describe('dynapSeParameters', () => {
  const golden = cases.find((each): each is DynapSe => each.name === 'dynapSe')!;
  const names = {
    cAhp: 'C_ahp',
    cMembrane: 'C_mem',
    cPulse: 'C_pulse',
    cPulseAhp: 'C_pulse_ahp',
    cRefractory: 'C_ref',
    cSynapse: 'C_syn',
    iDark: 'Io',
    iDirect: 'Idc',
    iGainAhp: 'Igain_ahp',
    iGainMembrane: 'Igain_mem',
    iGainSynapse: 'Igain_syn',
    iNmdaCutOff: 'If_nmda',
    iPulse: 'Ipulse',
    iPulseAhp: 'Ipulse_ahp',
    iRefractory: 'Iref',
    iSpikeThreshold: 'Ispkthr',
    iTauAhp: 'Itau_ahp',
    iTauMembrane: 'Itau_mem',
    iTauSynapse: 'Itau_syn',
    iWeightAhp: 'Iw_ahp',
    kappaN: 'kappa_n',
    kappaP: 'kappa_p',
    thermalVoltage: 'Ut',
    thresholdVoltage: 'Vth',
  } as const;
  const parameters = dynapSeParameters(2);

  it("are Rockpool's defaults, all of its frozen set", () => {
    expect(Object.keys(parameters).sort()).toEqual(Object.keys(names).sort());
    expect(Object.values(names).toSorted()).toEqual(golden.frozen);
    for (const [name, tensor] of Object.entries(parameters)) {
      const value = golden.parameters[names[name as keyof typeof names]]!;
      expectClose(name, tensor, [value, value], { ulps: 2 });
    }
  });

  it('deviate by themselves, and nothing else does', () => {
    const weight = ones([2]);
    const deployed = onChip(dynapSeMismatch(), { neurons: dynapSeParameters(5_000), weight });
    expect(deployed.weight.toArray()).toEqual([1, 1]);
    expectMoments(deployed.neurons.iTauSynapse.mul(1e11), 8.6879434, 0.86879434);
    const { cPulse, cPulseAhp } = deployed.neurons;
    expect(cPulse.toTypedArray()[0]).not.toBe(cPulseAhp.toTypedArray()[0]);
  });
});
