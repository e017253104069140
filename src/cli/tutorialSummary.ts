import { Help } from 'commander';
import {
  type ChangedSetting,
  changedSettings,
  compareWithReference,
  type MeanAndStd,
  referenceRow,
} from '../evaluate/tutorialReference.ts';
import type { NetworkName, TableRow, TutorialResult } from '../evaluate/tutorialResult.ts';
import { differenceText, measuredNetworks, networkNames, networkTitle } from '../plot/reportNumbers.ts';
import { reportSummary } from '../plot/reportSummary.ts';
import { plainTable } from './plainTable.ts';
import { plainDuration, shortNumber } from './progressText.ts';

/** Terminals are at least this wide. */
const WIDTH = 79;

/** What `limpet tutorial` prints at its end: how training went, the table beside the tutorial's, and what to make of it. */
export function tutorialSummary(result: TutorialResult): string {
  const paragraphs = [
    result.partial ? 'Stopped before the end; this is what was done until then.' : undefined,
    trainingTable(result),
    result.table.length > 0 ? robustnessTable(result) : undefined,
    wrapped(reportSummary(result)),
    caveat(result),
  ];
  return paragraphs.filter((paragraph) => paragraph !== undefined).join('\n\n');
}

/** A text in lines that fit a terminal, with ordinary spaces. */
const wrapped = (text: string): string => new Help().boxWrap(text.replaceAll('\u00a0', ' '), WIDTH);

function trainingTable({ training, settings }: TutorialResult): string {
  const rows = networkNames.flatMap((name) => {
    const run = training[name];
    if (run === undefined) return [];
    const { epochLosses, seconds, stepsPerSecond } = run;
    const last = epochLosses.at(-1);
    return [
      [
        networkTitle(name),
        `${epochLosses.length} of ${settings.epochs}`,
        last === undefined ? '-' : shortNumber(last),
        plainDuration(seconds),
        `${Math.round(stepsPerSecond)}`,
      ],
    ];
  });
  return plainTable(
    [
      { head: 'network' },
      { head: 'epochs' },
      { head: 'last loss', align: 'right' },
      { head: 'time', align: 'right' },
      { head: 'steps/s', align: 'right' },
    ],
    rows,
  );
}

/**
 * The robustness table in at most 79 columns: for every level a line per network, mean ± standard deviation of this run and of the
 * tutorial's print, and the relative differences of both.
 */
export function robustnessTable(result: TutorialResult): string {
  const names = measuredNetworks(result);
  const rows = result.table.flatMap((row) =>
    names
      .filter((name) => row[name] !== undefined)
      .map((name, index) => [
        index === 0 ? shortLevel(row.level) : '',
        networkTitle(name),
        ...levelCells(row, name),
      ]),
  );
  return plainTable(
    [
      { head: 'level' },
      { head: 'network' },
      { head: 'this run' },
      { head: 'tutorial' },
      { head: 'Δ mean', align: 'right' },
      { head: 'Δ std', align: 'right' },
    ],
    rows,
  );
}

function levelCells(row: TableRow, name: NetworkName): string[] {
  const difference = compareWithReference([row])[0]?.[name];
  const differences = [difference?.mean, difference?.std].map(differenceColumn);
  return [meanAndStd(row[name]), meanAndStd(referenceRow(row.level)?.[name]), ...differences];
}

/** A relative difference in per cent; from ten times the printed value on, how many times. */
function differenceColumn(difference: number | undefined): string {
  if (difference === undefined) return '-';
  if (difference < 9) return differenceText(difference).replace('\u00a0', ' ');
  const factor = difference + 1;
  return `× ${factor < 1e5 ? factor.toFixed(factor < 99.95 ? 1 : 0) : factor.toExponential(1)}`;
}

function meanAndStd(value: MeanAndStd | undefined): string {
  if (value === undefined) return '-';
  const std = lossColumn(value.std);
  return `${lossColumn(value.mean)} ± ${Number(std) === 0 ? '0' : std}`;
}

/** A loss in about seven characters: five decimals, fewer where it is large. */
function lossColumn(loss: number): string {
  if (loss >= 1e5) return loss.toExponential(1);
  return loss.toFixed(Math.max(0, 6 - Math.max(1, Math.floor(loss).toString().length)));
}

const shortLevel = (level: number): string => `${Number(level.toPrecision(4))}`;

/** What keeps the two tables from agreeing; the summary says in general that they need not. */
function caveat({ partial, settings }: TutorialResult): string | undefined {
  const changed = changedSettings(settings).map(
    ({ name, value, tutorial }) => `${name} ${settingText(value)} instead of ${settingText(tutorial)}`,
  );
  if (changed.length > 0) return wrapped(`Settings that are not the tutorial’s: ${changed.join('; ')}.`);
  if (partial) return undefined;
  return wrapped(
    'At level 0 nothing is drawn and the error is where training happened to end, moved by rounding alone: differences there mean little.',
  );
}

const settingText = (value: ChangedSetting['value']): string =>
  typeof value === 'object' ? value.join(', ') : `${value}`;
