import { trainedAgainst } from '../evaluate/trainedAgainst.ts';
import { changedSettings, compareWithReference } from '../evaluate/tutorialReference.ts';
import type { TableRow, TutorialResult } from '../evaluate/tutorialResult.ts';
import { percentText } from './reportNumbers.ts';

/** The result in a few sentences of plain English: what was done, what came out, how it compares with the tutorial's table. */
export function reportSummary(result: TutorialResult): string {
  return [task(result), ...robustness(result), ...agreement(result)].join(' ');
}

const ways = {
  adversary: 'against an adversary that shifts its parameters at every step',
  noise: 'with random noise on its parameters and, by its settings, without an adversary',
  nothing: 'by its settings without noise and without an adversary, so in the standard way too',
};

function task({ training, settings }: TutorialResult): string {
  const way = ways[trainedAgainst(settings)];
  if (training.robust !== undefined && training.standard !== undefined) {
    return `Two networks of the same size were trained on the same task: one in the standard way, the other ${way}.`;
  }
  if (training.robust !== undefined) return `One network was trained on its task ${way}.`;
  return 'One network was trained on its task in the standard way, without an adversary.';
}

function robustness({ table, settings }: TutorialResult): string[] {
  const worst = table.reduce<TableRow | undefined>(
    (found, row) => (found === undefined || row.level > found.level ? row : found),
    undefined,
  );
  if (worst === undefined) return ['The run was stopped before robustness was measured.'];
  const { level, robust, standard } = worst;
  const errors =
    level === 0
      ? 'Without errors on the parameters'
      : `With random errors of ${percentText(level).replace('.0', '')} on every parameter`;
  const draws = `(mean of ${settings.samples} ${settings.samples === 1 ? 'draw' : 'draws'})`;
  if (robust !== undefined && standard !== undefined) {
    const figures = `${shortLoss(robust.mean)} against ${shortLoss(standard.mean)} ${draws}`;
    const [subject, object] = ['the robust network\u2019s mean squared error', 'the standard one\u2019s'];
    const comparison = comparisonText(robust.mean, standard.mean);
    return [
      comparison === undefined
        ? `${errors}, the two mean squared errors cannot be compared: ${figures}.`
        : `${errors}, ${subject} is ${comparison} ${object}: ${figures}.`,
      ...(level === 0 ? [] : price(table, robust.mean < standard.mean && comparison !== alike)),
    ];
  }
  const only = robust ?? standard;
  return only === undefined ? [] : [`${errors}, its mean squared error is ${shortLoss(only.mean)} ${draws}.`];
}

const alike = 'about as large as';

/** How a loss compares with another one, in words that the other one follows; nothing where one is no finite number. */
function comparisonText(loss: number, other: number): string | undefined {
  if (!Number.isFinite(loss) || !Number.isFinite(other)) return undefined;
  if (loss === other) return alike;
  const [low, high] = loss < other ? [loss, other] : [other, loss];
  const times = (high / low).toFixed(1);
  if (times === '1.0') return alike;
  const way = loss < other ? 'smaller' : 'larger';
  return low === 0 ? `${way} than` : `${times} times ${way} than`;
}

/**
 * What robustness costs when nothing is disturbed.
 * @param isMoreRobust whether the robust network is so, without which nothing was paid for.
 */
function price(table: readonly TableRow[], isMoreRobust: boolean): string[] {
  const undisturbed = table.find((row) => row.level === 0);
  const { robust, standard } = undisturbed ?? {};
  if (robust === undefined || standard === undefined) return [];
  const comparison = comparisonText(standard.mean, robust.mean);
  const figures = `${shortLoss(standard.mean)} against ${shortLoss(robust.mean)}`;
  if (comparison === undefined) return [];
  if (comparison === alike) return [`Undisturbed, both networks are about as exact: ${figures}.`];
  if (standard.mean > robust.mean) {
    const also = isMoreRobust ? ' too' : '';
    return [
      `Undisturbed, the robust network is the more exact one${also}: ${shortLoss(robust.mean)} against ${shortLoss(standard.mean)}.`,
    ];
  }
  const paid = isMoreRobust ? ': that is the price of robustness' : '';
  return [`Undisturbed, the standard network is the more exact one, ${figures}${paid}.`];
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
