import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { interpret } from '../../src/interpreter/interpret.ts';
import { type Func, Value } from '../../src/ir/func.ts';
import { type TensorType, tensorType } from '../../src/ir/types.ts';
import { optimize, pipeline } from '../../src/passes/pipeline.ts';
import { Choices, tapes } from '../laws/choices.ts';
import { buildFunc } from '../laws/programs.ts';
import { chooseProgram } from '../laws/randomProgram.ts';
import { expectSameBits } from '../laws/values.ts';

const vector = tensorType('f32', [5]);
const namesOf = (func: Func): string[] => func.instructions.map(({ op }) => op.name);
const optimized = (types: readonly TensorType[], write: Parameters<typeof buildFunc>[1]): string[] =>
  namesOf(optimize(buildFunc(types, write), { check: true }));

describe('the pipeline', () => {
  it('keeps the bits of random programs, which stay well formed after every pass', () => {
    fc.assert(
      fc.property(tapes(250), (tape) => {
        const { func, inputs } = chooseProgram(new Choices(tape), 24);
        const expected = interpret(func, inputs);
        const stages: [string, Func][] = [];
        optimize(func, { check: true, observe: (stage, current) => stages.push([stage, current]) });
        for (const [stage, current] of stages) {
          expectSameBits(current, interpret(current, inputs), expected, `after ${stage}, the`);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('shows every stage, the traced function first', () => {
    const stages: string[] = [];
    optimize(
      buildFunc([vector], (_, inputs) => inputs),
      { observe: (stage) => stages.push(stage) },
    );
    expect(stages).toEqual(['trace', ...pipeline.map(([name]) => name)]);
  });

  it('says when it was given a broken function', () => {
    const broken: Func = { name: 'f', inputs: [], instructions: [], outputs: [new Value(vector)] };
    expect(() => optimize(broken, { check: true })).toThrow(/after trace, f is broken/);
  });
});

describe('the passes', () => {
  it('compute equal values once, whatever the order of commuting inputs', () => {
    expect(
      optimized([vector, vector], (b, [x, y]) => [b.mul(b.exp(b.add(x!, y!)), b.exp(b.add(y!, x!)))]),
    ).toEqual(['add', 'exp', 'mul']);
    expect(optimized([vector, vector], (b, [x, y]) => [b.sub(x!, y!), b.sub(y!, x!)])).toHaveLength(2);
  });

  it('leave out paddings that add nothing', () => {
    const padded = (count: number) =>
      optimized([vector], (b, [x]) => [b.pad(x!, { low: [0], high: [count], interior: [0], value: 1 })]);
    expect(padded(0)).toEqual([]);
    expect(padded(1)).toEqual(['pad']);
  });

  it('tell constants apart by their bits', () => {
    const zero = (value: number) => ({ type: vector, data: new Float32Array(5).fill(value) });
    expect(optimized([], (b) => [b.constant(zero(0)), b.constant(zero(-0))])).toHaveLength(2);
    expect(optimized([], (b) => [b.constant(zero(-0)), b.constant(zero(-0))])).toHaveLength(1);
    const full = (value: number) => optimized([vector], (b, [x]) => [b.fullLike(x!, { value })]);
    expect(full(0)).toEqual(['fullLike']);
    expect(
      optimized([vector], (b, [x]) => [b.fullLike(x!, { value: 0 }), b.fullLike(x!, { value: -0 })]),
    ).toHaveLength(2);
  });

  it('drop what no output needs', () => {
    expect(
      optimized([vector], (b, [x]) => {
        b.log(b.exp(x!));
        return [b.tanh(x!)];
      }),
    ).toEqual(['tanh']);
  });

  it('compute small results of constants when the program is made', () => {
    const scalar = { type: tensorType('f32', []), data: Float32Array.of(2) };
    const func = optimize(buildFunc([], (b) => [b.log(b.sqrt(b.constant(scalar)))]));
    expect(namesOf(func)).toEqual(['constant']);
    expect(interpret(func, [])[0]![0]).toBeCloseTo(Math.log(2) / 2, 6);
    const large = { type: tensorType('f32', [1000]), data: new Float32Array(1000) };
    expect(optimized([], (b) => [b.sqrt(b.constant(large))])).toEqual(['constant', 'sqrt']);
  });

  it('leave identities away that are exact, and no others', () => {
    const one = { type: tensorType('f32', []), data: Float32Array.of(1) };
    const zero = { type: tensorType('f32', []), data: Float32Array.of(0) };
    const shape = { shape: [5] };
    expect(optimized([vector], (b, [x]) => [b.mul(b.broadcastTo(b.constant(one), shape), x!)])).toEqual([]);
    expect(optimized([vector], (b, [x]) => [b.sub(x!, b.broadcastTo(b.constant(zero), shape))])).toEqual([]);
    expect(optimized([vector], (b, [x]) => [b.add(x!, b.broadcastTo(b.constant(zero), shape))])).toContain(
      'add',
    );
    expect(optimized([vector], (b, [x]) => [b.mul(x!, b.zerosLike(x!))])).toContain('mul');
  });
});
