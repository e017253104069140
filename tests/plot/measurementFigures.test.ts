import { describe, expect, it } from 'vitest';
import { landscapeFigure } from '../../src/plot/landscapeFigure.ts';
import { lossPlaneFigure } from '../../src/plot/lossPlaneFigure.ts';
import { sensitivityFigure } from '../../src/plot/sensitivityFigure.ts';
import { svgFile } from '../../src/plot/svgFile.ts';
import { yieldFigure } from '../../src/plot/yieldFigure.ts';
import { decodePng } from './png.ts';
import { axis, document, parseSvg, pathPoints, single } from './svg.ts';

const read = (figure: SVGSVGElement): Element => parseSvg(svgFile(figure));
const linePoints = (svg: Element, index: number) => {
  const [x, y] = [axis(svg, 'x'), axis(svg, 'y')];
  const path = single(svg, `.line-${index} path, path.line-${index}`);
  return pathPoints(path.getAttribute('d')!).map(([left, top]) => [x(left), y(top)] as const);
};

describe('landscapeFigure', () => {
  const alphas = [-2, -1, 0, 1, 2];
  const flat = { alphas, losses: [alphas.map(() => 0.5), alphas.map(() => 0.7)], slope: 0 };
  const steep = { alphas, losses: [alphas.map((alpha) => alpha * alpha)], slope: 2 };
  const networks = [
    { name: 'flat', landscape: flat },
    { name: 'steep', landscape: steep },
  ];

  it.each([800, 340])('draws the mean over directions at every place, at width %i', (width) => {
    const svg = read(landscapeFigure(networks, { document, width }));
    for (const [index, expected] of [
      [0, () => 0.6],
      [1, (alpha: number) => alpha * alpha],
    ] as const) {
      const points = linePoints(svg, index);
      expect(points).toHaveLength(5);
      points.forEach(([alpha, loss], place) => {
        expect(alpha).toBeCloseTo(alphas[place]!, 1);
        expect(loss).toBeCloseTo(expected(alphas[place]!), 1);
      });
    }
    expect(svg.textContent).toContain('steep: slope 2.00.');
    expect(svg.querySelectorAll('[class="band-0"]').length).toBe(1);
  });

  it('refuses no network, no direction and losses that are not finite', () => {
    expect(() => landscapeFigure([], { document })).toThrow('at least one curve');
    expect(() => landscapeFigure([{ name: 'a', landscape: { ...flat, losses: [] } }], { document })).toThrow(
      'at least one direction for a',
    );
    const broken = { ...flat, losses: [[1, 2, Number.NaN, 1, 1]] };
    expect(() => landscapeFigure([{ name: 'a', landscape: broken }], { document })).toThrow('a has NaN');
  });
});

describe('yieldFigure', () => {
  const networks = [
    { name: 'rough', samples: [0.9, 0.5, 0.7, 0.8] },
    { name: 'good', samples: [0.9, 0.9, 0.9, 0.9] },
  ];
  /** The yield where the step curve holds it: the middle between two places. */
  const heightAt = (svg: Element, index: number, place: number): number => {
    const points = linePoints(svg, index);
    const at = points.findIndex(([x], point) => x <= place && (points[point + 1]?.[0] ?? Infinity) >= place);
    const [start, end] = [points[at]!, points[at + 1]!];
    expect(start[1]).toBeCloseTo(end[1], 5);
    return start[1];
  };

  it('falls by a step at the metric of each chip', () => {
    const svg = read(yieldFigure(networks, { document }));
    expect(heightAt(svg, 0, 0.6)).toBeCloseTo(75, 0);
    expect(heightAt(svg, 0, 0.75)).toBeCloseTo(50, 0);
    expect(heightAt(svg, 0, 0.85)).toBeCloseTo(25, 0);
    expect(heightAt(svg, 1, 0.6)).toBeCloseTo(100, 0);
    expect(svg.textContent).toContain('good: 90 % of chips reach 0.900.');
  });

  it('rises where a metric is to be small', () => {
    const svg = read(yieldFigure(networks, { document, metric: 'loss', bound: 'atMost' }));
    expect(heightAt(svg, 0, 0.6)).toBeCloseTo(25, 0);
    expect(heightAt(svg, 0, 0.75)).toBeCloseTo(50, 0);
  });

  it('refuses chips that are not finite', () => {
    const broken = [{ name: 'a', samples: [1, Number.NaN] }];
    expect(() => yieldFigure(broken, { document })).toThrow(
      'the chips of a hold a number that is not finite',
    );
    expect(() => yieldFigure([{ name: 'a', samples: [] }], { document })).toThrow(
      'yieldFigure: expected at least one chip of a, got none',
    );
  });
});

