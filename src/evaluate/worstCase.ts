import {
  type AttackedModule,
  type PairLoss,
  type ParameterAttackOptions,
  parameterAttack,
} from '../attacks/index.ts';
import { expectOneOf, valueError } from '../errors.ts';
import { foldIn, type Key, key as keyOf } from '../random/key.ts';
import { jit } from '../runtime/index.ts';
import { full, scan, stack, type Tensor, tensor } from '../trace/index.ts';
import { checkedDataSet, type DataSet, type SampleSource } from '../train/dataSet.ts';
import { nextTask } from '../train/nextTask.ts';
import { checkLevels } from './checkLevels.ts';
import { meanMetric } from './meanMetric.ts';

/** What {@link worstCase} takes. Exactly one of `taskLoss` and `mismatchLoss` says what the attack makes large. */
export interface WorstCaseOptions<Parameters>
  extends Omit<ParameterAttackOptions, 'mismatchLevel' | 'restarts'> {
  readonly net: AttackedModule<Parameters>;
  readonly parameters: Parameters;
  readonly data: SampleSource;
  /** Attack sizes, fractions of each parameter's size. */
  readonly levels: readonly number[];
  /** Called with the target and the attacked output, such as `crossEntropy`: the attack makes the network wrong. */
  readonly taskLoss?: PairLoss;
  /** Called with the nominal output and the attacked one, such as `klDivergence`: the attack makes the output another. */
  readonly mismatchLoss?: PairLoss;
  /** What is measured under attack, called with the target and the output. Default: `taskLoss`. */
  readonly metric?: PairLoss;
  /**
   * Which data one attack sees: each sample of the data set (a batch, in most) by itself, as in the paper, or the whole set, stacked in
   * memory, as for a chip that is as bad as can be. Default `sample`.
   */
  readonly attackOn?: 'sample' | 'dataSet';
  /** Attacks from as many first noises, of which the worst is taken. Default 1. */
  readonly restarts?: number;
  /** Names the first noises. Default 0. */
  readonly seed?: number;
  /** Called after each attack with the number of attacks done, of how many. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Stops after the attack under way; the rows that are complete are returned. */
  readonly signal?: AbortSignal;
}

/** What an attack of one size does; all numbers are means over the data set. */
export interface WorstCaseRow {
  readonly level: number;
  /** The metric under attack. */
  readonly metric: number;
  /** The metric with the parameters as they are. */
  readonly nominalMetric: number;
  /** What the attack made large, under attack. */
  readonly loss: number;
  /** The same with the parameters as they are. */
  readonly nominalLoss: number;
}

/**
 * Measures a network under projected gradient ascent on its parameters, by attack size: the worst that deviations |δ| ≤ level |Θ| are known to do. A
 * stronger attack may do more: more steps and restarts tell how far from it this one is, `verifiedAccuracy` gives the other side. Programs are compiled
 * once for all sizes.
 * @throws LimpetError where there is no level or no data, a level is negative, or not exactly one loss is given.
 * @example `worstCase({ net, parameters, data, levels: [0, 0.05, 0.1], taskLoss: crossEntropy, metric: accuracy, restarts: 3 })`
 * Source: Büchel, Faber, Muir, arXiv 2106.05009, figures 3 (task loss) and S3 (Kullback-Leibler divergence).
 */
export async function worstCase<Parameters>(
  options: WorstCaseOptions<Parameters>,
): Promise<readonly WorstCaseRow[]> {
  const { parameters, levels, seed = 0, attackOn = 'sample', onProgress, signal } = options;
  checkLevels('worstCase', levels);
  expectOneOf('worstCase: expected attackOn', attackOn, ['sample', 'dataSet']);
  const { lossAt, metricAt } = functionsOf(options);
  const data = checkedDataSet('worstCase', options.data);
  const nominal = {
    nominalMetric: meanMetric('worstCase', metricAt, data)(parameters),
    nominalLoss: meanMetric(
      'worstCase',
      (own: Parameters, inputs, target) => lossAt(parameters, own, inputs, target),
      data,
    )(parameters),
  };
  const attack =
    attackOn === 'sample'
      ? attackEach(options, data, lossAt, metricAt)
      : attackAll(options, data, lossAt, metricAt);
  const attacksPerLevel = attackOn === 'sample' ? data.length : 1;
  const rows: WorstCaseRow[] = [];
  for (const [row, level] of levels.entries()) {
    const stays = level === 0 && options.projection !== 'none';
    const unmoved = stays ? { metric: nominal.nominalMetric, loss: nominal.nominalLoss } : undefined;
    const total = { metric: 0, loss: 0 };
    for (let index = 0; index < attacksPerLevel; index++) {
      if (signal?.aborted) return rows;
      const { metric, loss } = unmoved ?? attack(full([], level), index, foldIn(keyOf(seed), index));
      total.metric += metric;
      total.loss += loss;
      onProgress?.(row * attacksPerLevel + index + 1, levels.length * attacksPerLevel);
      await nextTask();
    }
    const metric = total.metric / attacksPerLevel;
    rows.push({ level, metric, loss: total.loss / attacksPerLevel, ...nominal });
  }
  return rows;
}

