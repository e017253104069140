import { isNarrow } from './lineChart.ts';

const namespace = 'http://www.w3.org/2000/svg';
const [height, margin] = [64, 14];
/** The largest weight on the scale; larger ones are drawn at its end. */
const limit = 1.5;

/** Shows where weights are on many chips. */
export interface WeightStrip {
  draw(ideal: ArrayLike<number>, chips: readonly ArrayLike<number>[]): void;
}

/** One row of weights on a common scale, each with its ideal value as a tick and a dot for every chip, jittered by chip. */
export function weightStrip(parent: Element, label: string): WeightStrip {
  const width = isNarrow() ? 360 : 480;
  const svg = document.createElementNS(namespace, 'svg');
  svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
  svg.setAttribute('class', 'chart');
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', label);
  const [axis, dots, ticks] = ['grid', 'dots', 'ideal'].map((name) => {
    const path = document.createElementNS(namespace, 'path');
    path.setAttribute('class', name);
    return path;
  }) as [SVGPathElement, SVGPathElement, SVGPathElement];
  const captions = ['−1.5', 'the last 16 weights', '1.5'].map((text, index) => {
    const caption = document.createElementNS(namespace, 'text');
    caption.textContent = text;
    caption.setAttribute('x', `${[margin, width / 2, width - margin][index]}`);
    caption.setAttribute('y', '60');
    caption.setAttribute('text-anchor', 'middle');
    return caption;
  });
  svg.append(axis, dots, ticks, ...captions);
  parent.replaceChildren(svg);
  const toX = (value: number): number =>
    margin + ((Math.max(-limit, Math.min(limit, value)) + limit) / (2 * limit)) * (width - 2 * margin);
  axis.setAttribute('d', `M${toX(-1.5)} 46H${toX(1.5)}M${toX(0)} 6V46`);
  return {
    draw(ideal, chips) {
      let points = '';
      for (const [chip, weights] of chips.entries()) {
        const y = 10 + (32 * chip) / Math.max(1, chips.length - 1);
        for (const weight of Array.from(weights)) points += `M${toX(weight).toFixed(1)} ${y.toFixed(1)}h0`;
      }
      dots.setAttribute('d', points);
      ticks.setAttribute('d', Array.from(ideal, (weight) => `M${toX(weight).toFixed(1)} 6V46`).join(''));
    },
  };
}
