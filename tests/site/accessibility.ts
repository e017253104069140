import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

/** What axe-core finds on a page: by rule the elements that it calls serious or worse, and how many rules hold. */
export async function accessibility(
  page: Page,
  exclude: readonly string[] = [],
): Promise<{ readonly serious: unknown; readonly passes: number }> {
  await page.evaluate(readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));
  const { violations, passes } = await page.evaluate<AxeResults>(
    `axe.run({ exclude: ${JSON.stringify(exclude)} })`,
  );
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  return {
    serious: serious.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]),
    passes: passes.length,
  };
}
