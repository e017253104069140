// @ts-check
// node tools/screenshot.mjs: takes the picture of the interactive page that the README shows, docs/page.webp.
import { writeFile } from 'node:fs/promises';
import { inRoot } from './root.mjs';
import { setUp } from './setUp.mjs';

setUp({ browserTests: true });
const { openBuiltSite } = await import('./openBuiltSite.mjs');
const { address, browser, close } = await openBuiltSite();
const page = await browser.newPage({
  viewport: { width: 1180, height: 912 },
  colorScheme: 'light',
  reducedMotion: 'reduce',
  locale: 'en',
});
await page.goto(`${address}#mismatch=0.3`);
await page.locator('#standard-fan path.chip').nth(19).waitFor({ state: 'attached' });
await page.evaluate(() => document.fonts.ready.then(() => undefined));
const devTools = await page.context().newCDPSession(page);
const { data } = await devTools.send('Page.captureScreenshot', { format: 'webp', quality: 80 });
const picture = Buffer.from(data, 'base64');
await writeFile(inRoot('docs/page.webp'), picture);
await close();
console.log(`docs/page.webp: ${Math.round(picture.length / 1000)} kB`);
