import { parseHTML } from 'linkedom';
import { headlessDocument } from '../../src/plot/headlessDocument.ts';

/** Reads figures back as a reader would: values from positions, by the labels of the axes. */

export const document = headlessDocument();

export type Point = readonly [number, number];

/** The root of an SVG text; throws where XML is not well-formed, which the parser itself forgives. */
export function parseSvg(text: string): Element {
  checkWellFormed(text);
  const { DOMParser } = parseHTML('');
  return new DOMParser().parseFromString(text, 'image/svg+xml').documentElement;
}

function checkWellFormed(text: string): void {
  const open: string[] = [];
  const body = text.replace(/^<\?xml [^>]*\?>\n/, '');
  const rest = body.replace(
    /<(\/?)([\w:-]+)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>/g,
    (...[, end, tag, attributes, empty]) => {
      if (/&(?!(?:\w+|#\d+);)/.test(attributes)) throw new Error(`bare ampersand in ${attributes}`);
      if (end === '/' && open.pop() !== tag) throw new Error(`</${tag}> closes nothing`);
      if (end === '' && empty === '') open.push(tag);
      return '';
    },
  );
  if (open.length > 0) throw new Error(`not closed: ${open.join(', ')}`);
  if (/[<>]|&(?!(?:\w+|#\d+);)/.test(rest)) throw new Error(`not XML: ${rest.slice(0, 200)}`);
}

/** Coordinates of the corners of a path, in pixels. */
export function pathPoints(d: string): Point[] {
  return Array.from(d.matchAll(/[ML](-?[\d.]+),(-?[\d.]+)/g), ([, x, y]) => [Number(x), Number(y)]);
}

/** Where an element is moved to, in pixels. */
export function position(element: Element | null): Point {
  const [, x, y] = /translate\(([^,]+),([^)]+)\)/.exec(element?.getAttribute('transform') ?? '') ?? [];
  return [Number(x), Number(y)];
}

/** The one element that a selector finds. */
export function single(root: Element, selector: string): Element {
  const found = Array.from(root.querySelectorAll(selector));
  if (found.length !== 1) throw new Error(`${selector} finds ${found.length} elements`);
  return found[0]!;
}

/** From pixels to the data, by the first and the last label of a linear axis. */
export function axis(root: Element, name: 'x' | 'y'): (pixel: number) => number {
  const labels = Array.from(
    root.querySelectorAll(`[aria-label="${name}-axis tick label"] text`),
    (label) => ({
      value: Number(label.textContent?.replace('\u2212', '-').replace(',', '')),
      pixel: position(label)[name === 'x' ? 0 : 1],
    }),
  );
  const [first, last] = [labels[0]!, labels.at(-1)!];
  const slope = (last.value - first.value) / (last.pixel - first.pixel);
  return (pixel) => first.value + (pixel - first.pixel) * slope;
}

/** As {@link axis}, for a logarithmic one. */
export function logarithmicAxis(root: Element, name: 'x' | 'y'): (pixel: number) => number {
  const labels = Array.from(root.querySelectorAll(`[aria-label="${name}-axis tick label"] text`));
  const exponents = labels.map((label) => Math.log10(Number(label.textContent)));
  const pixels = labels.map((label) => position(label)[name === 'x' ? 0 : 1]);
  const slope = (exponents.at(-1)! - exponents[0]!) / (pixels.at(-1)! - pixels[0]!);
  return (pixel) => 10 ** (exponents[0]! + (pixel - pixels[0]!) * slope);
}

/** Everything a document refers to: addresses in attributes and style sheets, fragments and data left out. */
export function references(text: string): string[] {
  const attributes = text.matchAll(/\s(?:href|src|srcset|action|xlink:href|data)="([^"]*)"/g);
  const styles = text.matchAll(/(?:url\(|@import)\s*["']?([^"')\s;]+)/g);
  return [...attributes, ...styles]
    .map(([, address]) => address ?? '')
    .filter((address) => !address.startsWith('data:') && !address.startsWith('#'));
}
