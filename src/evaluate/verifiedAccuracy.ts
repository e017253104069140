import { shapeError } from '../errors.ts';
import { formatType, sameShape } from '../ir/types.ts';
import { accuracy } from '../losses/index.ts';
import { jit } from '../runtime/index.ts';
import { differenceBounds, oneHot, type Tensor, where } from '../trace/index.ts';
import { checkedDataSet, type SampleSource } from '../train/dataSet.ts';
import { nextTask } from '../train/nextTask.ts';
import { checkLevels } from './checkLevels.ts';
import { boundsWithin, reachOf } from './parameterBounds.ts';

/** What {@link verifiedAccuracy} takes. */
export interface VerifiedAccuracyOptions<Parameters> {
  readonly parameters: Parameters;
  /** The logits of a network, f32 `[..., classes]`: the class of the largest one is the answer. */
  readonly logits: (parameters: Parameters, inputs: Tensor) => Tensor;
  /** Samples or batches; targets are labels (i32 or u32, `[...]`) or one-hot classes (f32, `[..., classes]`). */
  readonly data: SampleSource;
  /** Sizes of attacks: fractions of each parameter's size. */
  readonly levels: readonly number[];
  /** Which parameters are attacked, by their path, such as `inFamilies('weights')`. Default: all. */
  readonly select?: (path: string) => boolean;
  /** Called after each sample of the data set with how many are done, of how many at all levels. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Stops after the sample under way; the rows that are complete are returned. */
  readonly signal?: AbortSignal;
}

/** What is certain at one size of attacks. */
export interface VerifiedRow {
  readonly level: number;
  /** The fraction of answers that are right for all parameters within the level: no attack of this size gets below it. */
  readonly verified: number;
  /** The fraction of right answers with the parameters as they are. */
  readonly accuracy: number;
}

/**
 * The fraction of a data set that a network certainly classifies right, whatever its parameters become within level · |Θ| of
 * themselves: where the right logit less any other one has a lower bound above 0 (`differenceBounds`). It says nothing of the other samples: bounds are
 * wider than what parameters can do, the more the deeper the network and the more time steps it takes. Programs are compiled once.
 * @throws LimpetError where there is no level or no data, a level is negative, targets do not fit, or an operation has no interval rule.
 * @example `verifiedAccuracy({ parameters, logits: (p, x) => net.apply(p, x).output, data, levels: [1e-4, 1e-3, 1e-2] })`
 * Source: Büchel, Faber, Muir, arXiv 2106.05009, supplement, "Verifiable robustness"; Gowal et al. 2018, arXiv 1810.12715.
 */
export async function verifiedAccuracy<Parameters>(
  options: VerifiedAccuracyOptions<Parameters>,
): Promise<readonly VerifiedRow[]> {
  const { parameters, logits, levels, select, onProgress, signal } = options;
  checkLevels('verifiedAccuracy', levels);
  const data = checkedDataSet('verifiedAccuracy', options.data);
  const nominal = jit(
    (own: Parameters, inputs: Tensor, target: Tensor) => {
      const output = logits(own, inputs);
      const differences = output.expandDims(-1).sub(output.expandDims(-2));
      return { accuracy: accuracy(target, output), verified: certainlyRight(target, differences) };
    },
    { name: 'nominal' },
  );
  const bounded = jit(
    (own: Parameters, reach: Tensor, inputs: Tensor, target: Tensor) => {
      const ends = boundsWithin(own, reach, select);
      const differences = differenceBounds(logits)([ends.lower, inputs], [ends.upper, inputs]);
      return certainlyRight(target, differences);
    },
    { name: 'verified' },
  );
  const asTheyAre: { readonly verified: number; readonly accuracy: number }[] = [];
  const rows: VerifiedRow[] = [];
  for (const [row, level] of levels.entries()) {
    const reach = reachOf(level);
    const total = { verified: 0, accuracy: 0 };
    for (let index = 0; index < data.length; index++) {
      if (signal?.aborted) return rows;
      const { inputs, target } = data.get(index);
      const known = asTheyAre[index] ?? numbersOf(nominal(parameters, inputs, target));
      asTheyAre[index] = known;
      total.verified += level === 0 ? known.verified : bounded(parameters, reach, inputs, target).item();
      total.accuracy += known.accuracy;
      onProgress?.(row * data.length + index + 1, levels.length * data.length);
      await nextTask();
    }
    rows.push({ level, verified: total.verified / data.length, accuracy: total.accuracy / data.length });
  }
  return rows;
}

const numbersOf = (measured: { readonly verified: Tensor; readonly accuracy: Tensor }) => ({
  verified: measured.verified.item(),
  accuracy: measured.accuracy.item(),
});

/** The fraction of samples whose right logit is above all others, given lower bounds of differences `[..., classes, classes]`. */
function certainlyRight(target: Tensor, differences: Tensor): Tensor {
  const shape = differences.shape.slice(0, -1);
  const classes = shape.at(-1) ?? 0;
  const isLabels = target.dtype !== 'f32';
  const expected = isLabels ? shape.slice(0, -1) : shape;
  if (classes < 2 || !sameShape(target.shape, expected)) {
    throw shapeError(
      `verifiedAccuracy: logits f32[${shape.join(', ')}] take labels i32[${expected.join(', ')}] of two classes or more, ` +
        `or as many one-hot classes, got ${formatType(target.type)}`,
    );
  }
  const labels = isLabels ? target.cast('i32') : target.argmax(-1);
  const isRight = oneHot(labels, classes).greater(0.5);
  const ofRight = where(isRight.expandDims(-1), differences, 0).sum({ axis: -2 });
  return where(isRight, Number.POSITIVE_INFINITY, ofRight).min({ axis: -1 }).greater(0).cast('f32').mean();
}
