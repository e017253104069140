import { shapeError } from '../errors.ts';
import { formatType } from '../ir/types.ts';
import type { Key } from '../random/key.ts';
import { jit } from '../runtime/index.ts';
import { Tensor } from '../trace/index.ts';
import { checkedDataSet, type DataSet, type SampleSource } from '../train/dataSet.ts';

/** What is measured of a network on one sample: a loss or any other number, an f32 scalar. */
export type Metric<Parameters> = (parameters: Parameters, inputs: Tensor, target: Tensor) => Tensor;

/** A {@link Metric} that is told the chip that it is measured on, of whose key a network draws what parameters do not show, such as `crossbarProduct`. */
export type ChipMetric<Parameters> = (
  parameters: Parameters,
  inputs: Tensor,
  target: Tensor,
  chip: Key,
) => Tensor;

/**
 * The mean of a metric over a data set as a function of parameters, and of what else the metric takes, compiled once. A sample that occurs
 * several times (the same tensors) is measured once.
 */
export function meanMetric<Parameters, More extends readonly unknown[] = readonly []>(
  what: string,
  metric: (parameters: Parameters, inputs: Tensor, target: Tensor, ...more: More) => Tensor,
  source: SampleSource,
): (parameters: Parameters, ...more: More) => number {
  const data = checkedDataSet(what, source);
  const counted = countSamples(data);
  const measure = jit(metric, { name: 'metric' });
  return (parameters, ...more) => {
    const total = counted.reduce((sum, { index, count }) => {
      const { inputs, target } = data.get(index);
      const value = measure(parameters, inputs, target, ...more);
      checkScalar(what, value);
      return sum + count * value.item();
    }, 0);
    return total / data.length;
  };
}

function checkScalar(what: string, value: unknown): asserts value is Tensor {
  if (value instanceof Tensor && value.size === 1) return;
  const found = value instanceof Tensor ? formatType(value.type) : `${String(value)} (${typeof value})`;
  throw shapeError(`${what}: expected the metric to give an f32 scalar, got ${found}`);
}

interface CountedSample {
  readonly index: number;
  count: number;
}

/** The index of each sample that differs from those before it, and how often it occurs. */
function countSamples(data: DataSet): CountedSample[] {
  const known = new WeakMap<Tensor, WeakMap<Tensor, CountedSample>>();
  const distinct: CountedSample[] = [];
  for (let index = 0; index < data.length; index++) {
    const { inputs, target } = data.get(index);
    const byTarget = known.get(inputs) ?? new WeakMap<Tensor, CountedSample>();
    known.set(inputs, byTarget);
    const entry = byTarget.get(target) ?? { index, count: 0 };
    if (entry.count === 0) distinct.push(entry);
    byTarget.set(target, entry);
    entry.count++;
  }
  return distinct;
}
