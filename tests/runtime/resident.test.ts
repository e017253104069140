import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concatenate, eye, jit, ones, resident, type Tensor, take, tensor, zeros } from '../../src/index.ts';
import { interpret } from '../../src/interpreter/interpret.ts';
import type { Func, Value } from '../../src/ir/func.ts';
import { sameType } from '../../src/ir/types.ts';
import type { TensorData } from '../../src/kernel/data.ts';
import { Program } from '../../src/runtime/program.ts';
import { Choices, tapes } from '../laws/choices.ts';
import { chooseProgram } from '../laws/randomProgram.ts';
import { expectSameBits, someData } from '../laws/values.ts';

const x = tensor([1, -2, 3]);
const numbers = (t: Tensor): unknown => t.toArray();

describe('resident state', () => {
  it('moves on at every step, and is read and written in between', () => {
    const counter = resident(
      (state: { sum: Tensor; count: Tensor }, input: Tensor) => ({
        state: { sum: state.sum.add(input), count: state.count.add(1) },
        outputs: state.sum.mul(2),
      }),
      { sum: zeros([3]), count: tensor(0, { dtype: 'i32' }) },
    );
    expect(counter.compile(x).report.memory.state).toBeGreaterThan(0);
    expect(numbers(counter.read().sum)).toEqual([0, 0, 0]);
    expect(numbers(counter.step(x))).toEqual([0, 0, 0]);
    expect(numbers(counter.step(x))).toEqual([2, -4, 6]);
    expect(numbers(counter.read().sum)).toEqual([2, -4, 6]);
    expect(counter.read().count.item()).toBe(2);
    counter.write({ sum: ones([3]), count: tensor(10, { dtype: 'i32' }) });
    expect(numbers(counter.step(x))).toEqual([2, 2, 2]);
    expect(numbers(counter.read().sum)).toEqual([2, -1, 4]);
    expect(counter.read().count.item()).toBe(11);
  });

  it('may be written before the first step', () => {
    const counter = resident((state: Tensor) => ({ state: state.add(1), outputs: state }), tensor(0));
    counter.write(tensor(5));
    expect(counter.step().item()).toBe(5);
    expect(counter.read().item()).toBe(6);
  });

  it('is given out as it was before the step and as it is after it', () => {
    const both = resident(
      (state: Tensor, input: Tensor) => {
        const next = state.mul(2).add(input);
        return { state: next, outputs: { before: state, after: next, view: state.reshape([3, 1]) } };
      },
      ones([3]),
    );
    const { before, after, view } = both.step(x);
    expect(numbers(before)).toEqual([1, 1, 1]);
    expect(numbers(view)).toEqual([[1], [1], [1]]);
    expect(numbers(after)).toEqual([3, 0, 5]);
    expect(numbers(both.step(x).before)).toEqual([3, 0, 5]);
  });

  it('is swapped', () => {
    const swap = resident(
      ({ a, b, c }: Record<'a' | 'b' | 'c', Tensor>) => ({ state: { a: b, b: c, c: a }, outputs: a.add(c) }),
      { a: tensor([1, 1]), b: tensor([2, 2]), c: tensor([3, 3]) },
    );
    expect(numbers(swap.step())).toEqual([4, 4]);
    expect(numbers(swap.step())).toEqual([3, 3]);
    const { a, b, c } = swap.read();
    expect([a, b, c].map(numbers)).toEqual([
      [3, 3],
      [1, 1],
      [2, 2],
    ]);
  });

  it('stays where the step does not change it', () => {
    const step = resident(
      ({ a, b }: Record<'a' | 'b', Tensor>) => ({ state: { a, b: a.add(b) }, outputs: [a, b] as const }),
      { a: tensor([1, 2]), b: tensor([0, 0]) },
    );
    step.step();
    const [a, b] = step.step();
    expect(numbers(a)).toEqual([1, 2]);
    expect(numbers(b)).toEqual([1, 2]);
    expect(numbers(step.read().b)).toEqual([2, 4]);
  });

  it('gets one value in two places, an input, or a constant', () => {
    const constant = tensor([7, 8, 9]);
    const step = resident(
      (_: Record<'a' | 'b' | 'c' | 'd', Tensor>, input: Tensor) => {
        const value = _.a.add(input);
        return { state: { a: value, b: value, c: input, d: constant }, outputs: _.c.add(_.d) };
      },
      { a: zeros([3]), b: zeros([3]), c: zeros([3]), d: zeros([3]) },
    );
    step.step(x);
    expect(numbers(step.step(x))).toEqual([8, 6, 12]);
    const { a, b, c, d } = step.read();
    expect([a, b, c, d].map(numbers)).toEqual([
      [2, -4, 6],
      [2, -4, 6],
      [1, -2, 3],
      [7, 8, 9],
    ]);
  });

  it('is read to the end by what writes its next value', () => {
    const square = tensor([
      [1, 2, 3],
      [4, 5, 6],
      [7, 8, 10],
    ]);
    const steps: ((state: Tensor) => Tensor)[] = [
      (state) => state.matmul(state),
      (state) => state.transpose().add(1),
      (state) => state.flip(1).mul(2),
      (state) => state.sum({ axis: 0, keepDims: true }).broadcastTo([3, 3]).sub(state.flip()),
      (state) => state.sum({ axis: 1 }).expandDims(0).add(state),
      (state) => take(state, tensor([2, 0, 0], { dtype: 'i32' }), 0),
      (state) =>
        concatenate([state, state.neg()]).max({ axis: 1 }).reshape([2, 3]).matmul(state).sum().add(state),
    ];
    for (const step of steps) {
      const moving = resident((state: Tensor) => ({ state: step(state), outputs: null }), square);
      moving.step();
      moving.step();
      expect(numbers(moving.read())).toEqual(numbers(step(step(square))));
    }
    const row = tensor([3, -1, 2, 8, 5, 9, 1, 4]);
    const sums = resident(
      (state: Tensor) => ({ state: eye(8).mul(state).sum({ axis: 1 }).add(state.sum()), outputs: 0 }),
      row,
    );
    sums.step();
    expect(numbers(sums.read())).toEqual([34, 30, 33, 39, 36, 40, 32, 35]);
  });

  it('is kept when the types of the inputs change', () => {
    const step = resident(
      (state: Tensor, input: Tensor) => ({ state: state.add(input.sum()), outputs: state }),
      tensor(0),
    );
    step.step(x);
    const first = step.compile(x);
    step.step(ones([2, 2]));
    expect(step.compile(ones([2, 2]))).not.toBe(first);
    expect(step.step(x).item()).toBe(6);
    expect(step.read().item()).toBe(8);
  });

  it('is stepped by different programs for different functions and values', () => {
    const scaled = (factor: number) => (t: Tensor) => t.mul(factor);
    const step = resident(
      (state: Tensor, input: Tensor, f: (t: Tensor) => Tensor, kind: unknown) => ({
        state: state.add(f(input).mul(typeof kind === 'string' ? 10 : 1)),
        outputs: null,
      }),
      tensor(0),
    );
    step.step(tensor(1), scaled(2), 1);
    step.step(tensor(1), scaled(3), 1);
    expect(step.read().item()).toBe(5);
    step.step(tensor(1), scaled(3), '1');
    expect(step.read().item()).toBe(35);
  });

  it('refuses a next value of another type or tree, and names its place', () => {
    const grown = resident(
      (state: { w: Tensor; n: number }) => ({
        state: { ...state, w: state.w.reshape([3, 1]) },
        outputs: null,
      }),
      { w: x, n: 1 },
      { name: 'train' },
    );
    expect(() => grown.step()).toThrow(
      /train: the state at 0\.w was f32\[3\], its next value is f32\[3, 1\]/,
    );
    const cast = resident((state: { w: Tensor }) => ({ state: { w: state.w.greater(0) }, outputs: null }), {
      w: x,
    });
    expect(() => cast.step()).toThrow(/was f32\[3\], its next value is bool\[3\]/);
    const changed = resident(
      (state: { n: number; w: Tensor }) => ({ state: { ...state, n: state.n + 1 }, outputs: 0 }),
      {
        n: 1,
        w: x,
      },
    );
    expect(() => changed.step()).toThrow(/the state at 0\.n was 1, its next value is 2; .* is a tensor/);
    const other = resident((state: readonly Tensor[]) => ({ state: state.slice(1), outputs: 0 }), [x, x]);
    expect(() => other.step()).toThrow(/state: expected the tree/);
    expect(() => grown.write({ w: ones([4]), n: 1 })).toThrow(/the state at 0\.w was f32\[3\]/);
  });

  it('is not stepped inside of a traced function', () => {
    const counter = resident((state: Tensor) => ({ state: state.add(1), outputs: state }), tensor(0));
    expect(() => jit(() => counter.step())()).toThrow(/a resident step runs on its own/);
  });

  it('goes through many steps like the plain function', () => {
    const step = (state: { v: Tensor; m: Tensor }, input: Tensor) => {
      const m = state.m.mul(0.9).add(input.tanh());
      return { state: { v: state.v.sub(m.mul(0.1)), m }, outputs: state.v.sum() };
    };
    const initial = { v: ones([17]), m: zeros([17]) };
    const compiled = resident(step, initial);
    let state = initial;
    for (let index = 0; index < 20; index++) {
      const input = ones([17]).mul(index / 7 - 1);
      const plain = step(state, input);
      expect(compiled.step(input).item()).toBe(plain.outputs.item());
      state = plain.state;
    }
    expect(numbers(compiled.read().v)).toEqual(numbers(state.v));
  });
});

