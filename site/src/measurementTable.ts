import { type NetworkName, statistics } from 'limpet/evaluate';
import { within } from './element.ts';

/** By network and level the losses of the chips. */
export type LevelLosses = Readonly<Record<NetworkName, readonly (readonly number[])[]>>;

const networks: readonly NetworkName[] = ['robust', 'standard'];

interface Row {
  readonly head: Element;
  readonly button: HTMLButtonElement;
  readonly cells: readonly Element[];
}

/** The table of what was measured. Its levels are buttons once there are chips to see. */
export class MeasurementTable {
  readonly #body: Element;
  readonly #onPick: (index: number) => void;
  #levels: readonly number[] = [];
  #rows: readonly Row[] = [];

  constructor(table: Element, onPick: (index: number) => void) {
    this.#body = within(table, 'tbody');
    this.#onPick = onPick;
  }

  /** A row for each level. */
  setLevels(levels: readonly number[]): void {
    if (levels === this.#levels) return;
    this.#levels = levels;
    this.#body.replaceChildren();
    this.#rows = levels.map((level, index) => {
      const button = document.createElement('button');
      button.type = 'button';
      button.className = 'pick';
      button.textContent = `${Number((100 * level).toPrecision(3))} %`;
      button.setAttribute('aria-label', `${button.textContent}: see its chips`);
      button.setAttribute('aria-controls', 'level-chips');
      button.addEventListener('click', () => this.#onPick(index));
      const row = document.createElement('tr');
      row.innerHTML = `<th scope="row"></th>${'<td></td>'.repeat(2 * networks.length)}`;
      this.#body.append(row);
      const [head, ...cells] = row.children;
      return { head: head as Element, button, cells };
    });
  }

  /**
   * @param picked the level whose chips are shown, by its place.
   * @param hasChips whether there are chips to see.
   */
  show(losses: LevelLosses, picked: number | undefined, hasChips: boolean): void {
    for (const [index, { head, button, cells }] of this.#rows.entries()) {
      const measured = networks.map((name) => losses[name][index] ?? []);
      if (!hasChips || measured.every(({ length }) => length === 0)) head.textContent = button.textContent;
      else if (!head.contains(button)) head.replaceChildren(button);
      button.setAttribute('aria-pressed', `${index === picked}`);
      const texts = [...measured.map(spread), ...measured.map(worst)];
      for (const [place, cell] of cells.entries()) cell.textContent = texts[place] ?? '';
    }
  }
}

function spread(losses: readonly number[]): string {
  if (losses.length === 0) return '–';
  const { mean, std } = statistics(losses);
  return `${mean.toFixed(4)} ±\u00a0${std.toFixed(4)}`;
}

const worst = (losses: readonly number[]): string =>
  losses.length === 0 ? '–' : statistics(losses).max.toFixed(4);
