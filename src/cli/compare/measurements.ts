import {
  hardwareMeasurement,
  landscapeMeasurement,
  type Measurement,
  mismatchMeasurement,
  verifiedMeasurement,
  worstCaseMeasurement,
} from '../../evaluate/index.ts';
import {
  compensateDrift,
  gaussianMismatch,
  hardwareModel,
  largestWeightNoise,
  phaseChangeMemory,
} from '../../hardware/index.ts';
import { accuracy, crossEntropy, klDivergence } from '../../losses/index.ts';
import type { Tensor } from '../../trace/index.ts';
import type { Sample } from '../../train/index.ts';
import { batchSize, type CompareJob, type CompareSettings } from './settings.ts';
import { layers, type NetworkParameters, networkOf } from './trainMethod.ts';

/** Steps of the attacks that are measured. */
export const ATTACK_STEPS = 10;

/** Random directions along which the loss is measured. */
export const LANDSCAPE_DIRECTIONS = 3;

/** Places along a direction, to either side of the network. */
const landscapePlaces = Array.from({ length: 11 }, (_, index) => (2 * index - 10) / 5);

/** Chips of the measurements that take only half as many as were asked for, as they say less, or differ less from chip to chip, and take as long. */
export const chipsOfFew = ({ chips }: CompareSettings): number => Math.ceil(chips / 2);

/** Test images that are attacked: half of the batches, as an attack takes as long as many chips. */
export const attackedImages = ({ testImages }: CompareSettings): number =>
  batchSize * Math.ceil(testImages / batchSize / 2);

/** The measurements of a comparison; each network of one seed is measured on the same chips. Sections of the report name them. */
export function measurementsOf(
  settings: CompareSettings,
  job: CompareJob,
  data: readonly Sample[],
): Measurement<NetworkParameters>[] {
  const net = networkOf(job);
  const logits = (own: NetworkParameters, inputs: Tensor): Tensor => net.apply(own, inputs).output;
  const metric = (own: NetworkParameters, inputs: Tensor, target: Tensor): Tensor =>
    accuracy(target, logits(own, inputs));
  const loss = (own: NetworkParameters, inputs: Tensor, target: Tensor): Tensor =>
    crossEntropy(target, logits(own, inputs));
  const { levels, constantLevels, sensitivityLevel, attackLevels, driftTimes, verifiedLevels } = settings;
  const { seed } = job;
  const chips = { data, metric, samples: settings.chips, seed };
  const few = { ...chips, samples: chipsOfFew(settings) };
  const attacked = data.slice(0, attackedImages(settings) / batchSize);
  const attack = { data: attacked, net, metric: accuracy, attackSteps: ATTACK_STEPS, seed };
  return [
    mismatchMeasurement({ ...chips, levels, name: 'mismatch' }),
    hardwareMeasurement({
      ...few,
      name: 'constantNoise',
      levels: constantLevels,
      model: (level) => hardwareModel(largestWeightNoise(level)),
    }),
    mismatchMeasurement({ ...chips, levels: [0], name: 'sensitivity.none' }),
    ...layers.map(({ name, path }) =>
      hardwareMeasurement({
        ...few,
        name: `sensitivity.${name}`,
        levels: [sensitivityLevel],
        model: (level) =>
          hardwareModel(gaussianMismatch(level, { select: (own) => own.startsWith(`${path}.`) })),
      }),
    ),
    worstCaseMeasurement({ ...attack, levels: attackLevels, taskLoss: crossEntropy, name: 'taskAttack' }),
    worstCaseMeasurement({
      ...attack,
      levels: attackLevels,
      mismatchLoss: klDivergence,
      name: 'outputAttack',
    }),
    landscapeMeasurement({
      ...{ data, loss, seed, levels: landscapePlaces, trials: LANDSCAPE_DIRECTIONS, name: 'landscape' },
    }),
    hardwareMeasurement({
      ...{ ...few, levels: driftTimes, name: 'drift' },
      model: hardwareModel(compensateDrift(phaseChangeMemory())),
    }),
    verifiedMeasurement({ data, logits, levels: verifiedLevels, name: 'verified' }),
  ];
}
