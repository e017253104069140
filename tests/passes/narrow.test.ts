import { describe, expect, it } from 'vitest';
import { gradientFunc } from '../../src/autodiff/reverse.ts';
import { interpret } from '../../src/interpreter/interpret.ts';
import type { Func } from '../../src/ir/func.ts';
import { tensorType } from '../../src/ir/types.ts';
import { eliminateDeadCode } from '../../src/passes/deadCode.ts';
import { narrow } from '../../src/passes/narrow.ts';
import { buildFunc } from '../laws/programs.ts';
import { expectSameBits, plainData } from '../laws/values.ts';

const typesOf = (func: Func): string[] =>
  func.instructions.map(({ op, outputs }) => `${op.name} ${outputs[0]!.type.shape}`);

const part = { start: [1, 0], size: [2, 3], step: [1, 1] };

describe('narrow', () => {
  it('computes a chain of operations for the part that is read', () => {
    const func = buildFunc([tensorType('f32', [5, 4]), tensorType('f32', [4])], (b, [x, y]) => [
      b.slice(b.relu(b.add(x!, b.broadcastTo(y!, { shape: [5, 4] }))), part),
    ]);
    expect(typesOf(narrow(func))).toEqual(['slice 2,3', 'slice 3', 'broadcastTo 2,3', 'add 2,3', 'relu 2,3']);
  });

  it('leaves what something else reads, an output included', () => {
    const func = buildFunc([tensorType('f32', [5, 4])], (b, [x]) => {
      const y = b.exp(x!);
      return [b.slice(y, part), y];
    });
    expect(typesOf(narrow(func))).toEqual(['exp 5,4', 'slice 2,3']);
  });

  it('leaves strided parts', () => {
    const func = buildFunc([tensorType('f32', [5, 4])], (b, [x]) => [
      b.slice(b.exp(x!), { ...part, step: [2, 1] }),
    ]);
    expect(typesOf(narrow(func))).toEqual(['exp 5,4', 'slice 2,3']);
  });

  it('keeps the gradient of the largest of rectified elements, equal ones and those below 0 included', () => {
    const func = buildFunc([tensorType('f32', [6, 6]), tensorType('f32', [3, 3])], (b, [x, weight]) => {
      const pooled = b.windowMax(b.relu(x!), { window: [2, 2], strides: [2, 2] });
      return [b.sum(b.mul(pooled, weight!), { axes: [0, 1] })];
    });
    const inputs = [
      Float32Array.from({ length: 36 }, (_, index) => ((index * 7) % 5) - 3),
      plainData(func.inputs[1]!.type, 1),
    ];
    const smaller = narrow(func);
    expect(typesOf(smaller)[0]).toBe('windowMax 3,3');
    const whole = eliminateDeadCode(gradientFunc(func, [0]));
    expectSameBits(
      whole,
      interpret(gradientFunc(smaller, [0]), inputs),
      interpret(whole, inputs),
      'narrowed',
    );
  });
});
