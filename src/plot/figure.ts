import * as Plot from '@observablehq/plot';
import { valueError } from '../errors.ts';
import { fontFamily } from './theme.ts';

/** What every figure takes. */
export interface FigureOptions {
  /** The document that makes the elements. Default: the page's own; where there is none, `headlessDocument()`. */
  readonly document?: Document;
  /** Width in pixels of the drawing; pages may show it at any size. Below 560 figures choose a narrow layout. */
  readonly width?: number;
  readonly height?: number;
}

/** A drawing placed in a figure. */
export interface Panel {
  readonly x: number;
  readonly y: number;
  readonly plot: Element;
}

/** A figure before it becomes one element. */
export interface FigureContent {
  /** Letters, digits and dashes; unique in a page together with the width. */
  readonly id: string;
  readonly title: string;
  /** What a reader who cannot see the figure should know. */
  readonly description: string;
  readonly width: number;
  readonly height: number;
  readonly panels: readonly Panel[];
}

const svgNamespace = 'http://www.w3.org/2000/svg';

/** Width below which a figure is laid out for a phone. */
export const narrowWidth = 560;

/** The document to draw in: the one given, or the page's own. */
export function figureDocument(document: Document | undefined): Document {
  const found = document ?? globalThis.document;
  if (found === undefined) {
    throw valueError(
      'a figure needs a document to make its elements in, and there is none here: pass { document }, ' +
        'in Node the one that headlessDocument() of limpet/plot/headless returns',
    );
  }
  return found;
}

/**
 * One SVG element from drawings of Observable Plot: their content in groups, with a title and a description for screen
 * readers, a fixed viewBox and coordinates rounded to a hundredth of a pixel. It inherits the page's colours.
 */
export function figureElement(document: Document, content: FigureContent): SVGSVGElement {
  const { width, height } = content;
  const svg = document.createElementNS(svgNamespace, 'svg');
  const id = `limpet-${content.id}-${width}`;
  const attributes = {
    xmlns: svgNamespace,
    role: 'img',
    'aria-labelledby': `${id}-title`,
    'aria-describedby': `${id}-description`,
    viewBox: `0 0 ${width} ${height}`,
    width: `${width}`,
    height: `${height}`,
    fill: 'currentColor',
    'font-family': fontFamily,
    'font-size': '12',
    'text-anchor': 'middle',
  };
  for (const [name, value] of Object.entries(attributes)) svg.setAttribute(name, value);
  svg.append(
    textElement(document, 'title', `${id}-title`, content.title),
    textElement(document, 'desc', `${id}-description`, content.description),
    ...content.panels.map((panel) => panelGroup(document, panel)),
  );
  roundCoordinates(svg);
  return svg;
}

/** A panel drawn by Observable Plot, without its own style sheet, which figures replace. */
export function drawPanel(document: Document, options: Plot.PlotOptions): Element {
  const plot = Plot.plot({ ...options, document });
  for (const style of plot.querySelectorAll('style')) style.remove();
  return plot;
}

function textElement(document: Document, tag: 'title' | 'desc', id: string, text: string): SVGElement {
  const element = document.createElementNS(svgNamespace, tag);
  element.setAttribute('id', id);
  element.textContent = text;
  return element;
}

/** Hidden from screen readers, as the figure's description says what is in it and Plot's names of marks say nothing. */
function panelGroup(document: Document, { x, y, plot }: Panel): SVGElement {
  const group = document.createElementNS(svgNamespace, 'g');
  group.setAttribute('aria-hidden', 'true');
  group.setAttribute('transform', `translate(${x},${y})`);
  group.append(...plot.children);
  return group;
}

const coordinates = ['d', 'transform', 'x', 'y', 'x1', 'x2', 'y1', 'y2', 'r', 'width', 'height'];

function roundCoordinates(svg: Element): void {
  for (const element of svg.querySelectorAll('*')) {
    for (const name of coordinates) {
      const value = element.getAttribute(name);
      if (value !== null) element.setAttribute(name, value.replace(/-?\d+\.\d{3,}(e-?\d+)?/g, roundNumber));
    }
  }
}

function roundNumber(digits: string): string {
  return `${Math.round(Number(digits) * 100) / 100}`;
}
