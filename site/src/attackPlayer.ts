import { element } from './element.ts';
import type { PageState } from './pageState.ts';

/** Milliseconds that a step is looked at. */
const stepInterval = 400;

/**
 * The button that plays an attack from its first step to its last, or from where it is; at the end it begins anew. For readers who
 * want less motion it goes one step further at each press.
 */
export function attackPlayer(state: PageState): void {
  const button = element('attack-play', HTMLButtonElement);
  const slider = element('attackStep', HTMLInputElement);
  const wantsLessMotion = matchMedia('(prefers-reduced-motion: reduce)');
  let timer: ReturnType<typeof setInterval> | undefined;

  const isAtEnd = (): boolean => state.settings.attackStep >= state.settings.attackSteps;
  const show = (): void => {
    button.textContent = timer !== undefined ? 'Pause' : wantsLessMotion.matches ? 'Next step' : 'Play';
  };
  const pause = (): void => {
    clearInterval(timer);
    timer = undefined;
    show();
  };
  const goOn = (): void => {
    state.set({ attackStep: isAtEnd() ? 0 : state.settings.attackStep + 1 });
    if (isAtEnd()) pause();
  };
  button.addEventListener('click', () => {
    if (timer !== undefined) {
      pause();
      return;
    }
    if (!wantsLessMotion.matches) timer = setInterval(goOn, stepInterval);
    show();
    goOn();
  });
  slider.addEventListener('input', pause);
  wantsLessMotion.addEventListener('change', pause);
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) pause();
  });
  show();
}
