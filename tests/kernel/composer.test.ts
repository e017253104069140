import { describe, expect, it } from 'vitest';
import { runLanes } from '../../src/interpreter/lanes.ts';
import { Composer, type Composition } from '../../src/kernel/composer.ts';
import { constantProgram, identityProgram, laneProgram } from '../../src/kernel/lane.ts';

const sumAndProduct = laneProgram(['f32', 'f32'], (b, x, y) => [b.add(x!, y!), b.mul(x!, y!)]);
const half = laneProgram(['f32'], (b, x) => b.mul(x!, 0.5));

/** (x + y) / 2 and x y, from registers 0 and 1. */
const both: Composition = {
  inputs: ['f32', 'f32'],
  calls: [
    { program: sumAndProduct, args: [0, 1] },
    { program: half, args: [2] },
  ],
  outputs: [4, 3],
};

const results = (composition: Composition, ...inputs: number[]): number[] =>
  runLanes(
    new Composer().compose(composition),
    inputs.map((input) => Float32Array.of(input)),
    1,
  ).map((register) => register[0] as number);

describe('compositions of lane programs', () => {
  it('give what their programs give one after another', () => {
    expect(results(both, 3, 5)).toEqual([4, 15]);
    const ofConstant = [
      { program: constantProgram(7, 'f32'), args: [] },
      { program: half, args: [1] },
    ];
    expect(results({ inputs: ['f32'], calls: ofConstant, outputs: [2, 0] }, 1)).toEqual([3.5, 1]);
  });

  it('leave out what no output needs, and write equal instructions once', () => {
    const composer = new Composer();
    const product = composer.compose({ ...both, outputs: [3] });
    expect(product.instructions.map(({ op }) => op)).toEqual(['mul']);
    const twice = [
      { program: sumAndProduct, args: [0, 1] },
      { program: sumAndProduct, args: [0, 1] },
    ];
    const repeated = composer.compose({ inputs: ['f32', 'f32'], calls: twice, outputs: [2, 3, 4, 5] });
    expect(repeated.instructions.map(({ op }) => op)).toEqual(['add', 'mul']);
  });

  it('leave out an argument that a program does not read', () => {
    const first = { ...identityProgram('f32', 'f32'), outputs: [0] };
    const calls = [
      { program: constantProgram(1, 'f32'), args: [] },
      { program: first, args: [0, 1] },
    ];
    const { instructions } = new Composer().compose({ inputs: ['f32'], calls, outputs: [2] });
    expect(instructions).toEqual([]);
  });

  it('are written once where they are alike, whichever objects describe them', () => {
    const composer = new Composer();
    const again = laneProgram(['f32'], (b, x) => b.mul(x!, 0.5));
    const alike = { ...both, calls: [both.calls[0]!, { program: again, args: [2] }] };
    expect(composer.compose(alike)).toBe(composer.compose(both));
    expect(composer.compose({ ...both, outputs: [3, 4] })).not.toBe(composer.compose(both));
    expect(composer.compose({ ...both, inputs: ['f32', 'i32'] })).not.toBe(composer.compose(both));
  });
});
