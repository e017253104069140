import {
  accuracySection,
  type ComparisonSection,
  landscapeSection,
  sensitivitySection,
  yieldSection,
} from '../../plot/index.ts';
import { ATTACK_STEPS, attackedImages, chipsOfFew, LANDSCAPE_DIRECTIONS } from './measurements.ts';
import type { CompareSettings } from './settings.ts';

/** What the report says of the measurements, in its order. */
export function sectionsOf(settings: CompareSettings): ComparisonSection[] {
  return [
    ...mismatchSections(settings),
    accuracySection({
      name: 'constantNoise',
      title: 'Noise of one size',
      levelName: 'deviation, of the largest weight',
      text:
        'Accuracy when every weight of a layer is off by Gaussian noise of one standard deviation, whatever the weight’s size: the level times the largest weight of ' +
        `the layer. ${chipsOfFew(settings)} chips, the same for all methods.`,
    }),
    sensitivitySection({
      name: 'sensitivity',
      title: 'Which layer matters',
      groupName: 'layer that is off',
      text:
        `Accuracy lost, in percentage points, when only one layer has a mismatch of ${settings.sensitivityLevel} and the others are as trained. ` +
        `${chipsOfFew(settings)} chips. In the table the worst layer of each method is strong.`,
    }),
    ...attackSections(settings),
    landscapeSection({
      name: 'landscape',
      title: 'Loss around the network',
      metric: 'cross entropy',
      text:
        `Cross entropy of the test images when all parameters are moved together along ${LANDSCAPE_DIRECTIONS} random directions: by α times 0.2 of their size, times a normal draw. ` +
        'The slope is the mean of |ΔL| / Δα along a direction; it is small for flat minima.',
    }),
    accuracySection({
      name: 'drift',
      title: 'Phase-change memory',
      levelName: 'time since programming',
      levelText: timeText,
      logarithmic: true,
      text:
        'Accuracy when weights are held by pairs of phase-change devices of 25 µS: programming noise, drift and 1/f noise of the reads, with one factor for each tensor ' +
        `that compensates its mean drift. ${chipsOfFew(settings)} chips.`,
    }),
    accuracySection({
      name: 'verified',
      title: 'Certain answers',
      levelName: 'size of deviations',
      logarithmic: true,
      text:
        'The fraction of images whose answer is right and stays so whatever the parameters become within the level times their size, by bounds of ' +
        'intervals. It is a lower bound: nothing is said of the other images.',
    }),
  ];
}

const mismatchSections = ({ wantedAccuracy }: CompareSettings): ComparisonSection[] => [
  accuracySection({
    name: 'mismatch',
    title: 'Mismatch between chips',
    levelName: 'mismatch level',
    text:
      'Accuracy when every parameter is off by Gaussian noise, whose standard deviation is the level times the parameter’s size. ' +
      'Each chip is the same for all methods.',
  }),
  yieldSection({
    name: 'yield',
    measurement: 'mismatch',
    title: 'Yield',
    levelName: 'mismatch level',
    wanted: wantedAccuracy,
    text: `The fraction of these chips whose accuracy is ${100 * wantedAccuracy} % or more.`,
  }),
];

const attackSections = (settings: CompareSettings): ComparisonSection[] => [
  accuracySection({
    name: 'taskAttack',
    title: 'Attack on the task',
    levelName: 'size of the attack',
    text:
      'Accuracy when parameters are moved, each by at most about the level times its size, to where the cross entropy is largest: ' +
      `${ATTACK_STEPS} steps of projected gradient ascent for each batch of images, of ${attackedImages(settings)} images.`,
  }),
  accuracySection({
    name: 'outputAttack',
    title: 'Attack on the output',
    levelName: 'size of the attack',
    text: 'The same attack on the Kullback-Leibler divergence of the answers from those of the parameters as they are, without knowing the right ones.',
  }),
];

const timeUnits = [
  { name: 'y', seconds: 365 * 86_400 },
  { name: 'd', seconds: 86_400 },
  { name: 'h', seconds: 3600 },
  { name: 'min', seconds: 60 },
] as const;

/** Seconds in the largest unit of which they are a whole number: `1 y`. */
function timeText(time: number): string {
  const unit = timeUnits.find(({ seconds }) => time > 0 && time % seconds === 0);
  return unit === undefined ? `${time} s` : `${time / unit.seconds} ${unit.name}`;
}
