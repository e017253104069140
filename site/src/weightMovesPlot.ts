import { bins, type WeightMoves } from './attackGeometry.ts';
import { within } from './element.ts';
import { isNarrow } from './lineChart.ts';

const namespace = 'http://www.w3.org/2000/svg';
const [rowHeight, left, right] = [54, 8, 8];
const layerNames = ['first layer', 'last layer'];

/** Shows which weights an attack has moved after some of its steps. */
export interface WeightMovesPlot {
  show(moves: WeightMoves, step: number): void;
}

/** How the weights of each layer have changed, as histograms, over a table of the weights that do the most damage. */
export function weightMovesPlot(figure: Element): WeightMovesPlot {
  const width = isNarrow() ? 360 : 480;
  const svg = document.createElementNS(namespace, 'svg');
  svg.setAttribute('viewBox', `0 0 ${width} ${2 * rowHeight + 18}`);
  svg.setAttribute('class', 'chart');
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', 'Waiting for the networks');
  within(figure, '.plot').replaceChildren(svg);
  const body = within(figure, 'tbody');
  const text = (x: number, y: number, anchor: string): SVGTextElement => {
    const made = document.createElementNS(namespace, 'text');
    made.setAttribute('x', `${x}`);
    made.setAttribute('y', `${y}`);
    made.setAttribute('text-anchor', anchor);
    svg.append(made);
    return made;
  };
  const path = (name: string): SVGPathElement => {
    const made = document.createElementNS(namespace, 'path');
    made.setAttribute('class', name);
    svg.append(made);
    return made;
  };
  const rows = layerNames.map((name, index) => {
    const top = index * rowHeight;
    return {
      name,
      base: top + rowHeight,
      bars: path('bars'),
      rule: path('grid'),
      label: text(left, top + 14, 'start'),
      part: text(width - right, top + 14, 'end'),
    };
  });
  const ticks = [left, width / 2, width - right].map((x, index) =>
    text(x, 2 * rowHeight + 14, ['start', 'middle', 'end'][index] ?? 'middle'),
  );
  const bin = (width - left - right) / bins;
  return {
    show({ limit, layers, top }, step) {
      for (const [index, { name, base, bars, rule, label, part }] of rows.entries()) {
        const { count = 0, histograms = [], shares = [] } = layers[index] ?? {};
        const counts = histograms[step] ?? [];
        const most = Math.max(1, ...counts);
        const shape = counts.map((each, place) => {
          const height = each === 0 ? 0 : Math.max(1.5, (each / most) * (rowHeight - 22));
          return `M${(left + place * bin).toFixed(1)} ${base}v${-height.toFixed(1)}h${(bin - 1).toFixed(1)}v${height.toFixed(1)}`;
        });
        bars.setAttribute('d', shape.join(''));
        rule.setAttribute(
          'd',
          `M${left} ${base}H${width - right}M${width / 2} ${base}V${base - rowHeight + 20}`,
        );
        label.textContent = `${name}, ${count.toLocaleString('en')} weights`;
        part.textContent = step === 0 ? '' : `${percent(shares[step] ?? 0)} of the damage`;
      }
      for (const [index, tick] of ticks.entries()) {
        const value = ((index - 1) * 100 * limit).toFixed(1);
        tick.textContent =
          index === 1 ? 'unchanged' : `${value.startsWith('-') ? '−' : '+'}${value.replace('-', '')} %`;
      }
      body.replaceChildren(...top.map((move) => rowOf(move, step)));
      svg.setAttribute('aria-label', describe({ limit, layers, top }, step));
    },
  };
}

function rowOf(
  { layer, from, to, before, values, shares }: WeightMoves['top'][number],
  step: number,
): Element {
  const row = document.createElement('tr');
  const head = document.createElement('th');
  head.scope = 'row';
  const [start, end] = layer === 0 ? ['input', 'hidden'] : ['hidden', 'output'];
  head.textContent = `${start}\u00a0${from} →\u00a0${end}\u00a0${to}`;
  const after = values[step] ?? before;
  const change = before === 0 ? 0 : (after - before) / Math.abs(before);
  const texts = [
    before.toPrecision(3),
    after.toPrecision(3),
    `${change >= 0 ? '+' : '−'}${percent(Math.abs(change))}`,
    step === 0 ? '–' : percent(shares[step] ?? 0),
  ];
  row.append(
    head,
    ...texts.map((content) => {
      const cell = document.createElement('td');
      cell.textContent = content.replace('-', '−');
      return cell;
    }),
  );
  return row;
}

const percent = (part: number): string => `${(100 * part).toFixed(1)}\u00a0%`;

function describe({ layers }: WeightMoves, step: number): string {
  const parts = layers.map(
    ({ count, shares }, index) =>
      `${layerNames[index]}, ${count} weights: ${percent(shares[step] ?? 0)} of the damage`,
  );
  return `How far an attack has moved the weights after ${step} steps. ${parts.join('; ')}.`;
}
