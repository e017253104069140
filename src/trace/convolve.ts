import { dtypeError, shapeError, valueError } from '../errors.ts';
import { formatType } from '../ir/types.ts';
import * as ops from '../ops/index.ts';
import { type Tensor, unwrap } from './tensor.ts';
import {
  type DataLayout,
  layoutOf,
  type Padding,
  type PerAxis,
  paddingPairs,
  perAxis,
  spatialAxes,
  windowCount,
} from './windows.ts';

/** Where the axes of a kernel are: height and width, or width alone, channels in `I` and out `O`. */
export type KernelLayout = 'HWIO' | 'OIHW' | 'WIO' | 'OIW';

/** How the sums of a convolution are computed. */
export type ConvolutionAlgorithm = 'direct' | 'winograd';

/** How a convolution is done. */
export interface ConvolveOptions {
  /** Elements between neighbouring windows. Default 1. */
  readonly strides?: PerAxis;
  /** Default `VALID`. */
  readonly padding?: Padding;
  /** Elements of the input lie this far apart, zeros between them: more than 1 is a transposed convolution. Default 1. */
  readonly inputDilation?: PerAxis;
  /** Elements that meet neighbouring elements of the kernel lie this far apart. Default 1. */
  readonly kernelDilation?: PerAxis;
  /** Channels are cut in this many groups that do not see each other. Default 1. */
  readonly groups?: number;
  /** Default `NHWC`, or `NWC` for an input of three axes. */
  readonly layout?: DataLayout;
  /** Default `HWIO`, or `WIO` for an input of three axes. */
  readonly kernelLayout?: KernelLayout;
  /**
   * `direct`: every product; `winograd`: about a fifth of them for 4 x 4 kernels, with sums that are rounded about five times as much, a few
   * 1e-6 of the results. It is faster where there are many channels. For strides and dilations of 1 and kernels of 2 to 5 elements
   * along each axis. Default `direct`.
   */
  readonly algorithm?: ConvolutionAlgorithm;
}

/** The axes of a tensor in another order of the letters of its layout. */
const arranged = (x: Tensor, from: string, to: string): Tensor =>
  from === to ? x : x.transpose([...to].map((letter) => from.indexOf(letter)));

function kernelLayoutOf(kernel: Tensor, given: KernelLayout | undefined, rank: number): KernelLayout {
  const layout = given ?? (rank === 1 ? 'WIO' : 'HWIO');
  if (spatialAxes(layout).length !== rank || layout.length !== kernel.shape.length) {
    throw shapeError(
      `convolve: expected a kernel of ${rank + 2} axes, ${rank === 1 ? 'WIO or OIW' : 'HWIO or OIHW'}, ` +
        `got ${formatType(kernel.type)} as ${layout}`,
    );
  }
  return layout;
}

function checkChannels(
  x: Tensor,
  channels: number,
  kernel: Tensor,
  each: readonly number[],
  groups: number,
): void {
  const [inputs = 0, outputs = 0] = each;
  if (!Number.isInteger(groups) || groups < 1)
    throw valueError(`convolve: expected groups to be a whole number from 1, got ${groups}`);
  if (channels !== inputs * groups) {
    throw shapeError(
      `convolve: ${formatType(x.type)} has ${channels} channels, and the kernel ${formatType(kernel.type)} takes ` +
        `${inputs} in each of ${groups} ${groups === 1 ? 'group' : 'groups'}`,
    );
  }
  if (outputs % groups !== 0) {
    throw shapeError(
      `convolve: the ${outputs} channels that the kernel ${formatType(kernel.type)} gives cannot be cut in ${groups} groups`,
    );
  }
}

function checkAlgorithm(
  algorithm: ConvolutionAlgorithm,
  kernel: readonly number[],
  steps: readonly (readonly number[])[],
): void {
  if (algorithm === 'direct') return;
  if (algorithm !== 'winograd')
    throw valueError(
      `convolve: expected the algorithm 'direct' or 'winograd', got ${JSON.stringify(algorithm)}`,
    );
  if (steps.flat().some((step) => step !== 1) || kernel.some((extent) => extent < 2 || extent > 5)) {
    throw valueError(
      "convolve: the algorithm 'winograd' takes strides and kernelDilation of 1 and kernels of 2 to 5 elements along each axis, got " +
        `strides ${steps[0]?.join(', ')}, kernelDilation ${steps[1]?.join(', ')} and a kernel of ${kernel.join(' x ')}; ` +
        "use 'direct'",
    );
  }
}