/** What an attack makes large, at attacked parameters; and what is measured there. */
type LossAt<Parameters> = (
  nominal: Parameters,
  attacked: Parameters,
  inputs: Tensor,
  target: Tensor,
) => Tensor;
type MetricAt<Parameters> = (attacked: Parameters, inputs: Tensor, target: Tensor) => Tensor;

/** Attacks at a level, on the sample of an index where each is attacked by itself. */
type Attack = (level: Tensor, index: number, key: Key) => { readonly metric: number; readonly loss: number };

function functionsOf<Parameters>({ net, taskLoss, mismatchLoss, metric }: WorstCaseOptions<Parameters>): {
  lossAt: LossAt<Parameters>;
  metricAt: MetricAt<Parameters>;
} {
  if ((taskLoss === undefined) === (mismatchLoss === undefined)) {
    throw valueError(
      `worstCase: expected either a taskLoss or a mismatchLoss, got ${taskLoss ? 'both' : 'neither'}; it is what the attack makes large`,
    );
  }
  const measured = metric ?? taskLoss;
  if (measured === undefined) {
    throw valueError('worstCase: with a mismatchLoss, expected a metric to be measured, such as accuracy');
  }
  const outputOf = (own: Parameters, inputs: Tensor): Tensor => net.apply(own, inputs).output;
  return {
    metricAt: (own, inputs, target) => measured(target, outputOf(own, inputs)),
    lossAt: (nominal, own, inputs, target) => {
      if (taskLoss !== undefined) return taskLoss(target, outputOf(own, inputs));
      return (mismatchLoss as PairLoss)(outputOf(nominal, inputs), outputOf(own, inputs));
    },
  };
}

function attackEach<Parameters>(
  options: WorstCaseOptions<Parameters>,
  data: DataSet,
  lossAt: LossAt<Parameters>,
  metricAt: MetricAt<Parameters>,
): Attack {
  const program = jit(
    (own: Parameters, level: Tensor, inputs: Tensor, target: Tensor, key: Key) => {
      const objective = (attacked: Parameters): Tensor => lossAt(own, attacked, inputs, target);
      const found = parameterAttack(own, objective, key, { ...options, mismatchLevel: level });
      return { loss: found.loss, metric: metricAt(found.parameters, inputs, target) };
    },
    { name: 'worstCase' },
  );
  return (level, index, key) => {
    const { inputs, target } = data.get(index);
    const { loss, metric } = program(options.parameters, level, inputs, target, key);
    return { loss: loss.item(), metric: metric.item() };
  };
}

function attackAll<Parameters>(
  options: WorstCaseOptions<Parameters>,
  data: DataSet,
  lossAt: LossAt<Parameters>,
  metricAt: MetricAt<Parameters>,
): Attack {
  const samples = Array.from({ length: data.length }, (_, index) => data.get(index));
  const all = {
    inputs: stack(samples.map(({ inputs }) => inputs)),
    target: stack(samples.map(({ target }) => target)),
  };
  const program = jit(
    (own: Parameters, level: Tensor, whole: typeof all, key: Key) => {
      const objective = (attacked: Parameters): Tensor => {
        const add = (sum: Tensor, { inputs, target }: typeof all) =>
          [sum.add(lossAt(own, attacked, inputs, target)), null] as const;
        const [sum] = scan<Tensor, typeof all, null>(add, tensor(0), whole, { checkpoint: 1 });
        return sum.div(data.length);
      };
      const found = parameterAttack(own, objective, key, { ...options, mismatchLevel: level });
      return { loss: found.loss, attacked: found.parameters };
    },
    { name: 'worstCase' },
  );
  const metricOf = meanMetric('worstCase', metricAt, data);
  return (level, _, key) => {
    const { loss, attacked } = program(options.parameters, level, all, key);
    return { loss: loss.item(), metric: metricOf(attacked) };
  };
}
