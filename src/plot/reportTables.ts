import type { MeanAndStd } from '../evaluate/tutorialReference.ts';
import { changedSettings, compareWithReference, referenceRow } from '../evaluate/tutorialReference.ts';
import type { NetworkName, TableRow, TutorialResult, TutorialSettings } from '../evaluate/tutorialResult.ts';
import { html, type Markup } from './markup.ts';
import {
  differenceText,
  durationText,
  lossText,
  measuredNetworks,
  networkNames,
  networkTitle,
} from './reportNumbers.ts';

/** The robustness table: mean and standard deviation by level and network, beside the printed ones. */
export function robustnessTable(result: TutorialResult): Markup {
  const names = measuredNetworks(result);
  const networkHeads = names.map(
    (name) =>
      html`<th colspan="6" scope="colgroup" class="group network-${networkNames.indexOf(name)}">${networkTitle(name)}</th>`,
  );
  const columnHeads = names.map(
    () =>
      html`<th colspan="2" scope="col" class="group">this run</th><th colspan="2" scope="col">tutorial</th><th scope="col">Δ mean</th><th scope="col">Δ std</th>`,
  );
  const rows = result.table.map(
    (row) => html`<tr><th scope="row">${row.level}</th>${names.map((name) => levelCells(row, name))}</tr>\n`,
  );
  return scrolling(
    'Robustness table',
    html`<table>
<thead>
<tr><th rowspan="2" scope="col">level</th>${networkHeads}</tr>
<tr>${columnHeads}</tr>
</thead>
<tbody>
${rows}</tbody>
</table>`,
  );
}

function levelCells(row: TableRow, name: NetworkName): Markup {
  const difference = compareWithReference([row])[0]?.[name];
  return html`${meanAndStd(row[name], 'group')}${meanAndStd(referenceRow(row.level)?.[name], 'printed')}<td>${differenceText(
    difference?.mean,
  )}</td><td>${differenceText(difference?.std)}</td>`;
}

function meanAndStd(value: MeanAndStd | undefined, kind: string): Markup {
  if (value === undefined) return html`<td class="${kind}">–</td><td></td>`;
  const std = value.std === 0 ? '0' : lossText(value.std);
  return html`<td class="${kind}">${lossText(value.mean)}</td><td class="spread">± ${std}</td>`;
}

/** How training went: one row per network. */
export function trainingTable({ training }: TutorialResult): Markup {
  const rows = networkNames.flatMap((name) => {
    const run = training[name];
    if (run === undefined) return [];
    const lastEpoch = run.epochLosses.at(-1);
    return [
      html`<tr><th scope="row">${networkTitle(name)}</th><td>${run.epochLosses.length}</td><td>${
        lastEpoch === undefined ? '–' : lossText(lastEpoch)
      }</td><td>${run.firstLosses.map((loss) => loss.toPrecision(8)).join(', ')}</td><td>${durationText(
        run.seconds,
      )}</td><td>${Math.round(run.stepsPerSecond)}</td></tr>\n`,
    ];
  });
  return scrolling(
    'Training',
    html`<table>
<thead><tr><th scope="col">Network</th><th scope="col">epochs</th><th scope="col">last epoch’s mean loss</th><th scope="col">first losses</th><th scope="col">time</th><th scope="col">steps per second</th></tr></thead>
<tbody>
${rows}</tbody>
</table>`,
  );
}

const settingTitles: Readonly<Record<keyof TutorialSettings, string>> = {
  epochs: 'Epochs',
  samples: 'Draws per level',
  levels: 'Mismatch levels',
  seed: 'Seed',
  inputs: 'Input channels',
  learningRate: 'Learning rate',
  attackSteps: 'Attack steps',
  mismatchLevel: 'Attack size',
  betaRobustness: 'Robustness weight β',
  noisyForwardStd: 'Forward noise',
  initialStd: 'Initial noise of the attack',
  partitionable: 'Partitionable random keys',
  only: 'Network trained',
};

/** The settings of the run; one that is not the tutorial's says what the tutorial's is. */
export function settingsList({ settings }: TutorialResult): Markup {
  const changed = new Map(changedSettings(settings).map(({ name, tutorial }) => [name, tutorial]));
  const names = Object.keys(settingTitles) as (keyof TutorialSettings)[];
  return factList(
    names.flatMap((name) => {
      const value = settings[name];
      if (value === undefined) return [];
      const tutorial = changed.has(name) ? ` (tutorial: ${settingText(changed.get(name))})` : '';
      return [[settingTitles[name], settingText(value) + tutorial]];
    }),
  );
}

/** What the run was made with. */
export function versionsList({ versions }: TutorialResult): Markup {
  return factList([
    ['Limpet', versions.limpet],
    ['Node', versions.node],
    ...(versions.v8 === undefined ? [] : [['V8', versions.v8] as const]),
    ['Platform', versions.platform],
  ]);
}

function settingText(value: TutorialSettings[keyof TutorialSettings]): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return typeof value === 'object' ? value.join(', ') : `${value}`;
}

export function factList(facts: readonly (readonly [string, string])[]): Markup {
  return html`<dl class="facts">
${facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>\n`)}</dl>`;
}

/** A table that scrolls inside its own box, also by keyboard, so that the page never does. */
export function scrolling(label: string, table: Markup): Markup {
  return html`<div class="scroll" role="region" aria-label="${label}" tabindex="0">${table}</div>`;
}
