import type { NetworkName } from 'limpet/evaluate';
import type { PlanePoint } from './attackGeometry.ts';
import { attackPlayer } from './attackPlayer.ts';
import { addControls } from './controls.ts';
import { element, within } from './element.ts';
import type { LineChart } from './lineChart.ts';
import { ofChannel, outputChart, setRange, times, usualRange } from './outputChart.ts';
import type { PageState } from './pageState.ts';
import type { Answer, Slice } from './protocol.ts';
import { trainingSettings } from './settings.ts';
import { SlicePlot, showBands } from './slicePlot.ts';
import type { TrainedNetworks } from './trainingRun.ts';
import { layersSentence, noPlane, restReason, valleySentence } from './verdicts.ts';
import { weightMovesPlot } from './weightMovesPlot.ts';
import { whenNear } from './whenNear.ts';
import { pageWorker } from './workers.ts';

type Attacks = Extract<Answer, { kind: 'attack' }>;

const names: readonly NetworkName[] = ['robust', 'standard'];
const askedFor: readonly string[] = ['initialStd', 'mismatchLevel', 'attackSteps', 'sample'];

/** The adversary's chapter: one attack on each network, step by step. It computes once the reader comes near. */
export function attackChapter(state: PageState): { show(networks: TrainedNetworks): void } {
  const views = { robust: new AttackView('robust'), standard: new AttackView('standard') };
  const slider = element('attackStep', HTMLInputElement);
  const bands = element('slice-bands', HTMLElement);
  const valley = element('valley', HTMLElement);
  const layers = element('layers', HTMLElement);
  let trained: TrainedNetworks | undefined;
  let attacks: Attacks | undefined;
  let slices: Partial<Record<NetworkName, Slice>> = {};
  let isNear = false;
  const worker = pageWorker((answer) => {
    if (answer.kind === 'failed') views.robust.fail(answer.message);
    if (answer.kind === 'attack') {
      attacks = answer;
      slices = {};
      const range = rangeOf(answer);
      for (const name of names) {
        views[name].setPath(answer.attacks[name].path, answer.reach);
        views[name].setRange(range);
      }
      const { robust, standard } = answer.attacks;
      const isMoving = robust.path.length > 0 && standard.path.length > 0;
      valley.textContent = isMoving ? 'The planes are being computed ...' : noPlane;
      layers.textContent = layersSentence({ robust: robust.moves, standard: standard.moves });
      draw();
    } else if (answer.kind === 'slice') {
      slices = { ...slices, [answer.network]: answer.slice };
      drawSlices();
    }
  });
  const ask = (): void => {
    if (trained === undefined || !isNear) return;
    const { initialStd, mismatchLevel, attackSteps, sample } = state.settings;
    worker.send({ kind: 'attack', ...trained, sample, settings: { initialStd, mismatchLevel, attackSteps } });
  };
  /** Both at once, as they share their bands. */
  const drawSlices = (): void => {
    const { robust, standard } = slices;
    if (robust === undefined || standard === undefined) return;
    valley.textContent = valleySentence({ robust, standard });
    const highest = Math.max(...robust.damages, ...standard.damages);
    if (!(highest > 0 && highest < Number.POSITIVE_INFINITY)) return;
    views.robust.setSlice(robust, highest);
    views.standard.setSlice(standard, highest);
    showBands(bands, highest);
  };
  const draw = (): void => {
    const { attackSteps, channel } = state.settings;
    const step = Math.min(state.settings.attackStep, attackSteps);
    Object.assign(slider, { min: '0', max: `${attackSteps}`, step: '1', value: `${step}` });
    element('attackStep-value', HTMLOutputElement).textContent = `${step} of ${attackSteps}`;
    for (const name of names) {
      const attack = attacks?.attacks[name];
      if (attack !== undefined) views[name].draw(attack, step, channel, restReason(state.settings));
    }
  };
  const size = trainingSettings.filter(({ name }) => name === 'mismatchLevel');
  addControls(element('attack-settings', HTMLElement), size, state, 'attack-');
  attackPlayer(state);
  slider.addEventListener('input', () => state.set({ attackStep: Number(slider.value) }));
  state.onChange((changed) => {
    if (changed.some((name) => askedFor.includes(name))) ask();
    if (changed.some((name) => name === 'attackStep' || name === 'attackSteps' || name === 'channel')) draw();
  });
  whenNear(element('adversary', HTMLElement), () => {
    isNear = true;
    ask();
  });
  draw();
  return {
    show(networks) {
      trained = networks;
      ask();
    },
  };
}

/** The figures of an attack on one network. */
class AttackView {
  readonly #name: NetworkName;
  readonly #output: LineChart;
  readonly #damage: Element;
  readonly #slice: SlicePlot;
  readonly #place: Element;
  readonly #moves: ReturnType<typeof weightMovesPlot>;

  constructor(name: NetworkName) {
    const [attack, slice] = [element(`${name}-attack`, HTMLElement), element(`${name}-slice`, HTMLElement)];
    this.#name = name;
    this.#output = outputChart(within(attack, '.plot'));
    this.#output.describe(`Output of the ${name} network before and under attack.`);
    this.#damage = within(attack, '.error');
    this.#slice = new SlicePlot(within(slice, '.plot'));
    this.#place = within(slice, '.error');
    this.#moves = weightMovesPlot(element(`${name}-moves`, HTMLElement));
    this.setPath([], 0);
  }

  fail(message: string): void {
    this.#damage.textContent = message;
  }

  setRange(range: number): void {
    setRange(this.#output, range);
  }

  setPath(...path: Parameters<SlicePlot['setPath']>): void {
    this.#slice.setPath(...path);
  }

  setSlice(...slice: Parameters<SlicePlot['setSlice']>): void {
    this.#slice.setSlice(...slice);
  }

  /** @param atRest what is said where the attack does not move. */
  draw(attack: Attacks['attacks']['robust'], step: number, channel: number, atRest: string): void {
    const { outputs, damages, path, moves } = attack;
    const [before, after, name] = [outputs[0], outputs[step], this.#name];
    if (before === undefined || after === undefined) return;
    this.#output.line('mean', 0, times, ofChannel(after, channel));
    this.#output.line('target', 0, times, ofChannel(before, channel));
    const damage = `damage ${(damages[step] ?? 0).toFixed(4)}`;
    this.#damage.textContent = damage;
    this.#output.describe(
      `Output of the ${name} network before and after ${step} steps of an attack: ${damage}.`,
    );
    this.#slice.setStep(step);
    const place = placeText(path[step], atRest);
    this.#place.textContent = place;
    this.#slice.describe(
      `The damage in a plane through the weights of the ${name} network. After ${step} steps the attack is ${place}: ${damage}.`,
    );
    this.#moves.show(moves, step);
  }
}

/** How far from 0 the outputs go, at any step: both figures have the same scale, and the slider does not change it. */
function rangeOf({ attacks }: Attacks): number {
  const far = names.flatMap((name) =>
    attacks[name].outputs.map((values) => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0)),
  );
  const highest = Math.max(...far);
  return Number.isFinite(highest) ? Math.max(usualRange, Math.ceil(2.1 * highest) / 2) : usualRange;
}

function placeText(point: PlanePoint | undefined, atRest: string): string {
  if (point === undefined) return atRest;
  const percent = (part: number): string =>
    `${(100 * part)
      .toFixed(2)
      .replace(/^-0.00$/, '0.00')
      .replace('-', '−')} %`;
  return `${percent(point.x)} along, ${percent(point.y)} aside`;
}