/** Makes states of inputs: each one's next value is an output of its type, wherever there is one. */
function chooseStates(func: Func, choices: Choices): { input: number; output: number }[] {
  const free = new Set(func.outputs.keys());
  return func.inputs.flatMap(({ type }, input) => {
    const fitting = [...free].filter((output) => sameType(func.outputs[output]!.type, type));
    if (fitting.length === 0 || choices.onceIn(4)) return [];
    const output = choices.pick(fitting);
    free.delete(output);
    return [{ input, output }];
  });
}

/** The function with its inputs among its outputs too, in any order, so that states are swapped and given out. */
function withInputsGivenOut(func: Func, choices: Choices): Func {
  const extra = func.inputs.filter(() => choices.onceIn(2));
  const outputs: Value[] = [...func.outputs];
  for (const value of extra) outputs.splice(choices.below(outputs.length + 1), 0, value);
  return { ...func, outputs };
}

describe('random programs with resident state', () => {
  it('give the bits of the interpreter, step after step', () => {
    let states = 0;
    fc.assert(
      fc.property(tapes(250), (tape) => {
        const choices = new Choices(tape);
        const made = chooseProgram(choices, 12);
        const func = withInputsGivenOut(made.func, choices);
        const pairs = chooseStates(func, choices);
        states += pairs.length;
        const program = new Program(func, pairs);
        const values: TensorData[] = [...made.inputs];
        for (const { input } of pairs) program.writeState(input, values[input]!);
        for (let step = 0; step < 3; step++) {
          const moving = values.map((data, index) =>
            pairs.some(({ input }) => input === index) ? null : data,
          );
          program.run(moving);
          const expected = interpret(func, values);
          const isState = (output: number): boolean => pairs.some((pair) => pair.output === output);
          const others = [...func.outputs.keys()].filter((output) => !isState(output));
          expectSameBits(
            func,
            others.map((output) => program.output(output).data),
            others.map((output) => expected[output]!),
            `step ${step} of resident`,
          );
          for (const { input, output } of pairs) values[input] = expected[output]!;
          expectSameBits(
            func,
            pairs.map(({ input }) => program.readState(input)),
            pairs.map(({ input }) => values[input]!),
            `states after step ${step} of resident`,
          );
          func.inputs.forEach(({ type }, index) => {
            if (moving[index] !== null && choices.onceIn(2)) values[index] = someData(type, choices);
          });
        }
      }),
      { numRuns: 250 },
    );
    expect(states).toBeGreaterThan(200);
  });
});
