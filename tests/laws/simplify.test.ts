import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { interpret } from '../../src/interpreter/interpret.ts';
import type { Func, Value } from '../../src/ir/func.ts';
import type { Op } from '../../src/ir/op.ts';
import { sameType, sizeOf, type TensorType, tensorType } from '../../src/ir/types.ts';
import { allocateData } from '../../src/kernel/data.ts';
import { simplify } from '../../src/passes/simplify.ts';
import { Choices, tapes } from './choices.ts';
import { chooseSample, chooseType, operations } from './operations.ts';
import { buildFunc } from './programs.ts';
import { expectSameBits, specialData } from './values.ts';

/** The operation on its inputs, on one value in all places where that fits, and on what it made itself. */
function chooseProgram(op: Op, choices: Choices): Func | null {
  const sample = chooseSample(op, choices, chooseType(choices));
  if (sample === null) return null;
  const isShared = choices.onceIn(2);
  return buildFunc(sample.types, (_, inputs, writer) => {
    const last = inputs.at(-1);
    const shared = inputs.map((input) =>
      last && isShared && sameType(input.type, last.type) ? last : input,
    );
    const [first] = writer.emit(op, shared, sample.params);
    const again = chooseSample(op, choices, (first as Value).type);
    const fits = again?.types.length === 1 && sameType(again.types[0]!, (first as Value).type);
    return fits ? writer.emit(op, [first as Value], again.params) : [first as Value];
  });
}

const hasSimplification = operations.filter((op) => op.simplify !== undefined);
const hasIdentity = operations.filter((op) => op.traits.rightIdentity !== undefined);

/** The operation on an input and one number in all places of the other operand. */
const besideNumber = (op: Op, type: TensorType, number: number, isLeft: boolean): Func =>
  buildFunc([type], (b, [x], writer) => {
    const data = allocateData(type.dtype, 1).fill(number);
    const scalar = b.constant({ type: tensorType(type.dtype, []), data });
    const same = b.broadcastTo(scalar, { shape: type.shape });
    return writer.emit(op, isLeft ? [same, x!] : [x!, same], undefined);
  });

describe('simplification keeps the bits', () => {
  it.each(hasSimplification.map((op) => [op.name, op] as const))('of %s, and does something', (_, op) => {
    let simplified = 0;
    fc.assert(
      fc.property(tapes(60), (tape) => {
        const choices = new Choices(tape);
        const func = chooseProgram(op, choices);
        if (func === null) return;
        const simple = simplify(func);
        if (simple.instructions.some(({ op: other }, index) => other !== func.instructions[index]?.op)) {
          simplified++;
        } else if (simple.outputs[0] !== func.outputs[0]) simplified++;
        const inputs = func.inputs.map(({ type }, index) => specialData(type, index + choices.below(100)));
        expectSameBits(func, interpret(simple, inputs), interpret(func, inputs), 'simplified');
      }),
      { numRuns: 150 },
    );
    expect(simplified).toBeGreaterThan(3);
  });

  it.each(hasIdentity.map((op) => [op.name, op] as const))('where %s meets its identity', (_, op) => {
    const { rightIdentity = 0, commutative = false, dtypes = [] } = op.traits;
    for (const type of dtypes.flatMap((dtype) => [[], [1], [37]].map((shape) => tensorType(dtype, shape)))) {
      const inputs = [specialData(type, sizeOf(type.shape))];
      for (const isLeft of commutative ? [false, true] : [false]) {
        const func = besideNumber(op, type, rightIdentity, isLeft);
        const simple = simplify(func);
        expect(simple.outputs[0], `${type.dtype} ${op.name}`).toBe(func.inputs[0]);
        expectSameBits(func, interpret(simple, inputs), interpret(func, inputs), 'simplified');
        const other = besideNumber(op, type, -rightIdentity, isLeft);
        expectSameBits(other, interpret(simplify(other), inputs), interpret(other, inputs), 'simplified');
      }
    }
  });
});
