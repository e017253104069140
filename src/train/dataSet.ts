import { LimpetError, shapeError, valueError } from '../errors.ts';
import { formatType, sameType, type TensorType } from '../ir/types.ts';
import { Tensor } from '../trace/index.ts';
import { readData } from '../trace/tensor.ts';

/** One example: an input and what the network should make of it. */
export interface Sample {
  readonly inputs: Tensor;
  readonly target: Tensor;
}

/** A data set: how many samples there are, and each by its index. */
export interface DataSet {
  readonly length: number;
  /** @param epoch the pass over the data, from 0, in which the sample is used: data sets may have an order for each. Default 0. */
  get(index: number, epoch?: number): Sample;
}

/** A data set, or its samples in an array. The same tensor may occur in many samples: it is then copied and checked once. */
export type SampleSource = DataSet | readonly Sample[];

/**
 * A data set whose samples are checked as they are taken, each tensor once; those of an array at once.
 * @throws LimpetError where the set is empty, a tensor holds NaN or infinity, or its type is not that of the first sample.
 */
export function checkedDataSet(what: string, source: SampleSource): DataSet {
  const { length } = source;
  if (!Number.isInteger(length) || length < 1) {
    throw valueError(
      `${what}: the data set is empty (its length is ${length}); expected at least one sample`,
    );
  }
  const take = (index: number, epoch?: number): Sample =>
    sampleOf(what, index, isArray(source) ? source[index] : source.get(index, epoch));
  const first = take(0);
  const checked = new WeakSet<Tensor>();
  const check = (index: number, name: 'inputs' | 'target', tensor: Tensor): void => {
    if (checked.has(tensor)) return;
    checkType(what, index, name, tensor.type, first[name].type);
    checkFinite(what, index, name, tensor);
    checked.add(tensor);
  };
  const get = (index: number, epoch?: number): Sample => {
    const sample = take(index, epoch);
    check(index, 'inputs', sample.inputs);
    check(index, 'target', sample.target);
    return sample;
  };
  if (isArray(source)) for (const index of source.keys()) get(index);
  return { length, get };
}

const isArray = (source: SampleSource): source is readonly Sample[] => Array.isArray(source);

function sampleOf(what: string, index: number, sample: Sample | undefined): Sample {
  if (sample?.inputs instanceof Tensor && sample.target instanceof Tensor) return sample;
  throw valueError(
    `${what}: expected sample ${index} of the data set to be { inputs: Tensor, target: Tensor }`,
  );
}

function checkType(what: string, index: number, name: string, given: TensorType, first: TensorType): void {
  if (sameType(given, first)) return;
  throw shapeError(
    `${what}: the ${name} of sample ${index} are ${formatType(given)}, those of the first sample ${formatType(first)}; ` +
      'all samples need one shape, as one program is compiled for it',
  );
}

function checkFinite(what: string, index: number, name: string, tensor: Tensor): void {
  if (tensor.dtype !== 'f32') return;
  const data = readData(tensor);
  const at = data.findIndex((value: number) => !Number.isFinite(value));
  if (at < 0) return;
  const position = coordinates(tensor.shape, at).join(', ');
  throw new LimpetError(
    'notFinite',
    `${what}: the ${name} of sample ${index} hold ${data[at]} at [${position}]; expected finite numbers`,
  );
}

function coordinates(shape: readonly number[], flat: number): number[] {
  let rest = flat;
  return shape
    .map((_, axis) => shape[shape.length - 1 - axis] ?? 1)
    .map((extent) => {
      const at = rest % extent;
      rest = (rest - at) / extent;
      return at;
    })
    .reverse();
}
