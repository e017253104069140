import { escapeMarkup } from './escapeMarkup.ts';
import { standaloneBackground, standaloneInk, standaloneStyle } from './theme.ts';

/**
 * A figure as markup to put in a page, well-formed as HTML and as XML. Attributes are sorted, as documents order them
 * differently: a figure is the same text in Node and on a screen of high resolution (on others Plot moves lines by half a pixel).
 */
export function svgMarkup(figure: SVGSVGElement): string {
  return nodeMarkup(figure, (value) => value);
}

/** What {@link svgFile} takes. */
export interface SvgFileOptions {
  /** Whether the file is dark for readers who prefer that; default true. */
  readonly dark?: boolean;
}

/**
 * A figure as the text of an SVG file that stands alone: plain colours, with a background, and a style sheet for readers who
 * prefer dark.
 */
export function svgFile(figure: SVGSVGElement, { dark = true }: SvgFileOptions = {}): string {
  const { attributes, children } = elementParts(figure, plainColor);
  const [title = '', description = '', ...drawing] = children;
  const content = [
    title,
    description,
    dark ? `<style>${standaloneStyle()}</style>` : '',
    `<rect width="100%" height="100%" fill="${standaloneBackground}"/>`,
    ...drawing,
  ].join('');
  return `<?xml version="1.0" encoding="UTF-8"?>\n<svg${attributes} color="${standaloneInk}">${content}</svg>\n`;
}

function plainColor(attribute: string): string {
  return attribute.replace(/var\(--[\w-]+, *([^()]+)\)/g, '$1');
}

function nodeMarkup(node: Node, rewrite: (attribute: string) => string): string {
  if (!isElement(node)) return escapeMarkup(node.textContent ?? '');
  const { attributes, children } = elementParts(node, rewrite);
  const content = children.join('');
  const tag = node.localName;
  return content === '' ? `<${tag}${attributes}/>` : `<${tag}${attributes}>${content}</${tag}>`;
}

function elementParts(element: Element, rewrite: (attribute: string) => string) {
  const attributes = Array.from(
    element.attributes,
    ({ name, value }) => ` ${name}="${escapeMarkup(rewrite(value))}"`,
  ).sort();
  const children = Array.from(element.childNodes, (node) => nodeMarkup(node, rewrite));
  return { attributes: attributes.join(''), children };
}

function isElement(node: Node): node is Element {
  return node.nodeType === 1;
}
