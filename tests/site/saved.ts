import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';

/** The file that a button of the page saves. */
export async function saved(page: Page, button: string): Promise<Buffer> {
  const [download] = await Promise.all([page.waitForEvent('download'), page.click(button)]);
  return readFileSync(await download.path());
}
