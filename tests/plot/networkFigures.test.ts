import { describe, expect, it } from 'vitest';
import { membraneFigure } from '../../src/plot/membraneFigure.ts';
import { spikeRasterFigure } from '../../src/plot/spikeRasterFigure.ts';
import { svgFile } from '../../src/plot/svgFile.ts';
import { weightMapFigure } from '../../src/plot/weightMapFigure.ts';
import { decodePng } from './png.ts';
import { axis, document, parseSvg, pathPoints, references, single } from './svg.ts';

const matrix = (rows: number, columns: number, value: (row: number, column: number) => number) =>
  Array.from({ length: rows }, (_, row) =>
    Float64Array.from({ length: columns }, (_, column) => value(row, column)),
  );

const read = (figure: SVGSVGElement): Element => parseSvg(svgFile(figure));

describe('spikeRasterFigure', () => {
  const spikes = matrix(200, 40, (step, neuron) => ((step * 7 + neuron * 13) % 29 === 0 ? 1 : 0));

  it.each([800, 340])('has one tick at every spike, and none elsewhere, at width %i', (width) => {
    const svg = read(spikeRasterFigure(spikes, { document, width }));
    const points = pathPoints(single(svg, '.spikes path').getAttribute('d')!);
    const [time, neuron] = [axis(svg, 'x'), axis(svg, 'y')];
    const drawn = points.flatMap(([x, y], index) => {
      if (index % 2 === 1) return [];
      return [`${Math.round(time(x))} ${Math.round(neuron((y + points[index + 1]![1]) / 2))}`];
    });
    const expected = spikes.flatMap((row, step) =>
      Array.from(row).flatMap((count, index) => (count > 0 ? [`${step} ${index}`] : [])),
    );
    expect(drawn).toEqual(expected);
  });

  it('measures time in seconds where the time step is given', () => {
    const svg = read(spikeRasterFigure(spikes, { document, dt: 0.01 }));
    const points = pathPoints(single(svg, '.spikes path').getAttribute('d')!);
    expect(axis(svg, 'x')(points.at(-1)![0])).toBeCloseTo(1.99, 2);
    expect(svg.textContent).toContain('time (s)');
  });

  it('tells those who cannot see it how many spikes there are', () => {
    const few = matrix(10, 3, (step, neuron) => (neuron === 1 && step < 2 ? 3 : 0));
    expect(spikeRasterFigure(few, { document }).querySelector('desc')?.textContent).toBe(
      '6 spikes of 3 neurons in 10 time steps, 0.200 per neuron and time step; 2 neurons without a spike.',
    );
  });

  it('refuses no spikes, spikes that are not finite and a time step of 0', () => {
    expect(() => spikeRasterFigure([], { document })).toThrow(/spikes are empty/);
    expect(() => spikeRasterFigure([[1, Number.NaN]], { document })).toThrow(/NaN at time step 0, neuron 1/);
    expect(() => spikeRasterFigure(spikes, { document, dt: 0 })).toThrow(/time step dt above 0.*got 0/);
  });
});

