import { dtypeError, shapeError, valueError } from '../errors.ts';
import { formatType } from '../ir/types.ts';
import { expectEach } from '../random/checks.ts';
import {
  concatenate,
  full,
  iota,
  logsumexp,
  oneHot,
  scan,
  slice,
  stack,
  type Tensor,
  where,
} from '../trace/index.ts';
import { areLabels, expectLabels } from './labels.ts';
import { logSoftmax } from './softmax.ts';

/** How {@link ctcLoss} reads its arguments. */
export interface CtcLossOptions {
  /** The class that stands for no label. Default 0. */
  readonly blank?: number;
  /** How many time steps of each element of the batch count, i32 `[batch]`, from 1. Default: all. */
  readonly lengths?: Tensor;
}

/** Stands for log 0: finite, so that gradients are; the loss of labels that do not fit into the time steps is of this size. */
const LOG_ZERO = -1e30;

/**
 * Connectionist temporal classification: minus the log probability of all alignments of labels with time steps in which each label stands for
 * one step or more, blanks may stand between labels, and do stand between equal ones; the mean over the batch.
 * @param labels i32 `[batch, labels]`, without blanks; shorter rows are filled up with blanks at their end. For a label that is no class the loss is
 * NaN inside `jit`; elsewhere it is an error.
 * @param logits f32 `[batch, time, classes]`.
 * @throws LimpetError (`shape`, `dtype`, `value`) where the arguments do not fit.
 * Source: Graves et al., ICML 2006; as `optax.ctc_loss`.
 */
export function ctcLoss(labels: Tensor, logits: Tensor, options: CtcLossOptions = {}): Tensor {
  const { blank = 0, lengths } = options;
  const [batch, time, classes] = checkArguments(labels, logits, blank, lengths);
  const count = labels.shape[1] ?? 0;
  const blanks = full([batch, count], blank, 'i32');
  const states = concatenate(
    [stack([blanks, labels], 2).reshape([batch, 2 * count]), full([batch, 1], blank, 'i32')],
    1,
  );
  const position = iota([2 * count + 1]).cast('i32');
  // Labels by the states that can come straight before them: the same, the last one, and the one before where it is another label.
  const twoBefore = shifted(states, 2, blank);
  const skips = states.notEqual(blank).bitwiseAnd(states.notEqual(twoBefore));
  const emissions = logSoftmax(logits)
    .matmul(oneHot(states, classes).transpose([0, 2, 1]))
    .transpose([1, 0, 2]);
  const reached = slice(emissions, [0]);
  const start = where(position.less(2), reached, LOG_ZERO);
  const rows = {
    emission: slice(emissions, [{ start: 1 }]),
    now: iota([time - 1])
      .cast('i32')
      .add(1),
  };
  const step = (alpha: Tensor, { emission, now }: typeof rows): [Tensor, object] => {
    const before = [alpha, shifted(alpha, 1, LOG_ZERO), where(skips, shifted(alpha, 2, LOG_ZERO), LOG_ZERO)];
    const next = logsumexp(stack(before), { axis: 0 }).add(emission);
    return [lengths ? where(lengths.greater(now).expandDims(1), next, alpha) : next, {}];
  };
  const [alpha] = time === 1 ? [start] : scan<Tensor, typeof rows, object>(step, start, rows);
  const end = labels.notEqual(blank).cast('i32').sum({ axis: 1, keepDims: true }).mul(2);
  const ends = position.equal(end).bitwiseOr(position.equal(end.sub(1)));
  const isKnown = areLabels(labels, classes).all({ axis: 1 });
  return where(isKnown, logsumexp(where(ends, alpha, LOG_ZERO), { axis: 1 }), Number.NaN)
    .mean()
    .neg();
}

/** Rows moved to the right, filled up with a value. */
function shifted(rows: Tensor, by: number, fill: number): Tensor {
  const [batch = 0, extent = 0] = rows.shape;
  const kept = Math.max(0, extent - by);
  const filling = full([batch, extent - kept], fill, rows.dtype);
  return concatenate([filling, slice(rows, [{}, { stop: kept }])], 1);
}

function checkArguments(
  labels: Tensor,
  logits: Tensor,
  blank: number,
  lengths: Tensor | undefined,
): [batch: number, time: number, classes: number] {
  const [batch = 0, time = 0, classes = 0] = logits.shape;
  if (logits.dtype !== 'f32' || labels.dtype !== 'i32') {
    throw dtypeError(
      `ctcLoss: expected labels i32[batch, labels] and logits f32[batch, time, classes], got ${formatType(labels.type)} and ${formatType(logits.type)}`,
    );
  }
  if (logits.shape.length !== 3 || time === 0 || labels.shape.length !== 2 || labels.shape[0] !== batch) {
    throw shapeError(
      `ctcLoss: expected labels [batch, labels] and logits [batch, time, classes] of one batch and some time, got ${formatType(labels.type)} and ${formatType(logits.type)}`,
    );
  }
  if (!Number.isInteger(blank) || blank < 0 || blank >= classes) {
    throw valueError(`ctcLoss: expected blank to be one of the ${classes} classes from 0, got ${blank}`);
  }
  if (lengths && !(lengths.dtype === 'i32' && lengths.shape.length === 1 && lengths.shape[0] === batch)) {
    throw shapeError(`ctcLoss: expected lengths i32[${batch}], got ${formatType(lengths.type)}`);
  }
  expectLabels('ctcLoss', labels, classes);
  if (lengths)
    expectEach('ctcLoss', `lengths from 1 to ${time}`, lengths, (each) => each >= 1 && each <= time);
  return [batch, time, classes];
}
