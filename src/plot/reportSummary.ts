import { changedSettings, compareWithReference } from '../evaluate/tutorialReference.ts';
import type { TableRow, TutorialResult } from '../evaluate/tutorialResult.ts';
import { percentText } from './reportNumbers.ts';

/** The result in a few sentences of plain English: what was done, what came out, how it compares with the tutorial's table. */
export function reportSummary(result: TutorialResult): string {
  return [task(result), ...robustness(result), ...agreement(result)].join(' ');
}

function task({ training }: TutorialResult): string {
  if (training.robust !== undefined && training.standard !== undefined) {
    return (
      'Two networks of the same size learned the same task: one in the standard way, the other against an adversary ' +
      'that shifts its parameters at every step.'
    );
  }
  if (training.robust !== undefined) {
    return 'One network learned its task against an adversary that shifts its parameters at every step.';
  }
  return 'One network learned its task in the standard way, without an adversary.';
}

function robustness({ table, settings }: TutorialResult): string[] {
  const worst = table.reduce<TableRow | undefined>(
    (found, row) => (found === undefined || row.level > found.level ? row : found),
    undefined,
  );
  if (worst === undefined) return ['The run was stopped before robustness was measured.'];
  const { level, robust, standard } = worst;
  const errors = `With random errors of ${percentText(level).replace('.0', '')} on every parameter`;
  const draws = `(mean of ${settings.samples} draws)`;
  if (robust !== undefined && standard !== undefined) {
    const comparison =
      robust.mean < standard.mean
        ? `${(standard.mean / robust.mean).toFixed(1)} times smaller than the standard one\u2019s`
        : 'no smaller than the standard one\u2019s';
    const figures = `${shortLoss(robust.mean)} against ${shortLoss(standard.mean)} ${draws}`;
    return [
      `${errors}, the robust network\u2019s mean squared error is ${comparison}: ${figures}.`,
      ...price(table),
    ];
  }
  const only = robust ?? standard;
  return only === undefined ? [] : [`${errors}, its mean squared error is ${shortLoss(only.mean)} ${draws}.`];
}

/** What robustness costs when nothing is disturbed. */
function price(table: readonly TableRow[]): string[] {
  const undisturbed = table.find((row) => row.level === 0);
  const { robust, standard } = undisturbed ?? {};
  if (robust === undefined || standard === undefined) return [];
  const figures = `${shortLoss(standard.mean)} against ${shortLoss(robust.mean)}`;
  return standard.mean < robust.mean
    ? [
        `Undisturbed, the standard network is the more exact one, ${figures}: that is the price of robustness.`,
      ]
    : [
        `Undisturbed, the robust network is no less exact: ${shortLoss(robust.mean)} against ${shortLoss(standard.mean)}.`,
      ];
}

function agreement(result: TutorialResult): string[] {
  if (result.partial || changedSettings(result.settings).length > 0) {
    return [
      'This run is not the whole tutorial with its own settings, so its numbers need not agree with the printed table.',
    ];
  }
  const disturbed = compareWithReference(result.table).filter(({ level }) => level > 0);
  const largest = (statistic: 'mean' | 'std') =>
    Math.max(
      0,
      ...disturbed.flatMap(({ robust, standard }) =>
        [robust?.[statistic], standard?.[statistic]].map((difference) => Math.abs(difference ?? 0)),
      ),
    );
  if (disturbed.length === 0) return [];
  return [
    `With mismatch, every mean is within ${percentText(largest('mean'))} and every standard deviation within ` +
      `${percentText(largest('std'))} of the table that the tutorial prints.`,
  ];
}

function shortLoss(loss: number): string {
  return loss >= 0.001 ? Number(loss.toPrecision(3)).toString() : loss.toFixed(5);
}
