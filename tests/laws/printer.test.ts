import { describe, expect, it } from 'vitest';
import { gradientFunc } from '../../src/autodiff/reverse.ts';
import { printFunc } from '../../src/ir/printer.ts';
import { tensorType } from '../../src/ir/types.ts';
import { buildFunc } from './programs.ts';

const product = () =>
  buildFunc([tensorType('f32', [2, 3]), tensorType('f32', [3, 4])], (b, [x, w]) => [
    b.sum(b.tanh(b.matmul(x!, w!)), { axes: [0, 1] }),
  ]);

describe('a printed program', () => {
  it('has one typed line for each instruction', () => {
    expect(printFunc(gradientFunc(product(), [1]))).toMatchInlineSnapshot(`
      "grad(test)(%0: f32[2, 3], %1: f32[3, 4]) {
        %2: f32[2, 4] = matmul %0 %1
        %3: f32[2, 4] = tanh %2
        %4: f32[] = sum %3 {"axes":[0,1]}
        %5: f32[] = constant {"type":{"dtype":"f32","shape":[]},"data":"1"}
        %6: f32[1, 1] = reshape %5 {"shape":[1,1]}
        %7: f32[2, 4] = broadcastTo %6 {"shape":[2,4]}
        %8: f32[2, 4] = onesLike %3
        %9: f32[2, 4] = mul %3 %3
        %10: f32[2, 4] = sub %8 %9
        %11: f32[2, 4] = mul %7 %10
        %12: f32[4, 3] = transpose %1 {"permutation":[1,0]}
        %13: f32[2, 3] = matmul %11 %12
        %14: f32[3, 2] = transpose %0 {"permutation":[1,0]}
        %15: f32[3, 4] = matmul %14 %11
        return %4, %15
      }"
    `);
  });

  it('is the same for programs that are the same', () => {
    expect(printFunc(product())).toBe(printFunc(product()));
  });

  it('shows the elements of short constants, and numbers that JSON does not know', () => {
    const func = buildFunc([], (b) => [
      b.constant({ type: tensorType('f32', [4]), data: Float32Array.of(1.5, NaN, -Infinity, -0) }),
      b.constant({ type: tensorType('i32', [100]), data: new Int32Array(100) }),
      b.fullLike(b.iota({ shape: [2], axis: 0 }), { value: Infinity }),
    ]);
    expect(printFunc(func)).toMatchInlineSnapshot(`
      "test() {
        %0: f32[4] = constant {"type":{"dtype":"f32","shape":[4]},"data":"1.5 NaN -Infinity -0"}
        %1: i32[100] = constant {"type":{"dtype":"i32","shape":[100]},"data":"100 elements"}
        %2: u32[2] = iota {"shape":[2],"axis":0}
        %3: u32[2] = fullLike %2 {"value":"Infinity"}
        return %0, %1, %3
      }"
    `);
  });
});
