import { describe, expect, it } from 'vitest';
import { themeDeclarations } from '../../src/plot/theme.ts';

/** Relative luminance (WCAG 2.2). */
function luminance(color: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}

function contrast(a: string, b: string): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high! + 0.05) / (low! + 0.05);
}

describe('the theme', () => {
  it.each(['light', 'dark'] as const)(
    'has only colours that can be read as text on its background (%s)',
    (scheme) => {
      const declarations = Array.from(themeDeclarations(scheme).matchAll(/--limpet-([\w-]+): (#\w{6});/g));
      const colors = declarations.map(([, name = '', color = '']) => ({ name, color }));
      const background = colors.find(({ name }) => name === 'background')!;
      const others = colors.filter((color) => color !== background);
      expect(others.length).toBe(7);
      for (const { name, color } of others) {
        expect(contrast(color, background.color), name).toBeGreaterThanOrEqual(4.5);
      }
    },
  );
});
