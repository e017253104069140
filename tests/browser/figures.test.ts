import { join } from 'node:path';
import { build } from 'esbuild';
import { describe, expect, it, onTestFinished } from 'vitest';
import { tutorialReference, tutorialSettings } from '../../src/evaluate/tutorialReference.ts';
import type { TutorialResult } from '../../src/evaluate/tutorialResult.ts';
import { headlessDocument } from '../../src/plot/headlessDocument.ts';
import { reportHtml, robustnessFigure, robustnessNetworks, svgFile } from '../../src/plot/index.ts';
import { temporaryFolder } from '../temporaryFolder.ts';
import { openPage } from './chromium.ts';

const training = { firstLosses: [3, 2, 1], epochLosses: [2, 1, 0.5], seconds: 1, stepsPerSecond: 900 };
const result: TutorialResult = {
  settings: tutorialSettings,
  versions: { limpet: '0.1.0', node: '20.20.2', platform: 'linux x64' },
  training: { robust: training, standard: training },
  table: tutorialReference.map(({ level, robust, standard }) => ({
    level,
    robust: { ...robust, samples: [robust.mean] },
    standard: { ...standard, samples: [standard.mean] },
  })),
  hash: 'ab12'.repeat(16),
  partial: false,
};

async function open(files: Readonly<Record<string, string>>) {
  const folder = temporaryFolder(files);
  await build({
    entryPoints: ['src/plot/index.ts'],
    outfile: join(folder, 'plot.js'),
    bundle: true,
    format: 'esm',
    platform: 'browser',
  });
  const opened = await openPage(folder);
  onTestFinished(opened.close);
  return opened;
}

describe('figures in Chromium', () => {
  it('are the same text as in Node', async () => {
    const networks = robustnessNetworks(result);
    const highResolution = "Object.defineProperty(window, 'devicePixelRatio', { value: 2 })";
    const { page, errors } = await open({
      'index.html': `<!doctype html><link rel="icon" href="data:,"><script>${highResolution}</script>`,
    });
    const there = await page.evaluate(
      `import('/plot.js').then((plot) => plot.svgFile(plot.robustnessFigure(${JSON.stringify(networks)})))`,
    );
    expect(there).toBe(svgFile(robustnessFigure(networks, { document: headlessDocument() })));
    expect(errors).toEqual([]);
  });

  it.each(['light', 'dark'] as const)(
    'fit a phone in the report, which asks for nothing (%s)',
    async (scheme) => {
      const report = reportHtml({ result }, { document: headlessDocument() });
      const { page, errors } = await open({
        'index.html': '<!doctype html><link rel="icon" href="data:,">',
        'report.html': report,
      });
      const requests: string[] = [];
      page.on('request', (request) => requests.push(request.url()));
      await page.emulateMedia({ colorScheme: scheme });
      await page.setViewportSize({ width: 360, height: 800 });
      await page.goto(new URL('report.html', page.url()).href);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
      expect(
        await page.evaluate(
          '[...document.querySelectorAll("figure svg")].filter((svg) => svg.clientWidth > 0).length',
        ),
      ).toBe(2);
      expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe(
        scheme === 'light' ? 'rgb(255, 255, 255)' : 'rgb(20, 23, 28)',
      );
      expect(requests.filter((url) => !url.startsWith('data:')).map((url) => new URL(url).pathname)).toEqual([
        '/report.html',
      ]);
      expect(errors).toEqual([]);
    },
  );
});
