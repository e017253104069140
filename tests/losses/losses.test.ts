import { describe, expect, it } from 'vitest';
import {
  accuracy,
  boundsClip,
  boundsCost,
  crossEntropy,
  ctcLoss,
  klDivergence,
  l0NormApprox,
  l2SquaredNorm,
  makeBounds,
  softmax,
} from '../../src/losses/index.ts';
import { jit } from '../../src/runtime/index.ts';
import { tensor, zeros } from '../../src/trace/index.ts';

const parameters = [
  { weight: tensor([[-2, 0.5]]) },
  {},
  { weight: tensor([3]), steps: tensor([7], { dtype: 'i32' }) },
] as const;

describe('bounds', () => {
  it('bind nothing until they are set', () => {
    const { lower, upper } = makeBounds(parameters);
    expect(boundsCost(parameters, lower, upper).item()).toBe(0);
    lower[0].weight = -1;
    upper[2].weight = 1;
    // exp(1) for the weight of -2 below -1, exp(2) for the weight of 3 above 1.
    expect(boundsCost(parameters, lower, upper).item()).toBeCloseTo(Math.exp(1) + Math.exp(2), 5);
    const clipped = boundsClip(parameters, lower, upper);
    expect(clipped[0].weight.toArray()).toEqual([[-1, 0.5]]);
    expect(clipped[2].weight.toArray()).toEqual([1]);
    expect(clipped[2].steps).toBe(parameters[2].steps);
  });

  it('may differ by element', () => {
    const { lower, upper } = makeBounds(parameters);
    lower[0].weight = tensor([0, 1]);
    expect(boundsClip(parameters, lower, upper)[0].weight.toArray()).toEqual([[0, 1]]);
  });

  it('must be a tree like the parameters', () => {
    const { lower } = makeBounds([{ weight: tensor([1]) }]);
    const { upper } = makeBounds([{ bias: tensor([1]) }]);
    // @ts-expect-error the upper bounds are another tree
    expect(() => boundsCost([{ weight: tensor([1]) }], lower, upper)).toThrow(
      'boundsCost: upper bounds: expected the tree [{ weight: * }], got [{ bias: * }]',
    );
  });
});

describe('losses report', () => {
  it('logits and target the wrong way round', () => {
    const labels = zeros([5], 'i32');
    expect(() => crossEntropy(zeros([5, 3]), labels)).toThrow('the arguments are (target, logits)');
  });

  it('targets that do not fit the logits', () => {
    expect(() => crossEntropy(zeros([4], 'i32'), zeros([5, 3]))).toThrow(
      'crossEntropy: logits f32[5, 3] take labels i32[5] or probabilities f32[5, 3], got i32[4]',
    );
    expect(() => crossEntropy(zeros([5]), zeros([5, 3]))).toThrow('got f32[5]');
    expect(() => klDivergence(zeros([5, 3]), zeros([5, 2]))).toThrow('got f32[5, 3] and f32[5, 2]');
  });

  it('labels that are no class, which inside jit make the loss NaN', () => {
    const labels = tensor([0, 3], { dtype: 'i32' });
    const negative = tensor([-1, 0], { dtype: 'i32' });
    const logits = zeros([2, 3]);
    expect(() => crossEntropy(labels, logits)).toThrow(
      'crossEntropy: expected labels from 0 to 2, got 3 at position 1',
    );
    expect(() => crossEntropy(negative, logits)).toThrow('got -1 at position 0');
    const compiled = jit(crossEntropy);
    expect(compiled(labels, logits).item()).toBeNaN();
    expect(compiled(negative, logits).item()).toBeNaN();
    expect(compiled(tensor([0, 2], { dtype: 'i32' }), logits).item()).toBeCloseTo(Math.log(3), 6);
    expect(() => accuracy(labels, logits)).toThrow(
      'accuracy: expected labels from 0 to 2, got 3 at position 1',
    );
    const sequences = zeros([1, 4, 3]);
    expect(() => ctcLoss(labels.reshape([1, 2]), sequences)).toThrow('ctcLoss: expected labels from 0 to 2');
    expect(jit(ctcLoss)(labels.reshape([1, 2]), sequences).item()).toBeNaN();
  });

  it('logits that are whole numbers', () => {
    expect(() => klDivergence(zeros([2, 3], 'i32'), zeros([2, 3]))).toThrow(
      'klDivergence: expected f32 logits, got i32[2, 3] and f32[2, 3]',
    );
  });

  it('temperatures and sigmas that are not above 0, and trees without parameters', () => {
    expect(() => softmax(zeros([3]), { temperature: 0 })).toThrow('expected a temperature above 0, got 0');
    expect(() => l0NormApprox(parameters, -1)).toThrow('expected sigma above 0, got -1');
    expect(() => l2SquaredNorm([{}])).toThrow('l2SquaredNorm: the tree of parameters holds no f32 tensor');
  });
});

describe('softmax', () => {
  it('goes along the axis it is asked for', () => {
    const scores = tensor([
      [0, 0],
      [30, 0],
    ]);
    expect(softmax(scores, { axis: 0 }).toArray()).toEqual([
      [Math.fround(Math.exp(-30)), 0.5],
      [1, 0.5],
    ]);
  });
});
