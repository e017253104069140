import { describe, expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../temporaryFolder.ts';
import { type OpenPage, openPage } from './chromium.ts';

/** An empty icon, as Chromium asks for one otherwise. */
const html = (script: string): string =>
  `<!doctype html><link rel="icon" href="data:,"><script type="module">${script}</script>`;

async function open(script: string): Promise<OpenPage> {
  const opened = await openPage(
    temporaryFolder({ 'index.html': html(script), 'answer.js': 'export default 42;' }),
  );
  onTestFinished(opened.close);
  return opened;
}

describe('openPage', () => {
  it('opens a page that loads modules from its folder', async () => {
    const { page, errors } = await open("import answer from './answer.js'; document.title = answer;");
    expect(await page.title()).toBe('42');
    expect(errors).toEqual([]);
  });

  it('collects console errors, exceptions and missing files', async () => {
    const { page, errors } = await open(
      "console.error('lost'); await fetch('./missing.json'); document.title = 'end'; throw new Error('broken');",
    );
    await expect.poll(() => page.title()).toBe('end');
    await expect.poll(() => errors).toContain('exception: broken');
    expect(errors).toContain('console: lost');
    expect(errors).toContain('request: 404 /missing.json');
  });
});
