import { describe, expect, it } from 'vitest';
import type { ComparisonRow } from '../../../src/evaluate/index.ts';
import {
  accuracySection,
  type ComparisonSection,
  landscapeSection,
  sensitivitySection,
  svgFile,
  yieldSection,
} from '../../../src/plot/index.ts';
import { axis, document, logarithmicAxis, parseSvg, pathPoints, single } from '../svg.ts';

const rowsOf = (method: string, measurement: string, level: number, values: readonly number[]) =>
  values.map((value, sample): ComparisonRow => ({ method, seed: 0, measurement, level, sample, value }));

const text = { title: 'A title', text: 'What was done.' };

/** A section's figure, read back. */
function drawn(section: ComparisonSection, rows: readonly ComparisonRow[], vertical = axis) {
  const figure = section.figure(rows, { document });
  if (figure === undefined) throw new Error('no figure');
  const svg = parseSvg(svgFile(figure));
  const [x, y] = [axis(svg, 'x'), vertical(svg, 'y')];
  const line = (index: number) =>
    pathPoints(single(svg, `.line-${index} path, path.line-${index}`).getAttribute('d')!).map(
      ([left, top]) => [x(left), y(top)] as const,
    );
  return { svg, line, y };
}

/** The texts of a table's cells by line, of which strong ones have stars. */
const tableOf = (section: ComparisonSection, rows: readonly ComparisonRow[]): string[][] =>
  [...section.table(rows).markup.matchAll(/<tr>(.*?)<\/tr>/g)].map(([, line = '']) =>
    [...line.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/g)].map(([, cell = '']) =>
      cell.replace(/<\/?strong>/g, '*'),
    ),
  );

describe('landscapeSection', () => {
  const section = landscapeSection({ ...text, name: 'landscape', metric: 'cross entropy' });
  const along = (method: string, losses: readonly number[]) =>
    losses.flatMap((loss, index) => rowsOf(method, 'landscape', index - 1, [loss, loss + 0.5]));
  const rows = [
    ...rowsOf('standard', 'mismatch', 0, [0.9]),
    ...along('flat', [1, 1, 1]),
    ...along('standard', [9, 1, 2]),
  ];

  it('draws mean losses by their logarithm, or plainly where one has none', () => {
    const { svg, line } = drawn(section, rows, logarithmicAxis);
    const [flat, standard] = [line(0), line(1)];
    for (const [, loss] of flat) expect(loss).toBeCloseTo(1.25, 1);
    [9.25, 1.25, 2.25].forEach((loss, place) => {
      expect(standard[place]![1] / loss).toBeCloseTo(1, 2);
    });
    expect(svg.querySelectorAll('[class="points-1"] > *').length).toBe(3);
    const plain = drawn(section, along('flat', [0, 1, 1])).line(0);
    expect(plain[0]![1]).toBeCloseTo(0.25, 1);
  });

  it('keeps the style of a method and tables slopes, the flattest strong', () => {
    const { svg } = drawn(section, rows);
    const colorOf = (index: number) => single(svg, `[class="line-${index}"]`).getAttribute('stroke');
    expect([colorOf(0), colorOf(1)]).toEqual(['#c44e00', '#0072b2']);
    expect(tableOf(section, rows)).toEqual([
      ['cross entropy', 'slope', 'at α = -1', 'at α = 0', 'at α = 1'],
      ['mean ± std', 'mean ± std', 'mean ± std', 'mean ± std'],
      ['flat', '*0.000*', '± 0.000', '1.250', '± 0.250', '1.250', '± 0.250', '1.250', '± 0.250'],
      ['standard', '4.500', '± 0.000', '9.250', '± 0.250', '1.250', '± 0.250', '2.250', '± 0.250'],
    ]);
  });

  it('has a line without numbers for a method whose losses are not finite', () => {
    const broken = [...rows, ...along('amp', [1, Number.NaN, 1])];
    expect(tableOf(section, broken).at(-1)!.slice(0, 4)).toEqual(['amp', '–', '', '–']);
    expect(section.figure(along('amp', [1, Number.NaN, 1]), { document })).toBeUndefined();
  });
});

