import { describe, expect, it } from 'vitest';
import { lossCurveFigure } from '../../src/plot/lossCurveFigure.ts';
import { robustnessFigure } from '../../src/plot/robustnessFigure.ts';
import { svgFile } from '../../src/plot/svgFile.ts';
import { document, parseSvg, position } from './svg.ts';

const long = ['adversarialWithNoise', 'adversarial', 'awp'];
const points = [
  { level: 0, mean: 1, std: 0 },
  { level: 1, mean: 2, std: 0 },
];
const drawn = (names: readonly string[], width: number) =>
  parseSvg(
    svgFile(
      robustnessFigure(
        names.map((name) => ({ name, points })),
        { document, width },
      ),
    ),
  );
const texts = (svg: Element, name: string) =>
  Array.from(svg.querySelectorAll(`.${name} text, text.${name}`), ({ textContent }) => textContent);

describe('the names of lines', () => {
  it('stand at the ends where there is room', () => {
    expect([texts(drawn(long, 800), 'label'), texts(drawn(long, 800), 'legend')]).toEqual([long, []]);
    const short = ['robust', 'standard'];
    expect([texts(drawn(short, 340), 'label'), texts(drawn(short, 340), 'legend')]).toEqual([short, []]);
  });

  it('stand below narrow figures where they are long, beside a piece of their line', () => {
    const svg = drawn(long, 340);
    expect([texts(svg, 'label'), texts(svg, 'legend')]).toEqual([[], long]);
    expect(svg.getAttribute('viewBox')).toBe('0 0 340 364');
    const colors = Array.from(svg.querySelectorAll('[class="legend"][stroke]'), (line) =>
      line.getAttribute('stroke'),
    );
    expect(colors).toEqual(['#0072b2', '#c44e00', '#007f5c']);
    const places = Array.from(svg.querySelectorAll('.legend text'), (text) => position(text));
    expect(places[0]).toEqual([40, 9]);
    expect(places[1]).toEqual([40, 27]);
    expect(places[2]).toEqual([240, 9]);
  });

  it('stand in one column where two have no room', () => {
    const names = [...long, 'adversarialWithNoise and more'].map((name) => ({ name, epochLosses: [2, 1] }));
    const svg = parseSvg(svgFile(lossCurveFigure(names, { document, width: 340 })));
    const lefts = Array.from(svg.querySelectorAll('.legend text'), (text) => position(text)[0]);
    expect(lefts).toEqual([40, 40, 40, 40]);
    expect(svg.getAttribute('viewBox')).toBe('0 0 340 360');
  });
});
