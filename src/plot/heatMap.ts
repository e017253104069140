import * as Plot from '@observablehq/plot';
import type { Grid } from './areaMean.ts';
import { indexedPng } from './indexedPng.ts';

/** The 256 colours of heat maps, from low to high: viridis, which is even to the eye and safe for the colour-blind. */
export const heatMapColors: readonly string[] = schemeColors('viridis');

/** The 256 colours of signed heat maps: purple below zero, pale at zero, orange above, which the colour-blind tell apart. */
export const signedColors: readonly string[] = schemeColors('puor');

/** A grid as a picture with one pixel per cell, its first row at the bottom; the range's ends get the scale's end colours. */
export function heatMapImage(
  { columns, rows, values }: Grid,
  [low, high]: readonly [number, number],
  colors: readonly string[] = heatMapColors,
): string {
  const pixels = new Uint8Array(columns * rows);
  const last = colors.length - 1;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const value = values[row * columns + column] ?? 0;
      const color = Math.round(((value - low) / (high - low)) * last);
      pixels[(rows - 1 - row) * columns + column] = Math.min(last, Math.max(0, color));
    }
  }
  return indexedPng(columns, rows, pixels, colors);
}

function schemeColors(scheme: Plot.ColorScheme): string[] {
  const scale = Plot.scale({ color: { type: 'linear', scheme, domain: [0, 255] } });
  return Array.from({ length: 256 }, (_, index) => hexColor(String(scale?.apply(index))));
}

function hexColor(color: string): string {
  if (color.startsWith('#')) return color;
  return `#${Array.from(color.matchAll(/\d+/g), ([digits]) => Number(digits).toString(16).padStart(2, '0')).join('')}`;
}
