import { describe, expect, it } from 'vitest';
import { accuracy } from '../../src/losses/index.ts';
import { tensor } from '../../src/trace/index.ts';

const logits = tensor([
  [0.1, 0.9, 0],
  [2, -1, 2],
  [-3, -2, -1],
  [5, 4, 3],
]);

describe('accuracy', () => {
  it('is the fraction of labels that the largest logit, the first of equal ones, names', () => {
    expect(accuracy(tensor([1, 0, 2, 1], { dtype: 'i32' }), logits).item()).toBe(0.75);
    expect(accuracy(tensor([1, 2, 0, 1], { dtype: 'u32' }), logits).item()).toBe(0.25);
  });

  it('takes one-hot classes and leading axes', () => {
    const classes = tensor([
      [0, 1, 0],
      [1, 0, 0],
      [1, 0, 0],
      [0, 0, 1],
    ]);
    expect(accuracy(classes, logits).item()).toBe(0.5);
    expect(accuracy(classes.reshape([2, 2, 3]), logits.reshape([2, 2, 3])).item()).toBe(0.5);
  });

  it('refuses arguments in the other order and shapes that do not fit', () => {
    const labels = tensor([1, 0, 2, 1], { dtype: 'i32' });
    expect(() => accuracy(logits, labels)).toThrow('the arguments are (target, logits)');
    expect(() => accuracy(tensor([1, 0], { dtype: 'i32' }), logits)).toThrow(
      'take labels i32[4] or one-hot classes f32[4, 3], got i32[2]',
    );
    expect(() => accuracy(tensor([1]), tensor(1))).toThrow('expected logits [..., classes], got a scalar');
  });
});
