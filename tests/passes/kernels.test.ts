import { describe, expect, it } from 'vitest';
import { gradientFunc } from '../../src/autodiff/reverse.ts';
import { interpret } from '../../src/interpreter/interpret.ts';
import type { Func } from '../../src/ir/func.ts';
import { tensorType } from '../../src/ir/types.ts';
import type { Step } from '../../src/kernel/program.ts';
import { Program } from '../../src/runtime/program.ts';
import { buildFunc } from '../laws/programs.ts';
import { expectSameBits, plainData } from '../laws/values.ts';

const matrix = tensorType('f32', [6, 9]);

/** The kernels of a function, whose compiled code is checked against the interpreter. */
function stepsOf(func: Func): readonly Step[] {
  const program = new Program(func);
  const inputs = func.inputs.map(({ type }, index) => plainData(type, index));
  program.run(inputs);
  expectSameBits(
    func,
    func.outputs.map((_, index) => program.output(index).data),
    interpret(func, inputs),
  );
  return program.lowered.steps;
}

const formsOf = (func: Func): string[] => stepsOf(func).map(({ form }) => form);

describe('the kernels of a program', () => {
  it('are one for a chain of element-wise operations', () => {
    const func = buildFunc([matrix, matrix], (b, [x, y]) => [
      b.select(b.less(x!, y!), b.tanh(b.mul(x!, y!)), b.exp(b.neg(b.abs(b.sub(x!, y!))))),
    ]);
    expect(formsOf(func)).toEqual(['map']);
  });

  it('read transposed, sliced, flipped and broadcast values in place', () => {
    const func = buildFunc([matrix, tensorType('f32', [9, 1])], (b, [x, y]) => {
      const turned = b.flip(b.transpose(x!, { permutation: [1, 0] }), { axes: [0] });
      const part = b.slice(turned, { start: [1, 0], size: [4, 3], step: [2, 2] });
      const wide = b.broadcastTo(b.slice(y!, { start: [5, 0], size: [4, 1], step: [1, 1] }), {
        shape: [4, 3],
      });
      return [b.add(part, wide)];
    });
    expect(formsOf(func)).toEqual(['map']);
  });

  it('know their constants in the rest of a loop that has no whole vector', () => {
    const func = buildFunc([tensorType('bool', [3, 5])], (b, [x]) => {
      const turned = b.transpose(x!, { permutation: [1, 0] });
      return [b.cast(turned, { dtype: 'i32' }), b.cast(turned, { dtype: 'f32' })];
    });
    for (const { form } of stepsOf(func)) expect(form).toBe('map');
  });

  it('are none where elements only get another shape, or nothing is computed', () => {
    expect(formsOf(buildFunc([matrix], (b, [x]) => [b.reshape(x!, { shape: [54] }), x!]))).toEqual([]);
  });

  it('compute what a reduction reads while it reduces', () => {
    const func = buildFunc([matrix, matrix], (b, [x, y]) => [
      b.sum(b.mul(b.sub(x!, y!), b.sub(x!, y!)), { axes: [1] }),
    ]);
    expect(formsOf(func)).toEqual(['reduce']);
  });

  it('read numbers that are the same everywhere from no memory', () => {
    const func = buildFunc([matrix], (b, [x]) => {
      const half = b.constant({ type: tensorType('f32', []), data: Float32Array.of(0.5) });
      return [b.mul(x!, b.broadcastTo(half, { shape: matrix.shape }))];
    });
    const [step] = stepsOf(func);
    expect(step).toMatchObject({ form: 'map', accesses: [{ kind: 'buffer' }] });
    expect(new Program(func).report.memory.constants).toBe(0);
  });

  it('do not take -0 for 0, nor some elements for all of them', () => {
    for (const data of [
      Float32Array.of(0, -0, 0),
      Float32Array.of(NaN, NaN, 1),
      Float32Array.of(-0, -0, -0),
    ]) {
      const type = tensorType('f32', [3]);
      const func = buildFunc([type], (b, [x]) => {
        const zeros = b.constant({ type, data });
        return [b.add(b.mul(x!, x!), zeros), zeros];
      });
      stepsOf({ ...func, outputs: [...func.outputs, func.inputs[0]!] });
    }
    const signs = buildFunc([], (b) => {
      const zeros = b.constant({
        type: tensorType('f32', [70]),
        data: new Float32Array(70).map((_, i) => (i % 2 === 0 ? 0 : -0)),
      });
      return [b.div(b.onesLike(zeros), zeros)];
    });
    expect(formsOf(signs)).toEqual(['map']);
  });

  it('are one for products that share their first operand', () => {
    const weights = tensorType('f32', [9, 8]);
    const func = buildFunc([matrix, weights, weights, weights], (b, [x, ...w]) =>
      w.map((each) => b.matmul(x!, each)),
    );
    expect(stepsOf(func)).toMatchObject([{ form: 'contract', b: [{}, {}, {}], targets: [{}, {}, {}] }]);
  });

  it('are one for products that share their first operand in every transposition', () => {
    const func = buildFunc([matrix, tensorType('f32', [8, 6]), tensorType('f32', [8, 6])], (b, [x, ...w]) => {
      const turned = { permutation: [1, 0] };
      return w.map((each) => b.matmul(b.transpose(x!, turned), b.transpose(each, turned)));
    });
    expect(stepsOf(func)).toMatchObject([{ form: 'contract', b: [{}, {}] }]);
  });

  it('stay apart for products that depend on each other', () => {
    const square = tensorType('f32', [6, 6]);
    const func = buildFunc([square], (b, [x]) => [b.matmul(x!, b.matmul(x!, x!))]);
    expect(formsOf(func)).toEqual(['contract', 'contract']);
  });

  it('share their code where they differ in their buffers alone', () => {
    const func = buildFunc([matrix, matrix, tensorType('f32', [9, 6])], (b, [x, y, w]) => [
      b.matmul(b.tanh(b.matmul(x!, w!)), b.tanh(b.matmul(y!, w!))),
    ]);
    const { kernels } = new Program(func).report;
    expect(kernels.filter(({ calls }) => calls === 2).length).toBeGreaterThan(0);
  });

  it('of the gradient of a layer are three products and what lies between them', () => {
    const weights = tensorType('f32', [9, 4]);
    const loss = buildFunc([matrix, weights], (b, [x, w]) => [
      b.sum(b.tanh(b.matmul(x!, w!)), { axes: [0, 1] }),
    ]);
    const forms = formsOf(gradientFunc(loss, [0, 1]));
    expect(forms.filter((form) => form === 'contract')).toHaveLength(3);
    expect(forms.length).toBeLessThanOrEqual(5);
  });
});
