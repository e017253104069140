import fc from 'fast-check';
import { describe, it } from 'vitest';
import { vjpFunc } from '../../src/autodiff/reverse.ts';
import { interpret } from '../../src/interpreter/interpret.ts';
import { eliminateDeadCode } from '../../src/passes/deadCode.ts';
import { Choices, tapes } from '../laws/choices.ts';
import { operations } from '../laws/operations.ts';
import { runCompiled } from '../laws/programs.ts';
import { chooseProgram } from '../laws/randomProgram.ts';
import { expectSameBits, plainData } from '../laws/values.ts';

const RUNS = 300;

const differentiable = operations.filter(({ vjp }) => !('noGradient' in vjp));

describe('random programs over the whole catalogue', () => {
  it('have the same bits interpreted and compiled', () => {
    fc.assert(
      fc.property(tapes(200), (tape) => {
        const { func, inputs } = chooseProgram(new Choices(tape));
        expectSameBits(func, runCompiled(func, inputs), interpret(func, inputs));
      }),
      { numRuns: RUNS },
    );
  });

  it('have gradients with the same bits interpreted and compiled', () => {
    fc.assert(
      fc.property(tapes(200), (tape) => {
        const choices = new Choices(tape);
        const { func, inputs } = chooseProgram(choices, 16, differentiable);
        const wrt = func.inputs.flatMap(({ type }, index) => (type.dtype === 'f32' ? [index] : []));
        const gradient = eliminateDeadCode(vjpFunc(func, wrt));
        const cotangents = gradient.inputs
          .slice(inputs.length)
          .map(({ type }, index) => plainData(type, choices.below(100) + index));
        const all = [...inputs, ...cotangents];
        expectSameBits(gradient, runCompiled(gradient, all), interpret(gradient, all));
      }),
      { numRuns: RUNS },
    );
  });
});
