import { type ComparisonRow, evaluateMismatch, verifiedAccuracy, worstCase } from '../../evaluate/index.ts';
import { accuracy, crossEntropy, klDivergence } from '../../losses/index.ts';
import type { MeasurementText } from '../../plot/index.ts';
import type { Tensor } from '../../trace/index.ts';
import type { Sample } from '../../train/index.ts';
import type { CompareJob, CompareSettings } from './settings.ts';
import { type NetworkParameters, networkOf } from './trainMethod.ts';

/** A trained network, and what it is measured with. */
export interface Measured {
  readonly settings: CompareSettings;
  readonly job: CompareJob;
  readonly parameters: NetworkParameters;
  /** Batches of test images. */
  readonly data: readonly Sample[];
  readonly onProgress: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/** Accuracies by level and sample. */
type Values = readonly Omit<ComparisonRow, keyof CompareJob | 'measurement'>[];

/** One of the measurements of a comparison. */
export interface ComparedMeasurement extends MeasurementText {
  readonly measure: (measured: Measured) => Promise<Values>;
}

const attackSteps = 10;

async function mismatch({ settings, job, onProgress, ...measured }: Measured): Promise<Values> {
  const { levels, chips } = settings;
  const net = networkOf(job);
  const metric = (own: NetworkParameters, inputs: Tensor, target: Tensor): Tensor =>
    accuracy(target, net.apply(own, inputs).output);
  // Without mismatch all chips are one.
  const samplesAt = (level: number): number => (level === 0 ? 1 : chips);
  const total = levels.reduce((sum, level) => sum + samplesAt(level), 0);
  const values: { level: number; sample: number; value: number }[] = [];
  for (const level of levels) {
    const done = values.length;
    const [row] = await evaluateMismatch({
      ...{ ...measured, metric, levels: [level], samples: samplesAt(level), seed: job.seed },
      onProgress: (chip) => onProgress(done + chip, total),
    });
    for (const [sample, value] of (row?.samples ?? []).entries()) values.push({ level, sample, value });
  }
  return values;
}

const attackOn =
  (losses: Pick<Parameters<typeof worstCase>[0], 'taskLoss' | 'mismatchLoss'>) =>
  async ({ settings, job, ...measured }: Measured): Promise<Values> => {
    const levels = settings.attackLevels;
    const net = networkOf(job);
    const rows = await worstCase({
      ...measured,
      ...losses,
      net,
      levels,
      metric: accuracy,
      attackSteps,
      seed: job.seed,
    });
    return rows.map(({ level, metric }) => ({ level, sample: 0, value: metric }));
  };

async function verified({ settings, job, ...measured }: Measured): Promise<Values> {
  const net = networkOf(job);
  const logits = (own: NetworkParameters, inputs: Tensor): Tensor => net.apply(own, inputs).output;
  const rows = await verifiedAccuracy({ ...measured, logits, levels: settings.verifiedLevels });
  return rows.map((row) => ({ level: row.level, sample: 0, value: row.verified }));
}

/** The measurements in the order of the report. */
export const comparedMeasurements: readonly ComparedMeasurement[] = [
  {
    measurement: 'mismatch',
    title: 'Mismatch between chips',
    text:
      'Accuracy when every parameter is off by Gaussian noise, whose standard deviation is the level times the parameter’s size. ' +
      'Each chip is the same for all methods.',
    measure: mismatch,
  },
  {
    measurement: 'taskAttack',
    title: 'Attack on the task',
    text:
      `Accuracy when parameters are moved, each by at most about the level times its size, to where the cross entropy is largest: ${attackSteps} steps of ` +
      'projected gradient ascent for each batch of images.',
    measure: attackOn({ taskLoss: crossEntropy }),
  },
  {
    measurement: 'outputAttack',
    title: 'Attack on the output',
    text: 'The same attack on the Kullback-Leibler divergence of the answers from those of the parameters as they are, without knowing the right ones.',
    measure: attackOn({ mismatchLoss: klDivergence }),
  },
  {
    measurement: 'verified',
    title: 'Certain answers',
    text:
      'The fraction of images whose answer is right and stays so whatever the parameters become within the level times their size, by bounds of ' +
      'intervals. It is a lower bound: nothing is said of the other images.',
    measure: verified,
  },
];