describe('lossPlaneFigure', () => {
  it('takes as many points as there are', () => {
    const many = Array.from({ length: 400 }, (_, place) => place);
    const losses = many.map((y) => many.map((x) => x + y));
    const svg = read(lossPlaneFigure({ alphas: many, betas: many, losses }, { document }));
    expect(svg.querySelector('desc')?.textContent).toContain('from 0.00 to 798');
  });

  it('refuses losses of other places', () => {
    const plane = {
      alphas: [0, 1, 2],
      betas: [0, 1],
      losses: [
        [1, 2],
        [3, 4],
      ],
    };
    expect(() => lossPlaneFigure(plane, { document })).toThrow(
      'lossPlaneFigure: expected a loss for each of 2 β and 3 α, got [2, 2]',
    );
  });

  const places = [-1, 0, 1];
  const losses = [
    [4, 3, 4],
    [2, 0, 2],
    [8, 7, 6],
  ];

  it('has one pixel for each point, β upwards, from the darkest to the brightest colour', () => {
    const svg = read(lossPlaneFigure({ alphas: places, betas: places, losses }, { document }));
    const { columns, rows, pixels } = decodePng(
      single(svg, '.losses image, image.losses').getAttribute('href')!,
    );
    expect([columns, rows]).toEqual([3, 3]);
    const colors = losses.toReversed().flat();
    colors.forEach((loss, index) => {
      expect(pixels[index]).toBe(Math.round((loss / 8) * 255));
    });
    expect(svg.querySelectorAll('.contours path').length).toBeGreaterThan(3);
    expect(svg.textContent).toContain('from 0.00 to 8.00');
  });

  it('draws contours where the loss is the same', () => {
    const alphas = Array.from({ length: 9 }, (_, index) => index / 4 - 1);
    // Loss grows with α alone, so that every contour has one α from the bottom to the top.
    const slope = { alphas, betas: alphas, losses: alphas.map(() => alphas.map((alpha) => 8 * alpha)) };
    const svg = read(lossPlaneFigure(slope, { document }));
    // The colour scale above has an axis of its own.
    const panel = single(svg, '.losses').parentElement!;
    const [x, y] = [axis(panel, 'x'), axis(panel, 'y')];
    const inside = Array.from(svg.querySelectorAll('.contours path'), (path) =>
      pathPoints(path.getAttribute('d')!)
        .map(([left, top]) => [x(left), y(top)] as const)
        .filter(([alpha, beta]) => Math.abs(alpha) < 0.95 && Math.abs(beta) < 1.05),
    ).filter((points) => points.length > 2);
    expect(inside.length).toBeGreaterThan(3);
    for (const points of inside) {
      const places = points.map(([alpha]) => alpha);
      expect(Math.max(...places) - Math.min(...places)).toBeLessThan(0.02);
      expect(Math.max(...points.map(([, beta]) => beta))).toBeGreaterThan(0.95);
    }
  });

  it('refuses rows of different lengths', () => {
    const ragged = { alphas: places, betas: places, losses: [[1, 2, 3], [1]] };
    expect(() => lossPlaneFigure(ragged, { document })).toThrow('losses have 1 αs at β 1 and 3 at the first');
  });
});

describe('sensitivityFigure', () => {
  const rows = [
    { group: 'weights', cost: -0.2, costInterval: { low: -0.3, high: -0.1 } },
    { group: 'bias', cost: 0.05, costInterval: { low: -Infinity, high: Infinity } },
  ];

  it('has a bar as long as each cost, in the order of the rows, and a line for each interval there is', () => {
    const svg = read(sensitivityFigure(rows, { document, metric: 'accuracy' }));
    const x = axis(svg, 'x');
    const bars = Array.from(svg.querySelectorAll('.costs rect'), (bar) => {
      const [left, width] = ['x', 'width'].map((name) => Number(bar.getAttribute(name)));
      return [x(left!), x(left! + width!), Number(bar.getAttribute('y'))] as const;
    });
    expect(bars[0]![0]).toBeCloseTo(-0.2, 2);
    expect(bars[0]![1]).toBeCloseTo(0, 2);
    expect(bars[1]![1]).toBeCloseTo(0.05, 2);
    expect(bars[0]![2]).toBeLessThan(bars[1]![2]);
    const whisker = single(svg, '.intervals line');
    expect(x(Number(whisker.getAttribute('x1')))).toBeCloseTo(-0.3, 2);
    expect(x(Number(whisker.getAttribute('x2')))).toBeCloseTo(-0.1, 2);
  });

  it('refuses no rows and costs that are not finite', () => {
    expect(() => sensitivityFigure([], { document })).toThrow('at least one row');
    expect(() => sensitivityFigure([{ group: 'a', cost: Number.NaN }], { document })).toThrow(
      'the cost of a is NaN',
    );
  });
});
