import { aside, type PlanePoint } from './attackGeometry.ts';
import { bandColors, bandLimits, bandOf, between } from './bandScale.ts';
import { isNarrow, type LineChart, lineChart, margin, roundTicks } from './lineChart.ts';
import type { Slice } from './protocol.ts';

/** The loss in a plane through the weights, in bands of colour, and an attack's way over it. */
export class SlicePlot {
  readonly #chart: LineChart;
  readonly #canvas = document.createElement('canvas');
  #path: readonly PlanePoint[] = [];

  constructor(parent: Element) {
    const [width, height] = isNarrow() ? [360, 200] : [480, 250];
    this.#chart = lineChart(parent, width, height);
    parent.prepend(this.#canvas);
    const [inner, tall] = [width - margin.left - margin.right, height - margin.top - margin.bottom];
    Object.assign(this.#canvas, { width: 2 * inner, height: 2 * tall });
    const percent = (part: number, whole: number): string => `${(100 * part) / whole}%`;
    Object.assign(this.#canvas.style, {
      left: percent(margin.left, width),
      top: percent(margin.top, height),
      width: percent(inner, width),
      height: percent(tall, height),
    });
    this.#canvas.setAttribute('aria-hidden', 'true');
  }

  /** Begins anew: an attack's way in percent of the weights, without a slice yet. */
  setPath(path: readonly PlanePoint[], reach: number): void {
    this.#path = path.map(({ x, y }) => ({ x: 100 * x, y: 100 * y }));
    this.#canvas.getContext('2d')?.clearRect(0, 0, this.#canvas.width, this.#canvas.height);
    const far = 100 * (reach || 0.01);
    const side = far * aside;
    this.#chart.setAxes(
      { low: -far / 2, high: 1.5 * far, ticks: roundTicks(-far / 2, 1.5 * far, 5), label: 'along, %' },
      { low: -side, high: side, ticks: roundTicks(-side, side, 4), label: 'aside, %' },
    );
    const arm = far / 25;
    this.#line('origin', [
      { x: -arm, y: 0 },
      { x: arm, y: 0 },
    ]);
    this.#line(
      'origin',
      [
        { x: 0, y: -arm },
        { x: 0, y: arm },
      ],
      1,
    );
    for (const name of ['casing', 'way', 'gone', 'now-casing', 'now']) this.#line(name, []);
  }

  setSlice(slice: Slice, highest: number): void {
    const context = this.#canvas.getContext('2d');
    if (context === null) return;
    const { width, height } = this.#canvas;
    const limits = bandLimits(highest);
    const colors = bandColors.map((color) => Number.parseInt(color.slice(1), 16));
    const image = context.createImageData(width, height);
    const pixels = new DataView(image.data.buffer);
    for (let y = 0; y < height; y++) {
      const row = ((slice.rows - 1) * (height - 1 - y)) / (height - 1);
      for (let x = 0; x < width; x++) {
        const damage = between(slice, ((slice.columns - 1) * x) / (width - 1), row);
        pixels.setUint32(4 * (y * width + x), ((colors[bandOf(damage, limits)] ?? 0) << 8) | 0xff);
      }
    }
    context.putImageData(image, 0, 0);
  }

  /** Marks how far an attack has come. */
  setStep(step: number): void {
    this.#line('casing', this.#path);
    this.#line('way', this.#path);
    this.#line('gone', this.#path.slice(0, step + 1));
    const now = this.#path[step];
    this.#line('now-casing', now ? [now, now] : []);
    this.#line('now', now ? [now, now] : []);
  }

  describe(text: string): void {
    this.#chart.describe(text);
  }

  #line(name: string, points: readonly PlanePoint[], number = 0): void {
    this.#chart.line(
      name,
      number,
      points.map(({ x }) => x),
      points.map(({ y }) => y),
    );
  }
}

/** The bands' colours and the numbers between them, as a list for readers of every kind. */
export function showBands(parent: Element, highest: number): void {
  const limits = bandLimits(highest);
  parent.replaceChildren(
    ...bandColors.map((color, band) => {
      const item = document.createElement('li');
      const swatch = document.createElement('span');
      swatch.style.background = color;
      const [low, high] = [limits[band - 1], limits[band]];
      const text = document.createElement('span');
      text.textContent =
        low === undefined ? `below ${high}` : `${low}${high === undefined ? ' and more' : ''}`;
      item.append(swatch, text);
      return item;
    }),
  );
}
