import { describe, expect, it } from 'vitest';
import { jit } from '../../src/runtime/index.ts';
import { grad, sin, type Tensor, tensor, valueAndGrad } from '../../src/trace/index.ts';
import { traceOnce } from '../../src/trace/traceOnce.ts';

describe('a function that is traced once', () => {
  it('runs once, and gives what it would give at each call', () => {
    let runs = 0;
    const power = (fn: typeof traceOnce) => (x: Tensor, w: Tensor) => {
      const step = fn(
        valueAndGrad((own: Tensor) => {
          runs++;
          return sin(own.mul(w)).sum();
        }),
      );
      let [value, gradient] = step(x);
      for (let turn = 0; turn < 4; turn++) [value, gradient] = step(x.add(gradient));
      return { value, gradient };
    };
    const args = [tensor([0.1, 0.2, 0.3]), tensor([3, 2, 1])] as const;
    const each = power((fn) => fn);
    const once = power(traceOnce);
    const spell = ({ value, gradient }: ReturnType<typeof once>) => [value.item(), gradient.toArray()];
    const expected = spell(each(...args));
    expect(runs).toBe(5);
    runs = 0;
    expect(spell(once(...args))).toEqual(expected);
    expect(spell(jit(once)(...args))).toEqual(expected);
    expect(runs).toBe(2);
    const outer = (fn: typeof each) => grad((w: Tensor) => fn(args[0], w).value)(args[1]).toArray();
    expect(outer(once)).toEqual(outer(each));
  });
});
