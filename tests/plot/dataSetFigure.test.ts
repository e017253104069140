import { describe, expect, it } from 'vitest';
import { dataSetFigure } from '../../src/plot/dataSetFigure.ts';
import { svgFile } from '../../src/plot/svgFile.ts';
import { decodePng } from './png.ts';
import { document, parseSvg, pathPoints, references } from './svg.ts';

const sample = (time: number, channels: number, value: (t: number, channel: number) => number) => ({
  inputs: Array.from({ length: time }, (_, t) =>
    Float64Array.from({ length: channels }, (_, c) => value(t, c)),
  ),
  targets: Array.from({ length: time }, (_, t) => [Math.sin(t / 10), Math.cos(t / 7)]),
});

const full = [1, 2, 3].map((factor) => sample(100, 2000, (t, c) => Math.sin(t * c * factor)));

describe('dataSetFigure', () => {
  it.each([800, 340])('draws the tutorial’s size small, at width %i', (width) => {
    const text = svgFile(dataSetFigure(full, { document, width }));
    const svg = parseSvg(text);
    expect(text.length).toBeLessThan(60_000);
    expect(references(text)).toEqual([]);
    expect(svg.querySelectorAll('.inputs image').length).toBe(3);
    expect(svg.querySelectorAll('.target-0 path, .target-1 path').length).toBe(6);
  });

  it('shows inputs with time to the right and channels upward, low values dark', () => {
    const inputs = sample(3, 2, (t, channel) => t + 3 * channel);
    const svg = parseSvg(svgFile(dataSetFigure([inputs], { document })));
    const image = decodePng(svg.querySelector('.inputs image')!.getAttribute('href')!);
    expect([image.columns, image.rows]).toEqual([3, 2]);
    expect(image.pixels).toEqual([153, 204, 255, 0, 51, 102]);
    expect(image.colors[0]).toBe('#440154');
    expect(image.colors[255]).toBe('#fde725');
  });

  it('shows equal values in the middle of the scale', () => {
    const svg = parseSvg(svgFile(dataSetFigure([sample(2, 1, () => 2)], { document })));
    const image = decodePng(svg.querySelector('.inputs image')!.getAttribute('href')!);
    expect(image.pixels).toEqual([128, 128]);
  });

  it.each([
    ['side by side, under the last', 800],
    ['one below another, under the last', 340],
  ])('names the axis of time once: %s', (_, width) => {
    const svg = parseSvg(svgFile(dataSetFigure(full, { document, width })));
    const labels = Array.from(svg.querySelectorAll('text'), ({ textContent }) => textContent ?? '');
    // In columns only targets have it, in rows inputs and targets beside each other.
    expect(labels.filter((text) => text.includes('time step')).length).toBe(width === 800 ? 1 : 2);
    const panels = Array.from(svg.querySelectorAll('svg > g'));
    const last = panels.filter((panel) => panel.textContent?.includes('time step')).at(-1);
    expect(last).toBe(panels.at(-1));
  });

  it('uses one colour scale for all classes', () => {
    const samples = [sample(1, 1, () => 0), sample(1, 1, () => 4), sample(1, 1, () => 2)];
    const svg = parseSvg(svgFile(dataSetFigure(samples, { document })));
    const images = Array.from(svg.querySelectorAll('.inputs image'), (image) => image.getAttribute('href')!);
    expect(images.map((image) => decodePng(image).pixels)).toEqual([[0], [255], [128]]);
  });

  it('draws each target channel through its values', () => {
    const svg = parseSvg(svgFile(dataSetFigure(full, { document })));
    const curve = pathPoints(svg.querySelector('.target-1 path')!.getAttribute('d')!);
    const ys = curve.map(([, y]) => y);
    const [low, high] = [Math.max(...ys), Math.min(...ys)];
    const values = full[0]!.targets.map(([, value]) => value!);
    const [min, max] = [Math.min(...values), Math.max(...values)];
    curve.forEach(([, y], t) => {
      const read = min + ((y - low) / (high - low)) * (max - min);
      expect(Math.abs(read - values[t]!)).toBeLessThan(0.001);
    });
  });

  it('says what one cell stands for', () => {
    const text = (samples: Parameters<typeof dataSetFigure>[0]) =>
      dataSetFigure(samples, { document }).querySelector('desc')?.textContent;
    expect(text(full)).toContain('mean of 40 channels');
    expect(text([sample(250, 70, () => 1)])).toContain('mean of 1 to 2 channels by 2 to 3 time steps');
    expect(text([sample(5, 5, () => 1)])).not.toContain('mean of');
  });

  it('escapes the names of classes', () => {
    const named = { ...sample(2, 2, (t) => t), name: '<b>&"\'\u0000' };
    const svg = parseSvg(svgFile(dataSetFigure([named], { document })));
    expect(svg.querySelectorAll('b').length).toBe(0);
    expect(svg.textContent).toContain('<b>&"\'\ufffd');
  });

  it('says where a sample is empty, ragged, not finite or of two lengths', () => {
    const good = sample(3, 2, () => 1);
    const draw = (inputs: ArrayLike<ArrayLike<number>>) => dataSetFigure([{ ...good, inputs }], { document });
    expect(() => dataSetFigure([], { document })).toThrow(/at least one sample/);
    expect(() => draw([])).toThrow(/inputs of class 0 are empty/);
    expect(() => draw([[1, 2], [1], [1, 2]])).toThrow(/1 channels at time step 1 and 2 at the first/);
    expect(() =>
      draw([
        [1, 2],
        [1, Number.NaN],
        [1, 2],
      ]),
    ).toThrow(/hold NaN at time step 1, channel 1/);
    expect(() => draw([[1], [2]])).toThrow(/inputs of 2 time steps and targets of 3/);
  });
});
