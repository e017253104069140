import { describe, expect, it } from 'vitest';
import { vjpFunc } from '../../src/autodiff/reverse.ts';
import { batchFunc } from '../../src/batching/batch.ts';
import { interpret } from '../../src/interpreter/interpret.ts';
import { intervalFunc } from '../../src/intervals/intervalFunc.ts';
import { printFunc } from '../../src/ir/printer.ts';
import { tensorType } from '../../src/ir/types.ts';
import { verify } from '../../src/ir/verifier.ts';
import { monotone } from '../../src/ops/intervalRules.ts';
import { type UnaryOp, unary } from '../../src/ops/rules.ts';
import { Program } from '../../src/runtime/program.ts';
import { buildFunc, funcOf, runCompiled } from './programs.ts';
import { expectSameBits, specialData } from './values.ts';

/** x / (1 + |x|): an operation that the catalogue does not have. */
const softsign: UnaryOp = unary({
  name: 'softsign',
  lane: (b, x) => b.div(x, b.add(b.abs(x), 1)),
  vjp: (b, { inputs: [x], cotangents: [c] }) => {
    const scale = b.add(b.abs(x), b.onesLike(x));
    return [c && b.div(c, b.mul(scale, scale))];
  },
  interval: monotone({ maxUlp: 1.5, isPartial: true }),
});

const vector = tensorType('f32', [37]);
const points = Float32Array.of(-2, -0.5, 0.25, 3);

describe('an operation that is one constant, with nothing else edited', () => {
  it('infers its types, and refuses others', () => {
    expect(softsign.infer([vector], undefined)).toEqual([vector]);
    expect(() => softsign.infer([tensorType('i32', [2])], undefined)).toThrow(
      /softsign: expected f32 inputs of one type, got i32\[2\]/,
    );
    const func = verify(funcOf(softsign, [vector], undefined), 'test');
    expect(printFunc(func)).toContain('%1: f32[37] = softsign %0');
  });

  it('is interpreted and compiled to the same bits', () => {
    const four = funcOf(softsign, [tensorType('f32', [4])], undefined);
    expect([...interpret(four, [points])[0]!]).toEqual([-2 / 3, -1 / 3, 0.2, 0.75].map(Math.fround));
    const func = funcOf(softsign, [vector], undefined);
    const inputs = [specialData(vector, 1)];
    expectSameBits(func, runCompiled(func, inputs), interpret(func, inputs));
  });

  it('is fused with its neighbours into one kernel', () => {
    const func = buildFunc([vector, vector], (b, [x, y], writer) => {
      const [middle] = writer.emit(softsign, [b.add(x!, y!)], undefined);
      return [b.mul(middle!, b.exp(x!))];
    });
    expect(new Program(func).report.kernels).toMatchObject([{ calls: 1 }]);
  });

  it('is differentiated, twice', () => {
    const func = vjpFunc(funcOf(softsign, [tensorType('f32', [4])], undefined), [0]);
    const [, gradient] = interpret(func, [points, new Float32Array(4).fill(1)]);
    const expected = [1 / 9, 4 / 9, 0.64, 1 / 16];
    gradient!.forEach((slope: number, index: number) => {
      expect(slope).toBeCloseTo(expected[index]!, 6);
    });
    const second = vjpFunc({ ...func, outputs: func.outputs.slice(1) }, [0]);
    const ones = new Float32Array(4).fill(1);
    const [, curvature] = interpret(second, [points, ones, ones]);
    const sign = (x: number): number => (x < 0 ? 1 : -1);
    curvature!.forEach((bend: number, index: number) => {
      const x = points[index]!;
      expect(bend).toBeCloseTo((2 * sign(x)) / (1 + Math.abs(x)) ** 3, 6);
    });
  });

  it('has bounds', () => {
    const { func } = intervalFunc(funcOf(softsign, [tensorType('f32', [4])], undefined), new Set([0]));
    const [lower, upper] = interpret(func, [points, points.map((x) => x + 1)]);
    expect([...lower!]).toEqual([-2 / 3, -1 / 3, 0.2, 0.75].map((x) => expect.closeTo(x, 5)));
    expect([...upper!]).toEqual([-0.5, 1 / 3, 5 / 9, 0.8].map((x) => expect.closeTo(x, 5)));
  });

  it('is batched', () => {
    const batched = buildFunc([tensorType('f32', [3, 37])], (b, inputs, writer) =>
      softsign.batch(b, {
        inputs: [inputs[0]!],
        shared: [null],
        params: undefined,
        size: 3,
        batchFunc,
        emit: (own, params) => writer.emit(softsign, own, params) as [(typeof inputs)[0]],
      }),
    );
    expect(batched.outputs[0]!.type).toEqual(tensorType('f32', [3, 37]));
  });
});
