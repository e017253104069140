import { describe, expect, it } from 'vitest';
import {
  changedSettings,
  compareWithReference,
  referenceRow,
  tutorialReference,
  tutorialSettings,
} from '../../src/evaluate/tutorialReference.ts';

/** What the tutorial's cell prints, word for word. */
const printed = `
ROBUST Mismatch level 0.0 Loss 0.013262065127491951+-0.0
STANDARD Mismatch level 0.0 Loss 5.5408447224181145e-05+-0.0
ROBUST Mismatch level 0.1 Loss 0.022923123091459274+-0.009204843081533909
STANDARD Mismatch level 0.1 Loss 0.029643213376402855+-0.00973587203770876
ROBUST Mismatch level 0.2 Loss 0.06536121666431427+-0.04339094087481499
STANDARD Mismatch level 0.2 Loss 0.1333199441432953+-0.08620666712522507
ROBUST Mismatch level 0.3 Loss 0.10252754390239716+-0.05598119646310806
STANDARD Mismatch level 0.3 Loss 0.2684288024902344+-0.09571206569671631
ROBUST Mismatch level 0.4 Loss 0.19510497152805328+-0.1397494077682495
STANDARD Mismatch level 0.4 Loss 0.4427710175514221+-0.18473027646541595
ROBUST Mismatch level 0.5 Loss 0.24414198100566864+-0.14068834483623505
STANDARD Mismatch level 0.5 Loss 0.7254256010055542+-0.2870040237903595
ROBUST Mismatch level 0.6 Loss 0.4277869164943695+-0.31552523374557495
STANDARD Mismatch level 0.6 Loss 0.9867719411849976+-0.394449919462204
`;

describe('tutorialReference', () => {
  it('is the printed table, in full precision', () => {
    const lines = Array.from(printed.matchAll(/(ROBUST|STANDARD) Mismatch level (\S+) Loss (\S+)\+-(\S+)/g));
    const network = (name: string, level: number) => {
      const line = lines.find(([, who, at]) => who === name && Number(at) === level);
      return { mean: Number(line?.[3]), std: Number(line?.[4]) };
    };
    const levels = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6];
    expect(tutorialReference).toEqual(
      levels.map((level) => ({
        level,
        robust: network('ROBUST', level),
        standard: network('STANDARD', level),
      })),
    );
  });

  it('finds a level that arithmetic has moved by rounding', () => {
    expect(referenceRow(0.1 + 0.2)?.level).toBe(0.3);
    expect(referenceRow(0.35)).toBeUndefined();
  });
});

describe('compareWithReference', () => {
  it('gives differences relative to the printed values', () => {
    const table = [
      { level: 0.6, robust: { mean: 0.4277869164943695 * 1.25, std: 0.31552523374557495 / 2 } },
      { level: 0.3, standard: { mean: 0.2684288024902344, std: 0 } },
    ];
    expect(compareWithReference(table)).toEqual([
      { level: 0.6, robust: { mean: 0.25, std: -0.5 } },
      { level: 0.3, standard: { mean: 0, std: -1 } },
    ]);
  });

  it('leaves out what the tutorial did not print, and the deviation where nothing was drawn', () => {
    const network = { mean: 0.013262065127491951, std: 0 };
    expect(
      compareWithReference([
        { level: 0, robust: network },
        { level: 0.7, robust: network },
      ]),
    ).toEqual([{ level: 0, robust: { mean: 0 } }]);
  });
});

describe('changedSettings', () => {
  it('finds nothing in the tutorial’s own settings, nor in one network at the first levels', () => {
    expect(changedSettings(tutorialSettings)).toEqual([]);
    expect(changedSettings({ ...tutorialSettings, levels: [0, 0.1], only: 'robust' })).toEqual([]);
  });

  it('names every setting that changes the numbers', () => {
    const changed = changedSettings({
      ...tutorialSettings,
      epochs: 10,
      levels: [0.1, 0.2],
      partitionable: true,
    });
    expect(changed).toEqual([
      { name: 'epochs', value: 10, tutorial: 300 },
      { name: 'levels', value: [0.1, 0.2], tutorial: [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6] },
      { name: 'partitionable', value: true, tutorial: false },
    ]);
  });
});