describe('yieldSection', () => {
  const section = yieldSection({
    ...{ ...text, name: 'yield', measurement: 'mismatch', levelName: 'mismatch level', wanted: 0.9 },
  });
  const rows = [
    ...rowsOf('standard', 'mismatch', 0, [0.98]),
    ...rowsOf('standard', 'mismatch', 0.1, [0.95, 0.9, 0.89, Math.fround(0.9)]),
    ...rowsOf('standard', 'mismatch', 0.3, [0.5, 0.6, 0.7, 0.8]),
    ...rowsOf('robust', 'mismatch', 0.1, [0.95, 0.95, 0.95, 0.95]),
  ];

  it('counts the chips that reach the wanted accuracy, without level 0', () => {
    const { svg, line } = drawn(section, rows);
    const [[level, high], [, low]] = line(0) as [readonly [number, number], readonly [number, number]];
    expect(level).toBeCloseTo(0.1, 2);
    expect(high).toBeCloseTo(75, 0);
    expect(low).toBeCloseTo(0, 0);
    expect(svg.textContent).toContain('standard: 0 % (0 to 60) at 0.3.');
  });

  it('shades intervals of up to three methods', () => {
    const shadesOf = (methods: readonly string[]) => {
      const chips = methods.flatMap((method) => rowsOf(method, 'mismatch', 0.1, [0.9, 0.8]));
      return drawn(section, chips).svg.querySelectorAll('[class^="band-"]').length;
    };
    expect(['abc', 'abcd'].map((names) => shadesOf([...names]))).toEqual([3, 0]);
  });

  /** The intervals are SciPy's: binomtest(k, 4).proportion_ci(method='exact'). */
  it('tables yields with the intervals of Clopper and Pearson', () => {
    expect(tableOf(section, rows)).toEqual([
      ['yield in %', 'mismatch level 0.1', 'mismatch level 0.3'],
      ['yield (95 % interval)', 'yield (95 % interval)'],
      ['standard', '75', '(19 to 99)', '*0*', '(0 to 60)'],
      ['robust', '*100*', '(40 to 100)', '–', ''],
    ]);
  });

  it('shows nothing where there are no chips', () => {
    expect(section.figure(rowsOf('standard', 'mismatch', 0, [0.98]), { document })).toBeUndefined();
  });
});

describe('sensitivitySection', () => {
  const section = sensitivitySection({ ...text, name: 'sensitivity', groupName: 'layer' });
  const rows = [
    ...rowsOf('standard', 'sensitivity.none', 0, [0.95]),
    ...rowsOf('robust', 'sensitivity.none', 0, [0.96]),
    ...rowsOf('sam', 'sensitivity.conv1', 0.5, [0.9]),
    ...rowsOf('standard', 'sensitivity.conv1', 0.5, [0.5, 0.7]),
    ...rowsOf('standard', 'sensitivity.output', 0.5, [0.9, 0.9]),
    ...rowsOf('robust', 'sensitivity.conv1', 0.5, [0.95, 0.95]),
    ...rowsOf('robust', 'sensitivity.output', 0.5, [0.8, 0.8]),
  ];

  it('draws the accuracy lost by layer, which the axis names', () => {
    const figure = section.figure(rows, { document })!;
    const svg = parseSvg(svgFile(figure));
    const names = Array.from(
      svg.querySelectorAll('[aria-label="x-axis tick label"] text'),
      (label) => label.textContent,
    );
    expect(names).toEqual(['conv1', 'output']);
    const y = axis(svg, 'y');
    const means = pathPoints(single(svg, '.mean-0 path').getAttribute('d')!).map(([, top]) => y(top));
    expect(means[0]).toBeCloseTo(35, 0);
    expect(means[1]).toBeCloseTo(5, 0);
  });

  it('tables them, the worst layer of each method strong', () => {
    expect(tableOf(section, rows)).toEqual([
      ['points lost', 'conv1', 'output'],
      ['mean ± std', 'most', 'mean ± std', 'most'],
      ['standard', '*35.0*', '± 10.0', '45.0', '5.0', '± 0.0', '5.0'],
      ['robust', '1.0', '± 0.0', '1.0', '*16.0*', '± 0.0', '16.0'],
    ]);
  });
});

describe('sections', () => {
  it('have figures with ids of their own, so that a page can hold them all', () => {
    const rows = [
      ...rowsOf('standard', 'mismatch', 0.1, [0.9, 0.8]),
      ...rowsOf('standard', 'drift', 25, [0.9, 0.8]),
    ];
    const ids = ['mismatch', 'drift'].map((name) => {
      const figure = accuracySection({ ...text, name, levelName: 'level' }).figure(rows, { document });
      return figure?.querySelector('title')?.id;
    });
    expect(ids).toEqual(['limpet-mismatch-800-title', 'limpet-drift-800-title']);
  });
});
