import { describe, expect, it } from 'vitest';
import { key, normal } from '../../src/random/index.ts';
import { jit } from '../../src/runtime/index.ts';
import { scan, type Tensor, valueAndGrad } from '../../src/trace/index.ts';

const [steps, batch, units] = [6, 9, 21];
const weight = normal(key(1), [units, units]).mul(0.2);
const input = normal(key(2), [steps, batch, units]);
const start = normal(key(3), [batch, units]);

/** A recurrent network whose last state is summed. */
const recurrent = (w: Tensor, xs: Tensor): Tensor =>
  scan((state: Tensor, x: Tensor) => [state.matmul(w).add(x).tanh(), null] as const, start, xs)[0].sum();

/** How often a compiled function copies panels. */
const copies = (kernels: readonly { readonly name: string; readonly calls: number }[]): number =>
  kernels.filter(({ name }) => name.startsWith('panels')).reduce((sum, { calls }) => sum + calls, 0);

const same = <Args extends readonly Tensor[]>(f: (...args: Args) => readonly Tensor[], ...args: Args) => {
  const compiled = jit(f);
  compiled(...args).forEach((result, index) => {
    expect([...result.toTypedArray()]).toEqual([...f(...args)[index]!.toTypedArray()]);
  });
  return copies(compiled.compile(...args).report.kernels);
};

describe('products in loops', () => {
  it('read weights that are copied to panels once, forwards and backwards', () => {
    const gradient = valueAndGrad((w: Tensor) => recurrent(w, input));
    expect(same((w: Tensor) => gradient(w), weight)).toBe(2);
  });

  it('read matrices that change from step to step where they are', () => {
    const matrices = normal(key(4), [steps, units, units]);
    const last = (own: Tensor): Tensor[] => [
      scan((state: Tensor, w: Tensor) => [state.matmul(w), null] as const, start, own)[0],
    ];
    expect(same(last, matrices)).toBe(0);
    const powers = (w: Tensor): Tensor[] => [
      scan((state: Tensor) => [state.matmul(state).tanh(), null] as const, w, null, { length: steps })[0],
    ];
    expect(same(powers, weight)).toBe(0);
  });

  it('in inner loops read panels of what the outer one changes', () => {
    const nested = (w: Tensor): Tensor[] => [
      scan(
        (own: Tensor) => {
          const [state] = scan(
            (inner: Tensor, x: Tensor) => [inner.matmul(own).add(x).tanh(), null] as const,
            start,
            input,
          );
          return [own.mul(state.mean()), state.matmul(w)] as const;
        },
        w,
        null,
        { length: 3 },
      )[1],
    ];
    expect(same(nested, weight)).toBe(4);
  });
});
