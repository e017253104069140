import type { NetworkName } from 'limpet/evaluate';
import { ofChannel, times } from './chips.ts';
import { element, within } from './element.ts';
import { isNarrow, type LineChart, lineChart } from './lineChart.ts';
import type { PageState } from './pageState.ts';
import type { TrainedNetworks } from './pretrained.ts';
import type { Answer } from './protocol.ts';
import { whenNear } from './whenNear.ts';
import { pageWorker } from './workers.ts';

type Attacks = Extract<Answer, { kind: 'attack' }>['attacks'];

const names: readonly NetworkName[] = ['robust', 'standard'];

/** The adversary's chapter: one attack on each network, step by step. It computes once the reader comes near. */
export function attackChapter(state: PageState): { show(networks: TrainedNetworks): void } {
  const charts = { robust: chartOf('robust'), standard: chartOf('standard') };
  const slider = element('attackStep', HTMLInputElement);
  let trained: TrainedNetworks | undefined;
  let attacks: Attacks | undefined;
  let isNear = false;
  const worker = pageWorker((answer) => {
    if (answer.kind === 'failed')
      within(element('robust-attack', HTMLElement), '.error').textContent = answer.message;
    if (answer.kind !== 'attack') return;
    attacks = answer.attacks;
    draw();
  });
  const ask = (): void => {
    if (trained === undefined || !isNear) return;
    const { initialStd, mismatchLevel, attackSteps, sample } = state.settings;
    worker.send({ kind: 'attack', ...trained, sample, settings: { initialStd, mismatchLevel, attackSteps } });
  };
  const draw = (): void => {
    const { attackSteps, channel } = state.settings;
    const step = Math.min(state.settings.attackStep, attackSteps);
    Object.assign(slider, { min: '0', max: `${attackSteps}`, step: '1', value: `${step}` });
    element('attackStep-value', HTMLOutputElement).textContent = `${step} of ${attackSteps}`;
    for (const name of names) {
      const attack = attacks?.[name];
      const [before, after] = [attack?.outputs[0], attack?.outputs[step]];
      if (before === undefined || after === undefined) continue;
      charts[name].line('mean', 0, times, ofChannel(after, channel));
      charts[name].line('target', 0, times, ofChannel(before, channel));
      const damage = `damage ${(attack?.damages[step] ?? 0).toFixed(4)}`;
      within(element(`${name}-attack`, HTMLElement), '.error').textContent = damage;
      charts[name].describe(
        `Output of the ${name} network before and after ${step} steps of an attack: ${damage}.`,
      );
    }
  };
  slider.addEventListener('input', () => state.set({ attackStep: Number(slider.value) }));
  state.onChange((changed) => {
    if (changed.some((name) => ['initialStd', 'mismatchLevel', 'attackSteps', 'sample'].includes(name)))
      ask();
    draw();
  });
  whenNear(element('robust-attack', HTMLElement), () => {
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

function chartOf(name: NetworkName): LineChart {
  const chart = lineChart(
    within(element(`${name}-attack`, HTMLElement), '.plot'),
    isNarrow() ? 360 : 480,
    250,
  );
  chart.setAxes(
    { low: 0, high: 1, ticks: [0, 0.5, 1], label: 'time' },
    { low: -2, high: 2, ticks: [-2, -1, 0, 1, 2], label: 'output' },
  );
  chart.describe(`Output of the ${name} network before and under attack.`);
  return chart;
}
