import { element } from './element.ts';
import { FanPair } from './fanPair.ts';
import type { PageState } from './pageState.ts';
import { choices, memoryTimes, type SettingName } from './settings.ts';
import type { TrainedNetworks } from './trainingRun.ts';
import { whenNear } from './whenNear.ts';

const askedFor: readonly SettingName[] = ['memoryTime', 'compensation', 'wafer', 'sample'];

/** Both networks in phase-change memory, at a time since they were written. It computes once the reader comes near. */
export function memoryChapter(state: PageState): { show(networks: TrainedNetworks): void } {
  const status = element('memory-status', HTMLElement);
  const time = () => memoryTimes[state.settings.memoryTime] ?? memoryTimes[0];
  const pair = new FanPair({
    figures: 'memory',
    wanted() {
      const { wafer, sample } = state.settings;
      const isCompensated = state.has(choices.compensation, 'on');
      return { kind: 'memory', settings: { seconds: time().seconds, isCompensated, wafer, sample } };
    },
    channel: () => state.settings.channel,
    onFailure(message) {
      status.textContent = message;
    },
  });
  let networks: TrainedNetworks | undefined;
  let isNear = false;
  const showNetworks = (): void => {
    if (isNear && networks !== undefined) pair.show(networks);
  };
  connectControls(state, () => time().label);
  state.onChange((changed) => {
    if (changed.some((name) => askedFor.includes(name))) pair.ask();
    else if (changed.includes('channel')) pair.draw();
  });
  whenNear(element('memory', HTMLElement), () => {
    isNear = true;
    showNetworks();
  });
  return {
    show(others) {
      networks = others;
      showNetworks();
    },
  };
}

function connectControls(state: PageState, label: () => string): void {
  const slider = element('memoryTime', HTMLInputElement);
  const compensation = element('compensation', HTMLInputElement);
  Object.assign(slider, { min: '0', max: `${memoryTimes.length - 1}`, step: '1' });
  slider.addEventListener('input', () => state.set({ memoryTime: Number(slider.value) }));
  compensation.addEventListener('change', () =>
    state.choose(choices.compensation, compensation.checked ? 'on' : 'off'),
  );
  const show = (): void => {
    slider.value = `${state.settings.memoryTime}`;
    slider.setAttribute('aria-valuetext', label());
    element('memoryTime-value', HTMLOutputElement).textContent = label();
    compensation.checked = state.has(choices.compensation, 'on');
  };
  state.onChange(show);
  show();
}
