import type { NetworkName } from 'limpet/evaluate';
import { element, within } from './element.ts';
import { FanChart } from './fanChart.ts';
import { ofChannel } from './outputChart.ts';
import type { PageState } from './pageState.ts';
import type { Answer, Fan } from './protocol.ts';
import type { TrainedNetworks } from './trainingRun.ts';
import { type WeightStrip, weightStrip } from './weightStrip.ts';
import { pageWorker } from './workers.ts';

/** The first chapter. */
export interface ChipsChapter {
  /** Shows other networks; those asked for last are drawn. */
  show(networks: TrainedNetworks): void;
}

interface View {
  readonly chart: FanChart;
  readonly strip: WeightStrip;
  readonly error: Element;
}

type Drawn = Extract<Answer, { kind: 'chips' }>;

const names: readonly NetworkName[] = ['robust', 'standard'];
const chipCount = 20;

/** The first chapter: what two networks give on twenty chips, redrawn while the slider moves. */
export function chipsChapter(state: PageState, onFailure: (message: string) => void): ChipsChapter {
  const views = { robust: viewOf('robust'), standard: viewOf('standard') };
  let trained: TrainedNetworks | undefined;
  let sent: TrainedNetworks | undefined;
  let drawn: Drawn | undefined;
  let asked = 0;
  let answered = 0;
  let waiting = false;
  const worker = pageWorker((answer) => {
    if (answer.kind === 'chips') {
      answered = answer.id;
      drawn = answer;
      if (waiting) ask();
      draw();
    } else if (answer.kind === 'failed') {
      answered = asked;
      sent = undefined;
      onFailure(answer.message);
    }
  });
  /** One request is under way at most: what the slider passed meanwhile is left out. */
  const ask = (): void => {
    if (trained === undefined) return;
    waiting = asked > answered;
    if (waiting) return;
    const { networks, task } = trained;
    const { mismatch, wafer, sample } = state.settings;
    worker.send({
      kind: 'chips',
      id: ++asked,
      ...(sent !== trained && { networks }),
      task,
      settings: { mismatch, wafer, sample },
      count: chipCount,
    });
    sent = trained;
  };
  const draw = (): void => {
    if (drawn === undefined) return;
    for (const name of names)
      drawFan(views[name], drawn.fans[name], drawn.target, state.settings.channel, name);
  };
  connectControls(state);
  state.onChange((changed) => {
    if (changed.some((name) => name === 'mismatch' || name === 'wafer' || name === 'sample')) ask();
    else if (changed.includes('channel')) draw();
  });
  return {
    show(networks) {
      trained = networks;
      ask();
    },
  };
}

function viewOf(name: NetworkName): View {
  const figure = element(`${name}-fan`, HTMLElement);
  const chart = new FanChart(within(figure, '.plot'), chipCount);
  const strip = weightStrip(
    within(figure, '.weights'),
    `The last weights of the ${name} network on 20 chips`,
  );
  return { chart, strip, error: element(`${name}-error`, HTMLElement) };
}

function connectControls(state: PageState): void {
  const mismatch = element('mismatch', HTMLInputElement);
  Object.assign(mismatch, { min: '0', max: '0.6', step: '0.01' });
  mismatch.addEventListener('input', () => state.set({ mismatch: Number(mismatch.value) }));
  for (const name of ['sample', 'channel'] as const) {
    const select = element(name, HTMLSelectElement);
    select.addEventListener('change', () => state.set({ [name]: Number(select.value) }));
  }
  element('new-chips', HTMLButtonElement).addEventListener('click', () =>
    state.set({ wafer: (state.settings.wafer + 1) % 2 ** 32 }),
  );
  const showValues = (): void => {
    const { settings } = state;
    const percent = `${Math.round(100 * settings.mismatch)} %`;
    mismatch.value = `${settings.mismatch}`;
    mismatch.setAttribute('aria-valuetext', percent);
    element('mismatch-value', HTMLOutputElement).textContent = percent;
    element('sample', HTMLSelectElement).value = `${settings.sample}`;
    element('channel', HTMLSelectElement).value = `${settings.channel}`;
  };
  state.onChange(showValues);
  showValues();
}

function drawFan(
  { chart, strip, error }: View,
  { weights: ideal, chips }: Fan,
  target: Float32Array,
  channel: number,
  name: NetworkName,
): void {
  const curves = chips.map(({ output }) => ofChannel(output, channel));
  const losses = chips.map(({ loss }) => loss);
  const worstLoss = Math.max(...losses);
  const meanLoss = losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
  chart.draw(curves, losses.indexOf(worstLoss), ofChannel(target, channel));
  const summary = `mean error ${meanLoss.toFixed(3)}, worst ${worstLoss.toFixed(3)}`;
  error.textContent = summary;
  chart.describe(`Output of the ${name} network on ${chips.length} chips over time: ${summary}.`);
  strip.draw(
    ideal,
    chips.map(({ weights }) => weights),
  );
}