/** Zeros between the elements of a signal or an image, channels last. */
function dilated(x: Tensor, dilation: readonly number[]): Tensor {
  if (dilation.every((each) => each === 1)) return x;
  const none = x.shape.map(() => 0);
  return unwrap(ops.pad, [x], {
    low: none,
    high: none,
    interior: [0, ...dilation.map((each) => each - 1), 0],
    value: 0,
  });
}

/**
 * The convolution of signals or images, as `jax.lax.conv_general_dilated`: kernels are not flipped. Each result is
 * Σ over the kernel's places and input channels of x[n, o·stride + k·dilation - padding, i] kernel[k, i, o], summed over
 * space first, row-major, then channels, in blocks of 256. Places in the padding take no part.
 * @param x f32 [examples, height, width, channels], or in another layout
 * @param kernel f32 [height, width, channels / groups, outputs], or in another layout
 * @returns f32 in the layout of `x`
 * @throws LimpetError where ranks, channels, groups or options do not fit, or the kernel is larger than the padded input.
 * @example `convolve(images, kernel, { padding: 'SAME' })`
 * Source: JAX; PyTorch's `groups`.
 */
export function convolve(x: Tensor, kernel: Tensor, options: ConvolveOptions = {}): Tensor {
  if (x.dtype !== 'f32' || kernel.dtype !== 'f32') {
    throw dtypeError(`convolve: expected f32, got ${formatType(x.type)} and ${formatType(kernel.type)}`);
  }
  const layout = layoutOf('convolve', x, options.layout);
  const space = spatialAxes(layout)
    .map((axis) => layout[axis])
    .join('');
  const rank = space.length;
  const kernelLayout = kernelLayoutOf(kernel, options.kernelLayout, rank);
  const { padding = 'VALID', groups = 1 } = options;
  const strides = perAxis('convolve', 'strides', options.strides ?? 1, rank);
  const inputDilation = perAxis('convolve', 'inputDilation', options.inputDilation ?? 1, rank);
  const kernelDilation = perAxis('convolve', 'kernelDilation', options.kernelDilation ?? 1, rank);
  if (padding === 'SAME' && inputDilation.some((each) => each > 1)) {
    throw valueError("convolve: padding 'SAME' is not defined with inputDilation; give pairs of counts");
  }
  const spread = dilated(arranged(x, layout, `N${space}C`), inputDilation);
  const taps = arranged(kernel, kernelLayout, `${space}IO`);
  const channels = spread.shape.at(-1) ?? 0;
  checkChannels(x, channels, kernel, taps.shape.slice(-2), groups);
  const axes = strides.map((stride, axis) => ({
    extent: spread.shape[axis + 1] ?? 0,
    reach: Math.max(0, ((taps.shape[axis] ?? 0) - 1) * (kernelDilation[axis] ?? 1) + 1),
    stride,
  }));
  const pairs = paddingPairs('convolve', padding, axes);
  const rows = [
    x.shape[layout.indexOf('N')] ?? 0,
    ...axes.map((axis, index) => windowCount(axis, pairs[index] ?? [0, 0])),
  ];
  const single = (axis: number) => ({ start: 0, terms: [{ axis, stride: 1 }] });
  const windows = [
    single(0),
    ...strides.map((stride, axis) => ({
      start: -(pairs[axis]?.[0] ?? 0),
      terms: [
        { axis: axis + 1, stride },
        { axis: rank + 1 + axis, stride: kernelDilation[axis] ?? 1 },
      ],
    })),
    single(2 * rank + 1),
  ];
  const algorithm = options.algorithm ?? 'direct';
  checkAlgorithm(algorithm, taps.shape.slice(0, rank), [strides, kernelDilation]);
  const starts = pairs.map(([before]) => -before);
  const product = (images: Tensor, own: Tensor, batch: number): Tensor =>
    algorithm === 'winograd'
      ? unwrap(ops.winogradConvolve, [images, own], { batch, rows: rows.slice(1), starts })
      : unwrap(ops.convolve, [images, own], { batch, rows, windows });
  if (groups === 1) return arranged(product(spread, taps, 0), `N${space}C`, layout);
  const grouped = (tensor: Tensor, axis: number): Tensor => {
    const { shape } = tensor;
    const extents = [...shape.slice(0, axis), groups, (shape[axis] ?? 0) / groups, ...shape.slice(axis + 1)];
    return tensor
      .reshape(extents)
      .transpose([axis, ...extents.keys()].filter((own, index) => index === 0 || own !== axis));
  };
  const joined = product(grouped(spread, rank + 1), grouped(taps, rank + 1), 1)
    .transpose([...rows.map((_, axis) => axis + 1), 0, rank + 2])
    .reshape([...rows, taps.shape.at(-1) ?? 0]);
  return arranged(joined, `N${space}C`, layout);
}
