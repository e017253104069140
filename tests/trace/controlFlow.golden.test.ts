import { describe, it } from 'vitest';
import {
  cond,
  foriLoop,
  grad,
  jit,
  map,
  scan,
  sin,
  slice,
  switchCase,
  type Tensor,
  vjp,
  vmap,
} from '../../src/index.ts';
import { expectClose, type GoldenArray, goldenTensor, readGolden } from '../golden/readGolden.ts';

interface Case {
  readonly name: string;
  readonly op: string;
  readonly inputs: readonly GoldenArray[];
  readonly outputs: readonly GoldenArray[];
  readonly cotangents: readonly GoldenArray[];
  readonly gradients: readonly (GoldenArray | null)[];
  readonly directions: readonly (GoldenArray | null)[];
  readonly secondGradients: readonly (GoldenArray | null)[];
}

type Tensors = [Tensor, Tensor, Tensor, Tensor];

const elman =
  (reverse: boolean) =>
  (...[h, w, v, x]: Tensors): Tensor => {
    const body = (state: Tensor, each: Tensor): [Tensor, Tensor] => {
      const next = each.matmul(v).add(state.matmul(w)).tanh();
      return [next, next.mul(slice(each, [{}, { stop: 1 }]))];
    };
    const [last, outputs] = scan(body, h, x, { reverse });
    return last.add(outputs.square().sum({ axis: 0 }));
  };

const nested = (...[h, w, x]: Tensors): Tensor => {
  const inner = (state: Tensor, each: Tensor): [Tensor, Tensor] => {
    const next = sin(state.matmul(w).add(each));
    return [next, slice(next, [0])];
  };
  const outer = (state: Tensor, row: Tensor): [Tensor, Tensor] => {
    const [last, firsts] = scan(inner, state, row);
    return [last, last.mul(firsts.sum())];
  };
  const [last, outputs] = scan(outer, h, x);
  return last.add(outputs.sum({ axis: 0 }));
};

const inScan = (...[x, y]: Tensors): Tensor => {
  const [total, outputs] = scan(
    (sum: Tensor, each: Tensor) => {
      const next = cond(
        sum.greater(0),
        (own: Tensor) => own.sub(each.mul(y)),
        (own: Tensor) => own.add(each.tanh()).add(y.mul(y)),
        sum,
      );
      return [next, next.mul(each)];
    },
    y,
    x,
  );
  return total.add(outputs);
};

const functions: Readonly<Record<string, (...inputs: Tensors) => Tensor>> = {
  recurrent: elman(false),
  reverse: elman(true),
  nested,
  product: (x) => foriLoop(1, 6, (i, c: Tensor) => c.mul(sin(x.mul(i))).add(c), x),
  branches: (n, x, y) =>
    switchCase(n, [(a: Tensor, b: Tensor) => a.mul(b), (a: Tensor) => sin(a), (_, b: Tensor) => b], x, y),
  inScan,
  mapped: (x, w) => map((row: Tensor) => row.mul(w).tanh(), x),
  batched: (h, w, v, x) => vmap(elman(false), { inAxes: [0, null, null, 1] })(h, w, v, x),
};

/** Sums of up to a few hundred products in another order than XLA's, squared once more in second gradients. */
const closeness = { ulps: 40 };

describe('loops and branches have the values and gradients of JAX', () => {
  it.each(readGolden<{ cases: Case[] }>('controlFlow').cases.map((each) => [each.name, each] as const))(
    '%s',
    (_, { op, inputs, outputs, cotangents, gradients, directions, secondGradients }) => {
      const fn = functions[op]!;
      const given = inputs.map(goldenTensor) as Tensors;
      const cotangent = goldenTensor(cotangents[0]!);
      const gradient = (...values: Tensors): readonly Tensor[] => {
        const { pullback } = vjp(fn, ...values);
        return pullback(cotangent);
      };
      const projected = (...values: Tensors): Tensor =>
        gradient(...values).reduce(
          (sum, each, index) =>
            directions[index] ? sum.add(each.mul(goldenTensor(directions[index]!)).sum()) : sum,
          cotangent.sum().mul(0),
        );
      expectClose('value', jit(fn)(...given), outputs[0]!.data, closeness);
      gradients.forEach((expected, index) => {
        if (expected === null) return;
        const first = jit((...values: Tensors) => gradient(...values)[index]!)(...given);
        expectClose(`gradient ${index}`, first, expected.data, closeness);
        const second = jit(grad(projected, { argument: index as 0 }))(...given);
        expectClose(`second gradient ${index}`, second, secondGradients[index]!.data, closeness);
      });
    },
  );
});
