import {
  hardwareMeasurement,
  type Measurement,
  mismatchMeasurement,
  verifiedMeasurement,
  worstCaseMeasurement,
} from '../../evaluate/index.ts';
import { compensateDrift, hardwareModel, phaseChangeMemory } from '../../hardware/index.ts';
import { accuracy, crossEntropy, klDivergence } from '../../losses/index.ts';
import type { Tensor } from '../../trace/index.ts';
import type { Sample } from '../../train/index.ts';
import { ATTACK_STEPS, type measurementTexts } from './measurementTexts.ts';
import type { CompareJob, CompareSettings } from './settings.ts';
import { type NetworkParameters, networkOf } from './trainMethod.ts';

/** The measurements of a comparison in the order of the report; each network of one seed is measured on the same chips. */
export function measurementsOf(
  settings: CompareSettings,
  job: CompareJob,
  data: readonly Sample[],
): Measurement<NetworkParameters>[] {
  const net = networkOf(job);
  const logits = (own: NetworkParameters, inputs: Tensor): Tensor => net.apply(own, inputs).output;
  const metric = (own: NetworkParameters, inputs: Tensor, target: Tensor): Tensor =>
    accuracy(target, logits(own, inputs));
  const { levels, attackLevels, driftTimes, verifiedLevels, chips: samples } = settings;
  const chips = { data, metric, samples, seed: job.seed };
  const attack = {
    data,
    net,
    levels: attackLevels,
    metric: accuracy,
    attackSteps: ATTACK_STEPS,
    seed: job.seed,
  };
  const model = hardwareModel(compensateDrift(phaseChangeMemory()));
  const made: Record<keyof typeof measurementTexts, (name: string) => Measurement<NetworkParameters>> = {
    mismatch: (name) => mismatchMeasurement({ ...chips, levels, name }),
    taskAttack: (name) => worstCaseMeasurement({ ...attack, taskLoss: crossEntropy, name }),
    outputAttack: (name) => worstCaseMeasurement({ ...attack, mismatchLoss: klDivergence, name }),
    drift: (name) => hardwareMeasurement({ ...chips, model, levels: driftTimes, name }),
    verified: (name) => verifiedMeasurement({ data, logits, levels: verifiedLevels, name }),
  };
  return Object.entries(made).map(([name, make]) => make(name));
}
