import { within } from './element.ts';
import type { PageState } from './pageState.ts';
import { isAllowed, rangeNotice, type Setting } from './settings.ts';

/**
 * Puts a control for each setting into an element: name, slider where the range is even, number, reset and meaning with range. A
 * setting that has controls in several chapters needs another start of their ids in each.
 */
export function addControls(
  parent: Element,
  settings: readonly Setting[],
  state: PageState,
  idStart = 'control-',
): void {
  parent.append(...settings.map((setting) => control(setting, state, `${idStart}${setting.name}`)));
}

/** A seed has too many values for a slider. */
const longestSlider = 2000;

function control(setting: Setting, state: PageState, id: string): HTMLElement {
  const { name, low, high, step } = setting;
  const hasSlider = step !== undefined && (high - low) / step <= longestSlider;
  const box = document.createElement('div');
  box.className = 'control';
  box.dataset.control = name;
  box.innerHTML = `
    <label for="${id}">${name}</label>
    <div class="row">
      ${hasSlider ? `<input type="range" aria-label="${name}, slider" min="${low}" max="${high}" step="${step}">` : ''}
      <input type="number" id="${id}" min="${low}" max="${high}" step="${step ?? 'any'}" aria-describedby="${id}-meaning">
      <button type="button" aria-label="Reset ${name}" title="Reset">↺</button>
    </div>
    <p class="meaning" id="${id}-meaning"></p>`;
  const number = within(box, 'input[type=number]') as HTMLInputElement;
  const slider = box.querySelector<HTMLInputElement>('input[type=range]');
  const meaning = within(box, '.meaning');
  const show = (): void => {
    number.value = `${state.settings[name]}`;
    if (slider) slider.value = number.value;
    meaning.textContent = `${setting.meaning} From ${low} to ${high}.`;
    box.classList.remove('invalid');
    number.removeAttribute('aria-invalid');
  };
  const take = (text: string): void => {
    if (isAllowed(setting, text)) {
      state.set({ [name]: Number(text) });
      show();
      return;
    }
    meaning.textContent = rangeNotice({ ...setting, value: state.settings[name] }, text);
    box.classList.add('invalid');
    number.setAttribute('aria-invalid', 'true');
  };
  number.addEventListener('change', () => take(number.value));
  slider?.addEventListener('input', () => {
    number.value = slider.value;
  });
  slider?.addEventListener('change', () => take(slider.value));
  within(box, 'button').addEventListener('click', () => {
    state.set({ [name]: setting.value });
    show();
  });
  state.onChange((changed) => {
    if (changed.includes(name)) show();
  });
  show();
  return box;
}
