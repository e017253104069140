import { element } from './element.ts';
import type { PageState } from './pageState.ts';
import { defaultSettings } from './settings.ts';
import { type TrainingSettings, trainingNames, trainingSettingsOf } from './trainingRun.ts';

const ofPage = trainingSettingsOf(defaultSettings);
/** The settings of the tutorial itself, as far as the page's are others. */
const ofTutorial: TrainingSettings = { ...ofPage, inputs: 2000, epochs: 300, learningRate: 0.0001 };

/** Buttons that set all of a training at once, each marked while its settings are those of the page. */
export function addPresets(state: PageState): void {
  const presets = Object.entries({ 'own-settings': ofPage, 'tutorial-size': ofTutorial }).map(
    ([id, settings]) => ({ button: element(id, HTMLButtonElement), settings }),
  );
  const show = (): void => {
    for (const { button, settings } of presets) {
      const isSet = trainingNames.every((name) => settings[name] === state.settings[name]);
      button.setAttribute('aria-pressed', `${isSet}`);
    }
  };
  for (const { button, settings } of presets) button.addEventListener('click', () => state.set(settings));
  state.onChange(show);
  show();
}
