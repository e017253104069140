/** A colour on a light and on a dark page. */
interface ThemeColor {
  readonly name: string;
  readonly light: string;
  readonly dark: string;
}

/**
 * How one line of a figure is drawn. Every style differs from its neighbours in colour, dash and symbol, so that no figure
 * needs colour to be read.
 */
export interface LineStyle {
  /** A colour that follows the page: a CSS variable with the light colour as its fallback. */
  readonly color: string;
  /** SVG stroke-dasharray; `none` for a solid line. */
  readonly dash: string;
  readonly symbol: 'circle' | 'square' | 'triangle' | 'diamond' | 'star';
}

const background: ThemeColor = { name: 'background', light: '#ffffff', dark: '#14171c' };
const ink: ThemeColor = { name: 'ink', light: '#1b1f24', dark: '#e4e7eb' };
const muted: ThemeColor = { name: 'muted', light: '#5d6570', dark: '#9aa3af' };

/** Okabe and Ito's colour-blind-safe hues, darkened or lightened until they are readable as text (contrast 4.5). */
const seriesColors: readonly ThemeColor[] = [
  { name: 'series-1', light: '#0072b2', dark: '#56b4e9' },
  { name: 'series-2', light: '#c44e00', dark: '#ff9555' },
  { name: 'series-3', light: '#007f5c', dark: '#35c79c' },
  { name: 'series-4', light: '#a34a83', dark: '#e39bc6' },
  { name: 'series-5', light: '#7a6200', dark: '#e6c229' },
];

const dashes = ['none', '6 4', '2 3', '9 3 2 3', '12 4'] as const;
const symbols = ['circle', 'square', 'triangle', 'diamond', 'star'] as const;

const themeColors: readonly ThemeColor[] = [background, ink, muted, ...seriesColors];

/** The font of figures and pages: whatever the reader's system uses. */
export const fontFamily = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";

export const inkColor = variable(ink);
export const mutedColor = variable(muted);
export const backgroundColor = variable(background);

/** How opaque the band of a line is among so many, so that bands over each other leave the lines to be seen. */
export const bandOpacity = (lines: number): number => Math.min(0.16, 0.5 / lines);

/** The style of the line with this index; styles repeat after five colours, with other dashes. */
export function lineStyle(index: number): LineStyle {
  const round = Math.floor(index / seriesColors.length);
  const color = seriesColors[index % seriesColors.length] ?? ink;
  return {
    color: variable(color),
    dash: dashes[(index + round) % dashes.length] ?? 'none',
    symbol: symbols[(index + round) % symbols.length] ?? 'circle',
  };
}

function variable({ name, light }: ThemeColor): string {
  return `var(--limpet-${name}, ${light})`;
}

/** CSS declarations that give a page (or an element) the theme's colours. */
export function themeDeclarations(scheme: 'light' | 'dark'): string {
  return themeColors.map((color) => `--limpet-${color.name}: ${color[scheme]};`).join(' ');
}

/** The ink and background of an SVG file that stands alone, before {@link standaloneStyle} changes them. */
export const standaloneInk = ink.light;
export const standaloneBackground = background.light;

/**
 * The dark scheme of an SVG file that stands alone. Such a file names plain colours, since many viewers know no CSS
 * variables; those that know style sheets replace each colour here.
 */
export function standaloneStyle(): string {
  const rules = themeColors.flatMap(({ light, dark }) => [
    `[fill="${light}"]{fill:${dark}}`,
    `[stroke="${light}"]{stroke:${dark}}`,
  ]);
  return `@media (prefers-color-scheme: dark){svg{color:${ink.dark}} ${rules.join(' ')}}`;
}
