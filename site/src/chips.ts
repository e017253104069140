import { element } from './element.ts';
import { FanPair } from './fanPair.ts';
import type { PageState } from './pageState.ts';
import { exactnessSentence } from './verdicts.ts';

/** The first chapter: what two networks give on twenty chips, redrawn while the slider moves. */
export function chipsChapter(state: PageState, onFailure: (message: string) => void): FanPair {
  const exactness = element('exactness', HTMLElement);
  const pair = new FanPair({
    figures: 'fan',
    wanted() {
      const { mismatch, wafer, sample } = state.settings;
      return { kind: 'chips', settings: { mismatch, wafer, sample } };
    },
    channel: () => state.settings.channel,
    onFailure,
    onDrawn({ undisturbed }) {
      if (undisturbed !== undefined) exactness.textContent = exactnessSentence(undisturbed);
    },
  });
  connectControls(state);
  state.onChange((changed) => {
    if (changed.some((name) => name === 'mismatch' || name === 'wafer' || name === 'sample')) pair.ask();
    else if (changed.includes('channel')) pair.draw();
  });
  return pair;
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
