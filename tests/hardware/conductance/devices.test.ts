import { describe, expect, it } from 'vitest';
import {
  compensateDrift,
  devicePairs,
  driftCompensation,
  hermes,
  type PhaseChangeMemoryOptions,
  phaseChangeMemory,
  powerLawDrift,
  reramCmo,
  reramWan,
  singleDevice,
  singlePair,
  stateIndependent,
} from '../../../src/hardware/index.ts';
import { full, type Tensor, tensor, zeros } from '../../../src/trace/index.ts';
import { expectMoments, momentsOf } from '../moments.ts';
import { onChip } from '../onChip.ts';
import { obeysStageLaws } from '../stageLaws.ts';

const HOUR = 3600;
const YEAR = 31_536_000;
const COUNT = 10_000;
const sizes = (x: Tensor): number[] => [...x.abs().toTypedArray()];

/** Conductances in µS of many devices at r = g / g_max, from weights of that size; the first weight sets the scale. */
function conductancesAt(r: number, options: PhaseChangeMemoryOptions, time = 0): Tensor {
  const weight = tensor([1, ...new Array<number>(COUNT).fill(r)]);
  const values = onChip(phaseChangeMemory(options), { weight }, time).weight.mul(25).toTypedArray();
  return tensor(values.slice(1));
}

describe('phaseChangeMemory', () => {
  const only = (effect: 'programming' | 'drift' | 'read'): PhaseChangeMemoryOptions => ({
    programmingScale: effect === 'programming' ? 1 : 0,
    driftScale: effect === 'drift' ? 1 : 0,
    readScale: effect === 'read' ? 1 : 0,
  });

  // The device at its least conductance adds the half of a normal distribution that is above 0: mean σ/√(2π), variance σ² (1/2 - 1/(2π)).
  const [restMean, restVariance] = [0.26348 / Math.sqrt(2 * Math.PI), 0.26348 ** 2 * (0.5 - 0.5 / Math.PI)];

  it.each([
    [0.25, 0.68141],
    [0.5, 0.95271],
    [1, 1.05538],
  ])('is programmed at r = %f with a deviation of %f µS', (r, deviation) => {
    const std = Math.sqrt(deviation ** 2 + restVariance);
    expectMoments(conductancesAt(r, only('programming')), 25 * r - restMean, std, 3.1);
  });

  it.each([
    [0.05, 0.07083, 0.03155],
    [0.1, 0.06009, 0.02288],
    [0.25, 0.049, 0.01143],
    [1, 0.049, 0.008],
  ])('drifts at r = %f with an exponent of %f and a deviation of %f', (r, mean, std) => {
    const ratio = conductancesAt(r, only('drift'), HOUR).toTypedArray();
    const exponents = Array.from(ratio, (g) => -Math.log(g / (25 * r)) / Math.log((HOUR + 20) / 20));
    const signed = momentsOf(exponents);
    // Few exponents are below 0 before their sign is taken off, at most 1.3% where the mean is 2.2 deviations.
    expect(Math.abs(signed.mean / mean - 1)).toBeLessThan(0.025);
    expect(Math.abs(signed.std / std - 1)).toBeLessThan(0.05);
  });

  it.each([
    [0, 4.1838],
    [1, 4.1897],
    [HOUR, 4.7648],
    [86_400, 5.0868],
    [30 * 86_400, 5.4108],
    [YEAR, 5.637],
  ])('is read after %d s with 1/f noise that has grown by %f', (time, growth) => {
    expectMoments(conductancesAt(0.5, only('read'), time), 12.5, 12.5 * 0.01381 * growth);
  });

  it.each([
    [0.05, 0.06168],
    [0.25, 0.02167],
    [1, 0.0088],
  ])('is read at r = %f with noise of %f', (r, noise) => {
    expectMoments(conductancesAt(r, only('read')), 25 * r, 25 * r * noise * 4.1838);
  });

  it('has the read noise of the paper where that is asked for', () => {
    const found = conductancesAt(0.5, { ...only('read'), paperReadNoise: true });
    expectMoments(found, 12.5, 12.5 * 0.01381 * Math.sqrt(Math.log((20 + 250e-9) / 250e-9)));
  });

  it('is the same device at all times: read noise and drift keep their draws', () => {
    const weight = tensor([1, 0.5, -0.3, 0.1]);
    const at = (time: number) => [
      ...onChip(phaseChangeMemory(only('drift')), { weight }, time).weight.toTypedArray(),
    ];
    const exponents = [HOUR, YEAR].map((time) =>
      at(time).map(
        (value, index) => Math.log(value / weight.toTypedArray()[index]!) / Math.log((time + 20) / 20),
      ),
    );
    exponents[0]!.forEach((each, index) => {
      expect(exponents[1]![index]).toBeCloseTo(each, 4);
    });
  });

  it('draws other read noise for another read, and nothing else', () => {
    const weight = tensor([1, 0.5]);
    const read = (readIndex: number, readScale = 1) =>
      onChip(phaseChangeMemory({ readIndex, readScale }), { weight }, HOUR).weight.toArray();
    expect(read(1)).not.toEqual(read(0));
    expect(read(1, 0)).toEqual(read(0, 0));
  });

  it('leaves each effect out that it is told to', () => {
    const stage = phaseChangeMemory();
    expect(Object.keys(stage.without ?? {})).toEqual(['programming', 'drift', 'read']);
    const weight = tensor([1, 0.5, -0.3, 0.1]);
    const quiet = stage.without!.programming!().without!.read!();
    const expected = onChip(phaseChangeMemory(only('drift')), { weight }, HOUR).weight.toArray();
    expect(onChip(quiet, { weight }, HOUR).weight.toArray()).toEqual(expected);
  });

  it('keeps a matrix of zeros near zero, and biases as they are', () => {
    const { weight, bias } = onChip(phaseChangeMemory(), { weight: zeros([50]), bias: full([2], 0.5) }, HOUR);
    expect(Math.max(...sizes(weight))).toBeLessThan(1e-7);
    expect(bias.toArray()).toEqual([0.5, 0.5]);
  });

  it('refuses times before programming and negative scales', () => {
    expect(() => onChip(phaseChangeMemory(), { weight: zeros([1]) }, -1)).toThrow(
      'phaseChangeMemory: expected a time in seconds since programming, from 0, got -1',
    );
    expect(() => phaseChangeMemory({ readScale: -1 })).toThrow(
      'expected readScale to be a finite number from 0, got -1',
    );
  });
  obeysStageLaws(() => phaseChangeMemory(), HOUR);
  obeysStageLaws(
    () => phaseChangeMemory({ mapAgain: true, mapping: devicePairs([1, 2], { scope: 'output' }) }),
    HOUR,
  );
});

