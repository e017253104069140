import { isNarrow, roundTicks } from './lineChart.ts';

const namespace = 'http://www.w3.org/2000/svg';
const [height, base, margin] = [72, 52, 14];

/** Shows the losses of many chips on one scale. */
export interface LossStrip {
  /** @param worst which loss has a ring around it. @param highest the end of the scale. */
  draw(losses: readonly number[], worst: number, highest: number): void;
  describe(text: string): void;
}

/** A row of dots, one for the loss of each chip, jittered by chip. */
export function lossStrip(parent: Element): LossStrip {
  const width = isNarrow() ? 360 : 480;
  const add = (parentNode: Element, name: string, attributes: Readonly<Record<string, string>>): Element => {
    const made = document.createElementNS(namespace, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    parentNode.append(made);
    return made;
  };
  parent.replaceChildren();
  const svg = add(parent, 'svg', { viewBox: `0 0 ${width} ${height}`, class: 'chart', role: 'img' });
  const axis = add(svg, 'g', {});
  const dots = add(svg, 'path', { class: 'dots' });
  const ring = add(svg, 'circle', { class: 'ring', r: '6' });
  return {
    draw(losses, worst, highest) {
      // A loss that is no finite number stands at the end of the scale.
      const part = (loss: number): number => (Number.isFinite(loss) ? loss / highest : 1);
      const toX = (loss: number): number => margin + part(loss) * (width - 2 * margin);
      const toY = (chip: number): number => 12 + ((chip * 7) % 10) * 3.5;
      const place = (chip: number): string => `${toX(losses[chip] ?? 0).toFixed(1)} ${toY(chip)}`;
      axis.replaceChildren();
      add(axis, 'path', { class: 'grid', d: `M${margin} ${base}H${width - margin}` });
      for (const tick of roundTicks(0, highest, 4)) {
        const label = add(axis, 'text', {
          x: toX(tick).toFixed(1),
          y: `${base + 16}`,
          'text-anchor': 'middle',
        });
        label.textContent = `${tick}`;
      }
      dots.setAttribute('d', losses.map((_, chip) => `M${place(chip)}h0`).join(''));
      ring.setAttribute('cx', toX(losses[worst] ?? 0).toFixed(1));
      ring.setAttribute('cy', `${toY(worst)}`);
    },
    describe: (text) => svg.setAttribute('aria-label', text),
  };
}