describe('membraneFigure', () => {
  const membrane = matrix(100, 8, (step, neuron) => Math.sin(step / 9 + neuron));

  it('draws the chosen neurons through their values, and the threshold', () => {
    const svg = read(membraneFigure(membrane, { document, neurons: [6, 2], threshold: 0.5 }));
    const lines = Array.from(svg.querySelectorAll('.membrane path'), (path) =>
      pathPoints(path.getAttribute('d')!),
    );
    expect(lines.length).toBe(2);
    [6, 2].forEach((neuron, row) => {
      const values = membrane.map((step) => step[neuron]!);
      const pixels = lines[row]!.map(([, y]) => y);
      const [low, high] = [Math.min(...values), Math.max(...values)];
      const [bottom, top] = [Math.max(...pixels), Math.min(...pixels)];
      pixels.forEach((y, step) => {
        const value = low + ((bottom - y) / (bottom - top)) * (high - low);
        expect(Math.abs(value - values[step]!)).toBeLessThan(0.001);
      });
    });
    expect(svg.querySelectorAll('.threshold path').length).toBe(2);
    expect(svg.textContent).toContain('neuron 6');
  });

  it('draws thresholds that adapt', () => {
    const threshold = matrix(100, 8, (step) => 1 + step / 100);
    const svg = read(membraneFigure(membrane, { document, neurons: [0], threshold }));
    const points = pathPoints(single(svg, '.threshold path').getAttribute('d')!);
    expect(points[0]![1]).toBeGreaterThan(points.at(-1)![1]);
    expect(points.length).toBe(100);
  });

  it('keeps the peaks of long traces in a small file', () => {
    const long = matrix(20_000, 1, (step) => (step === 12_345 ? 5 : step % 2));
    const text = svgFile(membraneFigure(long, { document }));
    expect(text.length).toBeLessThan(40_000);
    expect(references(text)).toEqual([]);
    const points = pathPoints(single(parseSvg(text), '.membrane path').getAttribute('d')!);
    const heights = points.map(([, y]) => y);
    const floor = Math.max(...heights);
    const once = heights.filter((y) => y === Math.min(...heights));
    const ones = heights.find((y) => y < floor && y !== once[0])!;
    expect(once.length).toBe(1);
    expect((floor - once[0]!) / (floor - ones)).toBeCloseTo(5, 1);
  });

  it('refuses neurons that there are not, and thresholds of another shape', () => {
    expect(() => membraneFigure(membrane, { document, neurons: [8] })).toThrow(/from 0 to 7.*got 8/);
    expect(() => membraneFigure(membrane, { document, neurons: [] })).toThrow(/at least one, got none/);
    expect(() => membraneFigure(membrane, { document, threshold: [[1]] })).toThrow(
      /\[100, 8\], got \[1, 1\]/,
    );
    expect(() => membraneFigure(membrane, { document, threshold: Number.NaN })).toThrow(/finite.*NaN/);
  });
});

describe('weightMapFigure', () => {
  const signed = [
    [0, 1],
    [-2, 0.5],
    [2, -1],
  ];

  it('shows zero in the middle of the scale, inputs to the right and outputs upward', () => {
    const svg = read(weightMapFigure(signed, { document }));
    const image = decodePng(svg.querySelector('.weights image')!.getAttribute('href')!);
    expect([image.columns, image.rows]).toEqual([3, 2]);
    expect(image.pixels).toEqual([191, 159, 64, 128, 0, 255]);
    expect([image.colors[0], image.colors[255]]).toEqual(['#2d004b', '#7f3b08']);
    expect(svg.querySelector('desc')?.textContent).toContain('from -2.00 to 2.00; 33 % are negative');
  });

  it.each([800, 340])('shrinks large matrices, and says so, at width %i', (width) => {
    const text = svgFile(
      weightMapFigure(
        matrix(2000, 300, (row) => Math.sin(row)),
        { document, width },
      ),
    );
    expect(text.length).toBeLessThan(80_000);
    expect(references(text)).toEqual([]);
    const image = decodePng(parseSvg(text).querySelector('.weights image')!.getAttribute('href')!);
    expect([image.columns, image.rows]).toEqual([200, 200]);
    expect(text).toContain('block means');
  });

  it('draws zero weights, and refuses ones that are empty or not finite', () => {
    const svg = read(weightMapFigure([[0]], { document }));
    expect(decodePng(svg.querySelector('.weights image')!.getAttribute('href')!).pixels).toEqual([128]);
    expect(() => weightMapFigure([], { document })).toThrow(/weights are empty/);
    expect(() => weightMapFigure([[0], [Number.POSITIVE_INFINITY]], { document })).toThrow(
      /Infinity at input 1, output 0/,
    );
  });
});
