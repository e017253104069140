import { expect, it } from 'vitest';
import { categorical, key } from '../../src/random/index.ts';
import { tensor } from '../../src/trace/index.ts';

const logits = tensor([[0, 1, 2]]);

it('categorical never draws a class of logit -Infinity', () => {
  const drawn = categorical(key(3), tensor([0, -Infinity, 0.5]), { shape: [500] });
  expect(new Set(drawn.toTypedArray())).toEqual(new Set([0, 2]));
});

it('categorical without replacement draws every class once', () => {
  const drawn = categorical(key(4), logits, { shape: [3, 1], replace: false });
  expect([...drawn.toTypedArray()].sort()).toEqual([0, 1, 2]);
});

it('categorical names bad input', () => {
  expect(() => categorical(key(0), tensor([1], { dtype: 'i32' }))).toThrow('expected f32 logits');
  expect(() =>
    categorical(
      key(0),
      tensor([
        [0, 1],
        [2, 3],
      ]),
      { shape: [3] },
    ),
  ).toThrow('categorical: expected a shape that ends in [2], that of the logits without axis 1, got [3]');
  expect(() => categorical(key(0), logits, { shape: [4, 1], replace: false })).toThrow(
    'expected at least 4 classes to draw 4 without replacement, got 3',
  );
});
