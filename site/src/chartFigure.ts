const namespace = 'http://www.w3.org/2000/svg';

/** What the page's style sheet says of a chart's lines and texts. */
const properties = [
  ...['fill', 'fill-opacity', 'stroke', 'stroke-opacity', 'stroke-width', 'stroke-dasharray'],
  ...['stroke-linejoin', 'stroke-linecap', 'opacity', 'font-size', 'font-weight', 'font-family'],
] as const;

/** Without the halo, which would be as light on a dark background. */
const textProperties = properties.filter((name) => !name.startsWith('stroke'));

/** A chart of the page as a figure that stands alone, in light colours: its styles become attributes. */
export function chartFigure(chart: SVGSVGElement): SVGSVGElement {
  const { width, height } = chart.viewBox.baseVal;
  const copy = chart.cloneNode(true) as SVGSVGElement;
  const parts = copy.querySelectorAll('path, text');
  inLightColors(() => {
    for (const [index, part] of chart.querySelectorAll('path, text').entries()) {
      const style = getComputedStyle(part);
      for (const name of part.localName === 'text' ? textProperties : properties)
        parts[index]?.setAttribute(name, plainColor(style.getPropertyValue(name)));
      parts[index]?.removeAttribute('class');
    }
  });
  copy.removeAttribute('class');
  for (const [name, value] of Object.entries({ xmlns: namespace, width: `${width}`, height: `${height}` }))
    copy.setAttribute(name, value);
  const title = document.createElementNS(namespace, 'title');
  title.textContent = chart.getAttribute('aria-label');
  copy.prepend(title, document.createElementNS(namespace, 'desc'));
  return copy;
}

/** Reads styles as they are on a light page, whatever the page is. */
function inLightColors(read: () => void): void {
  const { style } = document.documentElement;
  const light = lightColors();
  for (const [name, value] of light) style.setProperty(name, value);
  read();
  for (const [name] of light) style.removeProperty(name);
}

/** The colours that the style sheet gives a page before it asks what the reader prefers. */
function lightColors(): readonly (readonly [name: string, value: string])[] {
  const rules = Array.from(document.styleSheets, ({ cssRules }) => Array.from(cssRules)).flat();
  const roots = rules.filter((rule) => rule instanceof CSSStyleRule && rule.selectorText === ':root');
  return roots.flatMap((rule) => {
    const { style } = rule as CSSStyleRule;
    return Array.from(style)
      .filter((name) => name.startsWith('--'))
      .map((name) => [name, style.getPropertyValue(name)] as const);
  });
}

/** Colours as the figures of `limpet/plot` write them, which their files know a dark one for. */
const plainColor = (value: string): string =>
  value.replace(
    /^rgb\((\d+), (\d+), (\d+)\)$/,
    (_, ...parts) =>
      `#${parts
        .slice(0, 3)
        .map((part) => Number(part).toString(16).padStart(2, '0'))
        .join('')}`,
  );