describe('mappings', () => {
  it('have a scale for each output where that is asked for', () => {
    const weights = tensor([
      [1, 0.1],
      [-0.5, 0.05],
    ]);
    const [plus, minus] = singlePair({ scope: 'output' })
      .map(weights)
      .targets.map((each) => each.toArray());
    expect(plus).toEqual([
      [25, 25],
      [0, 12.5],
    ]);
    expect(minus).toEqual([
      [0, 0],
      [12.5, 0],
    ]);
    expect(
      singleDevice({ scope: 'output', gMinMicroSiemens: 10, gMaxMicroSiemens: 20 })
        .map(weights)
        .targets[0]!.toArray(),
    ).toEqual([
      [20, 20],
      [10, 10],
    ]);
  });

  it('refuse ranges and factors that are none', () => {
    expect(() => singlePair({ gMinMicroSiemens: 30 })).toThrow('got 30 and 25 microsiemens');
    expect(() => devicePairs([1, 0])).toThrow('devicePairs: expected factors above 0, got [1, 0]');
  });
});

describe('hermes', () => {
  it('refuses three devices, and conductances that were not characterised', () => {
    expect(() => hermes({ devices: 3 as 2 })).toThrow('hermes: expected 1 or 2 devices, got 3');
    expect(() => hermes({ mapping: singlePair() })).toThrow(
      'hermes: expected a mapping to at most 20.7 µS, got one to 25 µS',
    );
  });
  obeysStageLaws(() => hermes({ devices: 1 }), HOUR);
});

describe('stateIndependent', () => {
  obeysStageLaws(() => stateIndependent(), HOUR);
});

describe('reramWan', () => {
  it('has measurements at three times', () => {
    expect(() => onChip(reramWan(), { weight: full([2], 1) }, HOUR)).toThrow(
      'reramWan: there are measurements at 0, 1, 86400, 172800 seconds after programming, got 3600',
    );
  });
  obeysStageLaws(() => reramWan(), 86_400);
});

describe('reramCmo', () => {
  it('refuses another acceptance, and times that were not measured', () => {
    expect(() => reramCmo({ acceptancePercent: 0.02 as 2 })).toThrow(
      'expected acceptancePercent to be 0.2 or 2, got 0.02',
    );
    expect(() => onChip(reramCmo(), { weight: tensor([1, 2]) }, 0.5)).toThrow(
      'expected a time of 0 or from 1 second, got 0.5',
    );
  });
  obeysStageLaws(() => reramCmo(), HOUR);
});

