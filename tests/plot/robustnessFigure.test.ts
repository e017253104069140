import { describe, expect, it } from 'vitest';
import { robustnessFigure } from '../../src/plot/robustnessFigure.ts';
import { svgFile } from '../../src/plot/svgFile.ts';
import { axis, document, parseSvg, pathPoints, position, references, single } from './svg.ts';

const levels = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6];
const points = (means: readonly number[], stds: readonly number[]) =>
  levels.map((level, index) => ({ level, mean: means[index]!, std: stds[index]! }));

const robust = points(
  [0.0125, 0.0222, 0.0647, 0.1017, 0.1941, 0.2428, 0.4263],
  [0, 0.009, 0.0436, 0.0554, 0.1392, 0.1389, 0.3137],
);
const standard = points(
  [0.0001, 0.0297, 0.133, 0.268, 0.4414, 0.7247, 0.9839],
  [0, 0.0098, 0.0862, 0.0961, 0.184, 0.2884, 0.3929],
);
const networks = [
  {
    name: 'Robust',
    points: robust,
    reference: robust.map((point) => ({ ...point, mean: point.mean * 1.1 })),
  },
  { name: 'Standard', points: standard },
];

const draw = (width = 800) => parseSvg(svgFile(robustnessFigure(networks, { document, width })));

/** A pixel's hundredth, in units of the data. */
const precision = 0.001;

