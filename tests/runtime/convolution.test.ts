import { describe, it } from 'vitest';
import { vjpFunc } from '../../src/autodiff/reverse.ts';
import { interpret } from '../../src/interpreter/interpret.ts';
import type { Func } from '../../src/ir/func.ts';
import { tensorType } from '../../src/ir/types.ts';
import { convolve } from '../../src/ops/convolve.ts';
import { funcOf, runCompiled } from '../laws/programs.ts';
import { expectSameBits, plainData } from '../laws/values.ts';

/** A convolution of square images, [examples, size, size, channels], with a square kernel. */
function convolution(sizes: {
  examples: number;
  size: number;
  channels: number;
  kernel: number;
  columns: number;
  stride?: number;
  padding?: number;
}): Func {
  const { examples, size, channels, kernel, columns, stride = 1, padding = 0 } = sizes;
  const extent = Math.floor((size + 2 * padding - kernel) / stride) + 1;
  const along = (axis: number) => ({
    start: -padding,
    terms: [
      { axis, stride },
      { axis: axis + 2, stride: 1 },
    ],
  });
  return funcOf(
    convolve,
    [
      tensorType('f32', [examples, size, size, channels]),
      tensorType('f32', [kernel, kernel, channels, columns]),
    ],
    {
      batch: 0,
      rows: [examples, extent, extent],
      windows: [
        { start: 0, terms: [{ axis: 0, stride: 1 }] },
        along(1),
        along(2),
        { start: 0, terms: [{ axis: 5, stride: 1 }] },
      ],
    },
  );
}

const cases = {
  'of sums in several blocks': { examples: 1, size: 6, channels: 24, kernel: 4, columns: 19 },
  'of blocks that end inside a row of the kernel': {
    examples: 2,
    size: 6,
    channels: 37,
    kernel: 3,
    columns: 8,
  },
  'with padding on all sides': { examples: 4, size: 6, channels: 21, kernel: 4, columns: 12, padding: 3 },
  'with strides and padding': {
    examples: 5,
    size: 9,
    channels: 8,
    kernel: 3,
    columns: 16,
    stride: 2,
    padding: 1,
  },
  'of one channel': { examples: 6, size: 10, channels: 1, kernel: 4, columns: 13 },
  'with a kernel of one element': { examples: 6, size: 5, channels: 300, kernel: 1, columns: 9 },
  'with windows that miss the input': {
    examples: 2,
    size: 2,
    channels: 4,
    kernel: 2,
    columns: 5,
    padding: 3,
  },
};

describe('a convolution and its gradients have the bits of the interpreter', () => {
  it.each(Object.entries(cases))('%s', (_, sizes) => {
    const func = vjpFunc(convolution(sizes), [0, 1]);
    const inputs = func.inputs.map(({ type }, index) => plainData(type, index + 1));
    expectSameBits(func, runCompiled(func, inputs), interpret(func, inputs));
  });
});