describe('powerLawDrift', () => {
  const weight = tensor([1, 0.5, -0.25, 0]);

  it('is a power of time, from the start time on', () => {
    const factors = [0.5, 1, 100].map(
      (time) => onChip(powerLawDrift(), { weight }, time).weight.toTypedArray()[1]! / 0.5,
    );
    [1, 1, 100 ** -0.1].forEach((expected, index) => {
      expect(factors[index]).toBeCloseTo(expected, 6);
    });
  });

  it('has an exponent that depends on the size', () => {
    const drifted = onChip(
      powerLawDrift({ sizeDependence: 0.02, referenceWeight: 0.5 }),
      { weight },
      1000,
    ).weight;
    const expected = [1, 0.5, -0.25, 0].map(
      (w) => w * 1000 ** -(0.1 - 0.02 * Math.log(Math.max(Math.abs(w), 1e-7) / 0.5)),
    );
    drifted.toTypedArray().forEach((value, index) => {
      expect(value).toBeCloseTo(expected[index]!, 5);
    });
  });

  it('differs between devices', () => {
    const drifted = onChip(
      powerLawDrift({ deviation: 0.3 }),
      { weight: full([COUNT], 1) },
      1000,
    ).weight.log();
    expectMoments(drifted.div(-Math.log(1000)), 0.1, 0.03);
  });

  it('refuses a start at 0', () => {
    expect(() => powerLawDrift({ startTime: 0 })).toThrow(
      'powerLawDrift: expected startTime to be a finite number above 0, got 0',
    );
  });
  obeysStageLaws(() => powerLawDrift({ deviation: 0.2, sizeDependence: 0.1 }), HOUR);
});

describe('compensateDrift', () => {
  const weight = tensor([
    [0.9, -0.02, 0],
    [-0.5, 0.01, 0],
  ]);
  const uniformDrift = powerLawDrift({ exponent: 0.2 });

  it('undoes a drift that all devices share', () => {
    const found = onChip(compensateDrift(uniformDrift), { weight }, YEAR).weight;
    found.toTypedArray().forEach((value, index) => {
      expect(value).toBeCloseTo(weight.toTypedArray()[index]!, 5);
    });
  });

  it('undoes a drift of its own for each output, where that is asked for', () => {
    const bySize = powerLawDrift({ sizeDependence: 0.05 });
    const even = tensor([
      [0.5, 0.02],
      [-0.5, 0.02],
    ]);
    const error = (scope: 'tensor' | 'output') => {
      const found = onChip(compensateDrift(bySize, { scope }), { weight: even }, YEAR).weight;
      return Math.max(...sizes(found.sub(even)));
    };
    expect(error('output')).toBeLessThan(1e-6);
    expect(error('tensor')).toBeGreaterThan(1e-3);
  });

  it('compares with programmed weights, or with exact ones', () => {
    const stage = phaseChangeMemory({ readScale: 0 });
    const programmed = onChip(stage, { weight }).weight;
    const drifted = onChip(stage, { weight }, YEAR).weight;
    for (const [reference, against] of [
      ['programmed', programmed],
      ['exact', weight],
    ] as const) {
      const found = onChip(compensateDrift(stage, { reference }), { weight }, YEAR).weight.toTypedArray();
      const expected = drifted.mul(driftCompensation(against, drifted)).toTypedArray();
      found.forEach((value, index) => {
        expect(value).toBeCloseTo(expected[index]!, 6);
      });
    }
  });

  it('measures arrays by themselves, where that is asked for', () => {
    const even = tensor([
      [0.5, 0.5],
      [0.02, -0.02],
    ]);
    const bySize = powerLawDrift({ sizeDependence: 0.05 });
    const stage = compensateDrift(bySize, { tiles: { inputs: 1, outputs: 2 } });
    const found = onChip(stage, { weight: even }, YEAR).weight;
    expect(Math.max(...sizes(found.sub(even)))).toBeLessThan(1e-6);
  });

  it('reads its reference without read noise', () => {
    const noisy = phaseChangeMemory({ programmingScale: 0, driftScale: 0 });
    const found = onChip(compensateDrift(noisy), { weight }, HOUR).weight;
    const read = onChip(noisy, { weight }, HOUR).weight;
    const factor = driftCompensation(weight, read).item();
    expect(found.toTypedArray()[0]).toBeCloseTo(factor * read.toTypedArray()[0]!, 6);
  });

  it('has no factor for an output without weights, and leaves biases alone', () => {
    expect(driftCompensation(weight, weight.mul(0.5), 'output').toArray()).toEqual([[2, 2, 1]]);
    expect(driftCompensation(zeros([2, 2]), zeros([2, 2])).toArray()).toEqual([[1]]);
    expect(onChip(compensateDrift(uniformDrift), { bias: full([2], 3) }, YEAR).bias.toArray()).toEqual([
      3, 3,
    ]);
  });

  it('can be left out, and so can effects beneath it', () => {
    const stage = compensateDrift(phaseChangeMemory());
    expect(Object.keys(stage.without!)).toEqual(['programming', 'drift', 'read', 'compensation']);
    const plain = onChip(phaseChangeMemory(), { weight }, HOUR).weight.toArray();
    expect(onChip(stage.without!.compensation!(), { weight }, HOUR).weight.toArray()).toEqual(plain);
  });
  obeysStageLaws(() => compensateDrift(phaseChangeMemory(), { scope: 'output' }), HOUR);
});