describe('robustnessFigure', () => {
  it.each([800, 340])('draws each line through the means, at width %i', (width) => {
    const svg = draw(width);
    const [x, y] = [axis(svg, 'x'), axis(svg, 'y')];
    networks.forEach((network, index) => {
      const drawn = pathPoints(single(svg, `.mean-${index} path`).getAttribute('d')!);
      const marks = Array.from(svg.querySelectorAll(`.points-${index} > *`), markPosition);
      expect(drawn.length).toBe(levels.length);
      expect(marks.length).toBe(levels.length);
      network.points.forEach(({ level, mean }, at) => {
        for (const [px, py] of [drawn[at]!, marks[at]!]) {
          expect(Math.abs(x(px) - level)).toBeLessThan(precision);
          expect(Math.abs(y(py) - mean)).toBeLessThan(precision);
        }
      });
    });
  });

  it('draws bands from one standard deviation below the mean to one above', () => {
    const svg = draw();
    const y = axis(svg, 'y');
    networks.forEach((network, index) => {
      const edge = pathPoints(single(svg, `.band-${index} path`).getAttribute('d')!).map(([, py]) => y(py));
      const upper = edge.slice(0, levels.length);
      const lower = edge.slice(levels.length).reverse();
      network.points.forEach(({ mean, std }, at) => {
        expect(Math.abs(upper[at]! - (mean + std))).toBeLessThan(precision);
        expect(Math.abs(lower[at]! - (mean - std))).toBeLessThan(precision);
      });
    });
  });

  it('stops a band at 0, as no loss is negative', () => {
    const wide = [
      { level: 0, mean: 0.2, std: 0.1 },
      { level: 1, mean: 0.5, std: 2 },
    ];
    const svg = parseSvg(svgFile(robustnessFigure([{ name: 'wide', points: wide }], { document })));
    const y = axis(svg, 'y');
    const edge = pathPoints(single(svg, '.band-0 path').getAttribute('d')!).map(([, py]) => y(py));
    expect(edge.map((value) => value.toFixed(2))).toEqual(['0.30', '2.50', '0.00', '0.10']);
  });

  it('has 0 on its vertical axis for losses, and begins below the lowest band for accuracies where asked', () => {
    const accuracies = [
      { name: 'Robust', points: points([97, 97, 96, 95, 93, 90, 85], [0, 1, 1, 1, 2, 3, 5]) },
    ];
    const lowest = (fromZero: boolean): number => {
      const svg = parseSvg(svgFile(robustnessFigure(accuracies, { document, fromZero })));
      const baseline = single(svg, '[aria-label="rule"] line').getAttribute('y1');
      return axis(svg, 'y')(Number(baseline));
    };
    expect(lowest(true)).toBeCloseTo(0, 1);
    expect(lowest(false)).toBeCloseTo(80, 1);
  });

  it('draws reference points as hollow marks, and says what they are', () => {
    const figure = robustnessFigure(networks, { document, referenceName: 'printed <there>' });
    const svg = parseSvg(svgFile(figure));
    const [group, y] = [single(svg, '.reference-0'), axis(svg, 'y')];
    expect(group.getAttribute('fill')).toBe('none');
    Array.from(group.children, markPosition).forEach(([, py], at) => {
      expect(Math.abs(y(py) - robust[at]!.mean * 1.1)).toBeLessThan(precision);
    });
    expect(svg.querySelectorAll('.reference-1').length).toBe(0);
    expect(single(svg, 'text.key, .key text').textContent).toBe('printed <there>');
  });

  it('draws reference points alone, before anything is measured', () => {
    const reference = [
      { level: 0, mean: 0.25, std: 0 },
      { level: 0.5, mean: 2, std: 0.5 },
    ];
    const figure = robustnessFigure([{ name: 'robust', points: [], reference }], {
      document,
      referenceName: 'printed',
    });
    const svg = parseSvg(svgFile(figure));
    const y = axis(svg, 'y');
    const heights = Array.from(single(svg, '.reference-0').children, markPosition).map(([, py]) => y(py));
    expect(heights.map((value) => value.toFixed(2))).toEqual(['0.25', '2.00']);
    expect(svg.querySelectorAll('.points-0 > *').length).toBe(0);
    expect(single(svg, 'desc').textContent).toContain('robust, printed: from 0.250');
  });

  it('tells networks apart by colour, dash and symbol, and keeps a network’s style', () => {
    const svg = draw();
    const style = (root: Element, index: number) => ({
      color: single(root, `.mean-${index}`).getAttribute('stroke'),
      dash: single(root, `.mean-${index}`).getAttribute('stroke-dasharray') ?? 'none',
      symbol: single(root, `.points-${index}`).children[0]?.getAttribute('d') ?? 'circle',
    });
    const [first, second] = [style(svg, 0), style(svg, 1)];
    expect(first).toEqual({ color: '#0072b2', dash: 'none', symbol: expect.any(String) });
    expect(second.color).toBe('#c44e00');
    expect(second.dash).not.toBe(first.dash);
    expect(second.symbol).not.toBe(first.symbol);
    const alone = robustnessFigure([{ name: 'Standard', points: standard, style: 1 }], { document });
    expect(style(parseSvg(svgFile(alone)), 0)).toEqual(second);
  });

  it('writes names beside the ends of the lines, apart from each other', () => {
    const close = [...'abcd'].map((name, index) => ({
      name,
      points: [{ level: 0.1, mean: 1 + index / 1000, std: 0 }],
    }));
    const svg = parseSvg(svgFile(robustnessFigure(close, { document })));
    const labels = Array.from(svg.querySelectorAll('.label'), (group) => ({
      name: group.textContent,
      y: (position(group)[1] || 0) + position(group.querySelector('text'))[1],
    })).sort((a, b) => b.y - a.y);
    expect(labels.map(({ name }) => name)).toEqual(['a', 'b', 'c', 'd']);
    labels.slice(1).forEach((label, index) => {
      expect(labels[index]!.y - label.y).toBeGreaterThanOrEqual(14);
    });
  });

  it('names its axes and describes itself in words', () => {
    const svg = draw();
    expect(svg.getAttribute('role')).toBe('img');
    expect(single(svg, '[aria-label="x-axis label"]').textContent).toContain('mismatch level');
    expect(single(svg, '[aria-label="y-axis label"]').textContent).toContain('MSE');
    expect(single(svg, 'title').id).toBe(svg.getAttribute('aria-labelledby'));
    expect(single(svg, 'desc').id).toBe(svg.getAttribute('aria-describedby'));
    expect(single(svg, 'desc').textContent).toContain('0.984 (standard deviation 0.393) at level 0.6');
  });

  it('writes every level below a logarithmic axis', () => {
    const times = [25, 3600, 86_400, 31_536_000].map((level) => ({ level, mean: 1, std: 0 }));
    const figure = robustnessFigure([{ name: 'mine', points: times }], {
      ...{ document, logarithmic: true, levelText: (level: number) => `${level} s` },
    });
    const svg = parseSvg(svgFile(figure));
    const labels = Array.from(svg.querySelectorAll('[aria-label="x-axis tick label"] text'));
    const written = labels.map(({ textContent }) => textContent);
    expect(written).toEqual(['25 s', '3600 s', '86400 s', '31536000 s']);
  });

  it('is small, fixed in its box, and refers to nothing outside', () => {
    const text = svgFile(robustnessFigure(networks, { document }));
    expect(text.length).toBeLessThan(12_000);
    expect(parseSvg(text).getAttribute('viewBox')).toBe('0 0 800 420');
    expect(references(text)).toEqual([]);
  });

  it('says which network has a number that cannot be drawn', () => {
    const broken = [{ name: 'mine', points: [{ level: 0.1, mean: Number.NaN, std: 0 }] }];
    expect(() => robustnessFigure(broken, { document })).toThrow(/network "mine" has mean NaN .* level 0\.1/);
    expect(() => robustnessFigure([], { document })).toThrow(/at least one network/);
  });

  it('says how to get a document where there is none', () => {
    expect(() => robustnessFigure(networks)).toThrow(/pass \{ document \}.*headlessDocument/);
  });
});

function markPosition(mark: Element): readonly [number, number] {
  const cx = mark.getAttribute('cx');
  return cx === null ? position(mark) : [Number(cx), Number(mark.getAttribute('cy'))];
}
