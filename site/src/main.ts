import { attackChapter } from './attack.ts';
import { chipsChapter } from './chips.ts';
import { element } from './element.ts';
import { followFolds } from './folds.ts';
import { keepForOffline, showKept } from './keepForOffline.ts';
import { lossChapter } from './loss.ts';
import { MeasuringChapter } from './measuring.ts';
import { memoryChapter } from './memory.ts';
import { NetworkChoice } from './networkChoice.ts';
import { openingRuns } from './openingRuns.ts';
import { PageState } from './pageState.ts';
import { loadPretrained } from './pretrained.ts';
import { sayShown } from './shownNetworks.ts';
import { takeAwayChapter } from './takeAway.ts';
import { taskChapter } from './task.ts';
import { TrainingChapter } from './training.ts';
import {
  isSameTraining,
  networksOfRun,
  type TrainingRun,
  type TrainingSettings,
  trainingSettingsOf,
} from './trainingRun.ts';
import { TrialHistory } from './trialHistory.ts';
import { verifyingChapter } from './verifying.ts';

/** The smallest module with a SIMD instruction: `i8x16.splat` of 0, popped. */
const simdModule = Uint8Array.of(
  ...[0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0],
  ...[10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11],
);

function notify(message: string): void {
  const notice = document.createElement('p');
  notice.className = 'notice';
  notice.textContent = message;
  element('notices', HTMLElement).append(notice);
}

/** Takes away what a teacher has left out by `hide=`; names of controls or chapters. */
function hideParts(names: readonly string[]): void {
  for (const name of names) {
    const found = document.querySelectorAll<HTMLElement>(`[data-control="${name}"], [data-part="${name}"]`);
    for (const part of found) part.hidden = true;
    if (found.length === 0) notify(`The link hides “${name}”, which this page does not have.`);
  }
}

async function start(): Promise<void> {
  const state = new PageState(location.hash);
  for (const notice of state.notices) notify(notice);
  if (typeof WebAssembly !== 'object' || !WebAssembly.validate(simdModule)) {
    notify(
      'This browser lacks WebAssembly SIMD, which all computing here needs. Any browser since 2023 has it.',
    );
    return;
  }
  const chips = chipsChapter(state, notify);
  const attack = attackChapter(state);
  const memory = memoryChapter(state);
  lossChapter(state);
  taskChapter(state);
  let pretrained: TrainingRun | undefined;
  let own: TrainingRun | undefined;
  /** Where a training for the link that the page was opened with leaves the settings. */
  let linked: TrainingSettings | undefined;
  const current = (): TrainingRun | undefined => (choice.isOwn ? own : pretrained);
  const measuring = new MeasuringChapter(state, () => {
    const run = current();
    if (run !== undefined) trials.addMeasured(run, state.settings, measuring.measurements);
  });
  const say = (): void => {
    const run = current();
    if (run === undefined) return;
    const settings = trainingSettingsOf(state.settings);
    const isMissing = choice.isOwnMissing && training.hasLooked;
    sayShown(
      {
        run,
        isOwn: choice.isOwn,
        settings,
        ...(isMissing && { missing: state.own }),
        ...(own !== undefined && { own: own.settings }),
      },
      trainMissing,
    );
  };
  const trainMissing = (): boolean => {
    linked = trainingSettingsOf(state.settings);
    state.set(state.own);
    const hasBegun = training.run();
    if (!hasBegun) element('training-status', HTMLElement).scrollIntoView({ block: 'center' });
    return hasBegun;
  };
  const show = (): void => {
    const run = current();
    if (run === undefined) return;
    const networks = networksOfRun(run);
    chips.show(networks);
    attack.show(networks);
    memory.show(networks);
    measuring.use(networks, run.filed);
    training.sayShown();
    say();
  };
  const choice = new NetworkChoice(state, show);
  const training = new TrainingChapter(state, {
    onWeights(run) {
      own = run;
      state.noteOwn(run.settings);
      choice.allowOwn();
      if (choice.isOwn) show();
      else say();
    },
    onDone(run) {
      trials.addTrained(run);
      if (linked !== undefined) state.set(linked);
      linked = undefined;
    },
    onLooked: say,
    areShown: (settings) => choice.isOwn && own !== undefined && isSameTraining(own.settings, settings),
    onChosen: (run) => showOwn(run),
  });
  const showOwn = (run: TrainingRun): void => {
    own = run;
    state.noteOwn(run.settings);
    choice.allowOwn();
    if (choice.isOwn) show();
    else choice.chooseOwn();
  };
  const trials = new TrialHistory(state, (settings) => {
    state.set(settings);
    training.showKept();
  });
  takeAwayChapter({ state, measuring, shown: current });
  openingRuns(state, (run) => {
    training.open(run);
    showOwn(run);
  });
  state.onChange(say);
  verifyingChapter();
  hideParts(state.hidden);
  followFolds(state, (name) => notify(`The link unfolds “${name}”, which this page does not have.`));
  followLinks();
  window.addEventListener('hashchange', () => location.reload());
  pretrained = await loadPretrained();
  show();
  await chips.drawn;
}

/** Follows links within the page without a change of its address, which holds the settings. */
function followLinks(): void {
  document.addEventListener('click', (event) => {
    const link =
      event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('a[href^="#"]') : null;
    const place = link && document.getElementById(link.hash.slice(1));
    if (!place) return;
    event.preventDefault();
    place.scrollIntoView({ block: 'center' });
    place.focus({ preventScroll: true });
  });
}

start()
  .catch((error: unknown) => notify(error instanceof Error ? error.message : String(error)))
  .then(() => keepForOffline('./serviceWorker.js', showKept));
