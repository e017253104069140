import { lossLinesOf } from './code.ts';
import { addControls } from './controls.ts';
import { element, within } from './element.ts';
import type { PageState } from './pageState.ts';
import { choices, type SettingName, trainingSettings } from './settings.ts';

/** The settings that belong to a part of the formula; all others are in other chapters only. */
const settingsOfTerms: Readonly<Record<string, readonly SettingName[]>> = {
  noise: ['noisyForwardStd'],
  beta: ['betaRobustness'],
  attack: ['attackSteps', 'mismatchLevel', 'initialStd'],
};

/** The chapter on the loss: each part of the formula, its controls and its lines of code are marked together. */
export function lossChapter(state: PageState): void {
  const terms = element('loss-terms', HTMLElement);
  for (const [term, names] of Object.entries(settingsOfTerms)) {
    const settings = trainingSettings.filter(({ name }) => names.includes(name));
    addControls(within(terms, `[data-term="${term}"] .settings`), settings, state, 'loss-');
  }
  const showLines = addLines(element('loss-code', HTMLElement), state);
  for (const button of terms.querySelectorAll('dt button')) button.setAttribute('aria-controls', 'loss-code');
  state.onChange(showLines);
  markTogether(element('loss', HTMLElement), state);
}

/** A button for each line of code; the function that is returned brings them up to date. */
function addLines(list: HTMLElement, state: PageState): () => void {
  const codes = lossLinesOf(state.settings).map(({ term }) => {
    const line = document.createElement('li');
    line.dataset.term = term;
    line.innerHTML = '<button type="button" aria-controls="loss-terms"><code></code></button>';
    list.append(line);
    return within(line, 'code');
  });
  const end = document.createElement('li');
  end.innerHTML = '<code>})</code>';
  list.append(end);
  const show = (): void => {
    for (const [index, { text }] of lossLinesOf(state.settings).entries()) {
      const code = codes[index];
      if (code !== undefined && code.textContent !== text) code.textContent = text;
    }
  };
  show();
  return show;
}

/** What presses a mark into place: a part of the formula, its word, or a line of its code. */
const pins = 'dt button, li button, math [data-term]';

/** Marks everything of the term that is pointed at, else of the one with the focus, else of the one that was pressed. */
function markTogether(section: HTMLElement, state: PageState): void {
  const parts = [...section.querySelectorAll<HTMLElement | MathMLElement>('[data-term]')];
  const term: Partial<Record<'pointed' | 'focused', string | undefined>> = {};
  const pressed = (): string | undefined => choices.markedTerm.names[state.settings.markedTerm];
  const show = (): void => {
    const marked = term.pointed ?? term.focused ?? pressed();
    for (const part of parts) {
      part.classList.toggle('marked', part.dataset.term === marked);
      for (const button of part.querySelectorAll(':scope > button, dt button'))
        button.setAttribute('aria-pressed', `${part.dataset.term === pressed()}`);
    }
  };
  const on = (type: string, note: (target: Element, found: string | undefined) => void): void =>
    section.addEventListener(type, ({ target }) => {
      if (!(target instanceof Element)) return;
      note(target, target.closest<HTMLElement>('[data-term]')?.dataset.term);
      show();
    });
  on('pointerover', (_, found) => {
    term.pointed = found;
  });
  on('pointerleave', () => {
    term.pointed = undefined;
  });
  on('focusin', (target, found) => {
    term.focused = target.matches('input, :focus-visible') ? found : undefined;
  });
  on('focusout', () => {
    term.focused = undefined;
  });
  on('click', (target, found) => {
    if (target.closest(pins) && found !== undefined)
      state.choose(choices.markedTerm, found === pressed() ? 'none' : found);
  });
  state.onChange((changed) => {
    if (changed.includes('markedTerm')) show();
  });
  show();
}
