import type { RobustnessNetwork } from 'limpet/plot';
import { whenNear } from './whenNear.ts';

/** What the robustness figure shows. */
export interface Robustness {
  readonly networks: readonly RobustnessNetwork[];
  readonly referenceName: string;
  /** The level that is marked, by its place. */
  readonly picked: number | undefined;
}

/** How often the figure is drawn anew, in milliseconds. */
const drawInterval = 150;

/** The robustness figure of the page: drawn once the reader comes near, and anew as chips come in. A press picks the nearest level. */
export class RobustnessPlot {
  readonly #place: HTMLElement;
  #newest: Robustness | undefined;
  #isNear = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #lastDraw = Number.NEGATIVE_INFINITY;

  /** @param onPick hears which level is pressed, by its place. */
  constructor(place: HTMLElement, onPick: (index: number) => void) {
    this.#place = place;
    place.addEventListener('click', ({ clientX }) => {
      const index = nearestPoint(place, clientX);
      if (index !== undefined) onPick(index);
    });
    whenNear(place, () => {
      this.#isNear = true;
      this.#schedule();
    });
  }

  draw(robustness: Robustness): void {
    this.#newest = robustness;
    this.#schedule();
  }

  #schedule(): void {
    if (!this.#isNear || this.#newest === undefined) return;
    const wait = Math.max(0, this.#lastDraw + drawInterval - performance.now());
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#lastDraw = performance.now();
      this.#drawNow().catch((error: unknown) => {
        this.#place.textContent = `The figure could not be drawn: ${String(error)}`;
      });
    }, wait);
  }

  async #drawNow(): Promise<void> {
    const { robustnessFigure } = await import('limpet/plot');
    if (this.#newest === undefined) return;
    const { networks, referenceName, picked } = this.#newest;
    const size = this.#place.clientWidth < 560 ? { width: 400, height: 320 } : { width: 800, height: 420 };
    const figure = robustnessFigure(networks, { ...size, referenceName });
    for (const network of networks.keys()) {
      const points = figure.querySelectorAll(`.points-${network} > *`);
      for (const [level, point] of points.entries()) point.classList.toggle('picked', level === picked);
    }
    this.#place.replaceChildren(figure);
    this.#place.classList.toggle(
      'measured',
      networks.some(({ points }) => points.length > 0),
    );
  }
}

/** The place of the level whose point in the figure is the nearest to a place on the screen, from left to right. */
function nearestPoint(figure: Element, clientX: number): number | undefined {
  const distances = Array.from(figure.querySelectorAll('.points-0 > *'), (point) => {
    const { left, right } = point.getBoundingClientRect();
    return Math.abs((left + right) / 2 - clientX);
  });
  const nearest = distances.indexOf(Math.min(...distances));
  return nearest < 0 ? undefined : nearest;
}
