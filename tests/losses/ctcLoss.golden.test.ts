import { describe, expect, it } from 'vitest';
import { ctcLoss } from '../../src/losses/index.ts';
import { type Tensor, tensor, vjp, zeros } from '../../src/trace/index.ts';
import {
  expectClose,
  type GoldenArray,
  goldenNumber,
  goldenTensor,
  readGolden,
} from '../golden/readGolden.ts';

interface CtcCase {
  readonly name: string;
  readonly params: { readonly blank: number };
  readonly inputs: readonly [GoldenArray, GoldenArray, GoldenArray?];
  readonly outputs: readonly [GoldenArray];
  readonly cotangents: readonly [GoldenArray];
  readonly gradients: readonly [GoldenArray];
}

const { cases } = readGolden<{ cases: CtcCase[] }>('ctcLoss');

describe('ctcLoss agrees with optax', () => {
  it.each(cases.map((each) => [each.name, each] as const))('%s', (_, each) => {
    const [logits, labels, lengths] = each.inputs;
    const options = { ...each.params, ...(lengths && { lengths: goldenTensor(lengths) }) };
    const loss = (scores: Tensor) => ctcLoss(goldenTensor(labels), scores, options);
    const { value, pullback } = vjp(loss, goldenTensor(logits));
    // See ctcLoss.py.
    const ulps = 5 * logits.shape[1]!;
    expectClose('loss', value, each.outputs[0].data, { ulps });
    const [gradient] = pullback(goldenTensor(each.cotangents[0]));
    const sizes = [each.outputs[0], each.cotangents[0]].map(({ data }) => Math.abs(goldenNumber(data[0]!)));
    expectClose('gradient', gradient, each.gradients[0].data, { ulps, scale: sizes[0]! * sizes[1]! });
  });

  it('is huge, with finite gradients, where labels do not fit into the time', () => {
    const loss = (scores: Tensor) => ctcLoss(tensor([[1, 1]], { dtype: 'i32' }), scores);
    const { value, pullback } = vjp(loss, zeros([1, 2, 3]));
    expect(value.item()).toBeGreaterThan(1e29);
    expect([...pullback(tensor(1))[0].toTypedArray()].every(Number.isFinite)).toBe(true);
  });

  it('reports arguments that do not fit', () => {
    const labels = tensor([[1, 2]], { dtype: 'i32' });
    expect(() => ctcLoss(labels, zeros([2, 5, 4]))).toThrow(
      'of one batch and some time, got i32[1, 2] and f32[2, 5, 4]',
    );
    expect(() => ctcLoss(labels.cast('f32'), zeros([1, 5, 4]))).toThrow('expected labels i32[batch, labels]');
    expect(() => ctcLoss(labels, zeros([1, 5, 4]), { blank: 4 })).toThrow(
      'one of the 4 classes from 0, got 4',
    );
    expect(() => ctcLoss(labels, zeros([1, 5, 4]), { lengths: zeros([1]) })).toThrow(
      'expected lengths i32[1], got f32[1]',
    );
    expect(() => ctcLoss(labels, zeros([1, 5, 4]), { lengths: zeros([1], 'i32') })).toThrow(
      'expected lengths from 1 to 5, got 0',
    );
  });
});
