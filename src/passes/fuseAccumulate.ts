import { type Shape, stridesOf } from '../ir/types.ts';
import type { AccumulateKernel } from '../kernel/forms.ts';
import { type Lane, laneProgram } from '../kernel/lane.ts';
import type { Buffer, BufferAccess, Step } from '../kernel/program.ts';

/** A stack of factors, [batch..., steps, k, columns]: where it is, and how to have it stored in order. */
export interface Factors {
  readonly shape: Shape;
  readonly view: BufferAccess;
  readonly store: () => Buffer;
}

/** An accumulation of products: the target starts as the initial value, then the products are added to it. */
export function fuseAccumulate(
  kernel: AccumulateKernel,
  { initial, target, a, b }: { initial: Buffer; target: Buffer; a: Factors; b: Factors },
): Step[] {
  const rank = kernel.batch.length;
  const [left, right] = [termsInRow(kernel, a), termsInRow(kernel, b)];
  const [term = 0, row = 0] = left.strides.slice(rank);
  const { form: _, ...sizes } = kernel;
  return [
    startStep(initial, target, kernel.steps > 0),
    {
      form: 'accumulate',
      ...sizes,
      a: { ...left, strides: [...left.strides.slice(0, rank), row, term] },
      b: right,
      target,
    },
  ];
}

/** A view of factors whose terms follow one another from step to step: axes (batch, term, column). */
function termsInRow({ batch, k, steps }: AccumulateKernel, { shape, view, store }: Factors): BufferAccess {
  const rank = batch.length;
  const isEven = steps <= 1 || k === 1 || view.strides[rank] === k * (view.strides[rank + 1] ?? 0);
  const { strides, ...place } = isEven
    ? view
    : { kind: 'buffer' as const, buffer: store(), offset: 0, strides: stridesOf(shape) };
  const [step = 0, term = 0, column = 0] = strides.slice(rank);
  return { ...place, strides: [...strides.slice(0, rank), k === 1 ? step : term, column] };
}

/** Copies the initial value; adding anything to it makes 0 of -0, which the additions that follow need not do then. */
function startStep(initial: Buffer, target: Buffer, normalize: boolean): Step {
  const dense = { kind: 'buffer', offset: 0, strides: [1] } as const;
  return {
    form: 'map',
    domain: [initial.size],
    accesses: [{ ...dense, buffer: initial }],
    program: laneProgram(['f32'], (b) =>
      normalize ? b.inputs.map((x) => b.add(x as Lane, b.constant(0))) : b.inputs,
    ),
    targets: [{ ...dense, buffer: target }],
  };
}
