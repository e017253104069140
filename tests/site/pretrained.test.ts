import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openRun } from '../../site/src/runFiles.ts';
import { defaultSettings } from '../../site/src/settings.ts';
import { trainingSettingsOf } from '../../site/src/trainingRun.ts';
import { type OpenSite, openSite } from './openSite.ts';

const committed = readFileSync('site/public/pretrained.safetensors');

describe('the run file that the page opens with', () => {
  it('is what its script makes, to the bit', () => {
    const folder = mkdtempSync(join(tmpdir(), 'limpet-pretrained-'));
    try {
      const file = join(folder, 'made.safetensors');
      execFileSync(process.execPath, ['site/pretrain.mjs', file], { stdio: 'ignore' });
      expect(readFileSync(file).equals(committed)).toBe(true);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }, 180_000);

  it('is of the settings that the page opens with, and one that a reader could open', () => {
    const { settings, networks } = openRun(committed, defaultSettings);
    expect(settings).toEqual(trainingSettingsOf(defaultSettings));
    expect(networks.robust[0]).toHaveLength(8 * defaultSettings.inputs);
  });
});

describe('the page without the networks trained in advance', () => {
  let site: OpenSite;

  // A browser of its own for each: once a service worker holds the file, no request for it leaves the browser.
  beforeEach(async () => {
    site = await openSite();
  });

  afterEach(() => site?.close());

  const openWith = async (respond: { status?: number; body?: Buffer }): Promise<string | null> => {
    const { page } = site;
    await page.route('**/pretrained.safetensors', (route) => route.fulfill(respond));
    await page.goto(`${site.address}#inputs=50&epochs=1`);
    await page.locator('#notices .notice').waitFor();
    return page.locator('#notices p').textContent();
  };

  it('says so where their file is not there, and trains networks of its own all the same', async () => {
    expect(await openWith({ status: 404, body: Buffer.from('') })).toBe(
      'The networks trained in advance could not be loaded: the server answered 404.',
    );
    const { page } = site;
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await page.getByText('Done.').waitFor();
    await page.selectOption('#shown', 'own');
    await page.locator('#standard-fan path.chip').nth(19).waitFor({ state: 'attached' });
  });

  it('says what is wrong with a damaged one', async () => {
    const said = await openWith({ body: committed.subarray(0, 5000) });
    expect(said).toMatch(/^The networks trained in advance could not be loaded: .*safetensors/);
  });
});
