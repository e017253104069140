const namespace = 'http://www.w3.org/2000/svg';

/** An axis: its range and the marks on it. */
export interface Axis {
  readonly low: number;
  readonly high: number;
  readonly ticks: readonly number[];
  readonly label: string;
  readonly logarithmic?: boolean;
}

/** A chart whose lines can be moved every frame: only their paths change. */
export interface LineChart {
  /** Draws the axes anew. */
  setAxes(x: Axis, y: Axis): void;
  /** Puts a line of a class through points; lines are told apart by class and number and drawn in the order they are named first. */
  line(className: string, number: number, xs: ArrayLike<number>, ys: ArrayLike<number>): void;
  /** Says to those who cannot see it what the chart shows. */
  describe(text: string): void;
}

/** Whether the page is as narrow as a phone; charts are then drawn with fewer, larger units. */
export const isNarrow = (): boolean => matchMedia('(max-width: 44rem)').matches;

/** Around the area between a chart's axes, in its units. */
export const margin = { top: 22, right: 12, bottom: 26, left: 44 };

/** Every place in a chart to a tenth of its units, as text: thousands are written for each frame. */
const tenths: readonly string[] = Array.from({ length: 10_001 }, (_, tenth) => (tenth / 10).toFixed(1));

/** Makes a chart in an element of the page, up to 1000 units wide and high. */
export function lineChart(parent: Element, width: number, height: number): LineChart {
  const svg = document.createElementNS(namespace, 'svg');
  svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
  svg.setAttribute('class', 'chart');
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', 'Waiting for the networks');
  const [rules, labels] = [
    document.createElementNS(namespace, 'g'),
    document.createElementNS(namespace, 'g'),
  ];
  svg.append(rules, labels);
  parent.replaceChildren(svg);
  const paths = new Map<string, SVGPathElement>();
  let toX = (value: number): number => value;
  let toY = toX;

  const text = (content: string, x: number, y: number, anchor: string): void => {
    const label = document.createElementNS(namespace, 'text');
    label.textContent = content;
    label.setAttribute('x', `${x}`);
    label.setAttribute('y', `${y}`);
    label.setAttribute('text-anchor', anchor);
    labels.append(label);
  };
  const setAxes = (x: Axis, y: Axis): void => {
    toX = scale(x, margin.left, width - margin.right);
    toY = scale(y, height - margin.bottom, margin.top);
    rules.replaceChildren();
    labels.replaceChildren();
    for (const tick of y.ticks) {
      const rule = document.createElementNS(namespace, 'path');
      rule.setAttribute('class', 'grid');
      rule.setAttribute('d', `M${margin.left} ${toY(tick)}H${width - margin.right}`);
      rules.append(rule);
      text(tickText(tick), margin.left - 6, toY(tick) + 4, 'end');
    }
    for (const tick of x.ticks) text(tickText(tick), toX(tick), height - 10, 'middle');
    text(`↑ ${y.label}`, 2, 12, 'start');
    text(`${x.label} →`, width - margin.right, 12, 'end');
  };
  const line = (className: string, number: number, xs: ArrayLike<number>, ys: ArrayLike<number>): void => {
    const name = `${className} ${number}`;
    let path = paths.get(name);
    if (path === undefined) {
      path = document.createElementNS(namespace, 'path');
      path.setAttribute('class', className);
      paths.set(name, path);
      labels.before(path);
    }
    let points = '';
    for (let index = 0; index < ys.length; index++) {
      const y = tenths[Math.round(10 * Math.max(0, Math.min(height, toY(ys[index] ?? 0))))];
      if (y === undefined) continue;
      points += `${points === '' ? 'M' : 'L'}${tenths[Math.round(10 * toX(xs[index] ?? 0))] ?? 0} ${y}`;
    }
    path.setAttribute('d', points);
  };
  return { setAxes, line, describe: (label) => svg.setAttribute('aria-label', label) };
}

function scale({ low, high, logarithmic }: Axis, start: number, end: number): (value: number) => number {
  const place = logarithmic ? Math.log : (value: number) => value;
  const [first, last] = [place(low), place(high)];
  return (value) => start + ((place(value) - first) / (last - first)) * (end - start);
}

/** Small powers of ten would take more place than there is. */
const tickText = (tick: number): string => {
  const power = Math.round(Math.log10(tick));
  if (power <= -4 && tick === Number(`1e${power}`)) return `10${raised(power)}`;
  return `${tick}`.replace('-', '−');
};

const raised = (power: number): string =>
  `${power}`.replace(/./g, (sign) => '⁻⁰¹²³⁴⁵⁶⁷⁸⁹'['-0123456789'.indexOf(sign)] ?? sign);

/** Round numbers from `low` to `high`, about `count` of them. */
export function roundTicks(low: number, high: number, count: number): number[] {
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10);
  const first = Math.ceil(low / step);
  return Array.from({ length: Math.floor(high / step) - first + 1 }, (_, index) =>
    Number(((first + index) * step).toPrecision(6)),
  );
}
