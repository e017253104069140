import { describe, expect, it } from 'vitest';
import { figureElement } from '../../src/plot/figure.ts';
import { svgFile, svgMarkup } from '../../src/plot/svgFile.ts';
import { lineStyle } from '../../src/plot/theme.ts';
import { document, parseSvg, single } from './svg.ts';

const nasty = `</text><script>alert(1)</script> & "quoted" 'single' ]]> \u0007 \ud800 \u2713`;
const readable = nasty.replaceAll('\u0007', '\ufffd').replaceAll('\ud800', '\ufffd');

function figure(text: string): SVGSVGElement {
  const panel = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const line = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  line.setAttribute('stroke', lineStyle(0).color);
  line.setAttribute('d', 'M0.123456,10.98765L-3.0001,4e2');
  line.setAttribute('data-name', text);
  const label = document.createElementNS('http://www.w3.org/2000/svg', 'text');
  label.textContent = text;
  panel.append(line, label);
  return figureElement(document, {
    id: 'test',
    title: text,
    description: text,
    width: 100,
    height: 50,
    panels: [{ x: 1, y: 2, plot: panel }],
  });
}

describe('svgFile', () => {
  it('escapes text and attributes, and gives them back', () => {
    const svg = parseSvg(svgFile(figure(nasty)));
    expect(svg.querySelectorAll('script').length).toBe(0);
    expect(single(svg, 'text').textContent).toBe(readable);
    expect(single(svg, 'title').textContent).toBe(readable);
    const attribute = readable.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
    expect(svgFile(figure(nasty))).toContain(
      `data-name="${attribute.replaceAll('"', '&quot;').replaceAll("'", '&#39;')}"`,
    );
  });

  it('stands alone: namespace, fonts, plain colours, a background and a dark scheme', () => {
    const text = svgFile(figure('plain'));
    expect(text).toMatch(
      /^<\?xml version="1.0" encoding="UTF-8"\?>\n<svg [^>]*xmlns="http:\/\/www.w3.org\/2000\/svg"/,
    );
    expect(text).toMatch(/<svg [^>]*font-family="system-ui, [^"]*sans-serif"/);
    expect(text).not.toContain('var(');
    expect(text).toContain('<rect width="100%" height="100%" fill="#ffffff"/>');
    const dark = /@media \(prefers-color-scheme: dark\)\{(.*)\}<\/style>/.exec(text)?.[1];
    expect(dark).toContain('[stroke=&quot;#0072b2&quot;]{stroke:#56b4e9}'.replaceAll('&quot;', '"'));
    expect(dark).toContain('[fill="#ffffff"]{fill:#14171c}');
  });

  it('is light for all readers where asked to be', () => {
    const text = svgFile(figure('plain'), { dark: false });
    expect(text).not.toContain('<style>');
    expect(text).toContain('<rect width="100%" height="100%" fill="#ffffff"/>');
  });

  it('rounds coordinates to hundredths', () => {
    expect(single(parseSvg(svgFile(figure('plain'))), 'path').getAttribute('d')).toBe('M0.12,10.99L-3,4e2');
  });
});

describe('svgMarkup', () => {
  it('keeps colours that follow the page', () => {
    const markup = svgMarkup(figure(nasty));
    expect(markup).toMatch(/^<svg /);
    expect(single(parseSvg(markup), 'path').getAttribute('stroke')).toBe('var(--limpet-series-1, #0072b2)');
  });
});

describe('lineStyle', () => {
  it('differs in colour, dash and symbol between neighbours, for twelve lines', () => {
    const styles = Array.from({ length: 12 }, (_, index) => lineStyle(index));
    styles.slice(1).forEach((style, index) => {
      const before = styles[index]!;
      expect(style.color).not.toBe(before.color);
      expect(style.dash).not.toBe(before.dash);
      expect(style.symbol).not.toBe(before.symbol);
    });
    expect(new Set(styles.map(({ color, dash }) => color + dash)).size).toBe(12);
  });
});
