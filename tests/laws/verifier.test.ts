import { describe, expect, it } from 'vitest';
import { type Func, Value } from '../../src/ir/func.ts';
import { tensorType } from '../../src/ir/types.ts';
import { verify } from '../../src/ir/verifier.ts';
import { add, neg } from '../../src/ops/index.ts';
import { buildFunc } from './programs.ts';

const vector = tensorType('f32', [3]);

/** `neg(x + y)`, with its parts. */
function sample(): { func: Func; sum: Value; result: Value } {
  const func = buildFunc([vector, vector], (b, [x, y]) => [b.neg(b.add(x!, y!))]);
  return { func, sum: func.instructions[0]!.outputs[0]!, result: func.outputs[0]! };
}

const withInstructions = (func: Func, change: (all: Func['instructions']) => Func['instructions']): Func => ({
  ...func,
  instructions: change(func.instructions),
});

describe('the verifier', () => {
  it('accepts a function that is well formed', () => {
    const { func } = sample();
    expect(verify(func, 'test')).toBe(func);
  });

  it('names the pass that left a value without its instruction', () => {
    const { func } = sample();
    const broken = withInstructions(func, ([, last]) => [last!]);
    expect(() => verify(broken, 'deadCode')).toThrow(
      /after deadCode, test is broken: instruction 0 \(neg\) reads a value that is not made before it/,
    );
  });

  it('refuses a value that is read before it is made', () => {
    const { func } = sample();
    const broken = withInstructions(func, ([first, last]) => [last!, first!]);
    expect(() => verify(broken, 'schedule')).toThrow(/instruction 0 \(neg\) reads a value/);
  });

  it('refuses a value that is made twice', () => {
    const { func } = sample();
    const broken = withInstructions(func, ([first, last]) => [first!, first!, last!]);
    expect(() => verify(broken, 'merge')).toThrow(/instruction 1 \(add\) makes a value a second time/);
  });

  it('refuses a type that the rule of the operation does not give', () => {
    const { func, sum } = sample();
    const wrong = new Value(tensorType('f32', [4]));
    const broken = withInstructions(func, ([first]) => [
      first!,
      { op: neg, inputs: [sum], params: undefined, outputs: [wrong] },
    ]);
    expect(() => verify({ ...broken, outputs: [wrong] }, 'fold')).toThrow(
      /instruction 1 \(neg\) gives f32\[4\], its rule says f32\[3\]/,
    );
  });

  it('refuses inputs that the operation does not take, and a wrong number of outputs', () => {
    const { func, result } = sample();
    const other = new Value(tensorType('i32', [3]));
    const mixed = { op: add, inputs: [func.inputs[0]!, other], params: undefined, outputs: [result] };
    expect(() => verify({ ...func, inputs: [...func.inputs, other], instructions: [mixed] }, 'x')).toThrow(
      /add: expected .* inputs of one type, got f32\[3\] and i32\[3\]/,
    );
    const twice = { ...func.instructions[0]!, outputs: [new Value(vector), new Value(vector)] };
    expect(() => verify({ ...func, instructions: [twice] }, 'x')).toThrow(/has 2 outputs, its rule gives 1/);
  });

  it('refuses outputs that nothing makes', () => {
    const { func } = sample();
    expect(() => verify({ ...func, outputs: [new Value(vector)] }, 'x')).toThrow(/an output is never made/);
  });
});
