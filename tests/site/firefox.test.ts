import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { drawTask, fabFor, parametersOf } from '../../site/src/experiment.ts';
import { runFileOf } from '../../site/src/runFiles.ts';
import { defaultSettings, levels } from '../../site/src/settings.ts';
import { readRunFile } from '../../src/evaluate/index.ts';
import { answerFromFirefox, firefox } from '../browser/firefox.ts';
import { buildSiteBelow } from './openSite.ts';
import { trainedRun } from './trainedRun.ts';

const settings = { ...defaultSettings, inputs: 50, epochs: 1, chips: 3 };

/** Does what a reader would do, in a page within this one, and sends what came of it. */
const drive = `
  const frame = document.querySelector('iframe');
  const errors = [];
  const page = () => frame.contentDocument;
  const find = (selector) => page()?.querySelector(selector);
  const until = async (isSo) => {
    while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 50));
  };
  const bytesOf = (blob) => new Promise((resolve) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.split(',')[1]);
    reader.readAsDataURL(blob);
  });
  await until(() => page()?.querySelectorAll('#standard-fan path.chip').length === 20);
  frame.contentWindow.addEventListener('error', ({ message }) => errors.push(message));
  frame.contentWindow.addEventListener('unhandledrejection', ({ reason }) => errors.push(String(reason)));
  find('#run').click();
  await until(() => find('#training-status').textContent.startsWith('Done.'));
  find('#shown').value = 'own';
  find('#shown').dispatchEvent(new Event('change'));
  find('#measure-run').click();
  await until(() => find('#measuring-status').textContent.startsWith('3 of 3'));
  find('#verify-run').click();
  await until(() => find('#verify-status').textContent.length > 20);
  let saved;
  frame.contentWindow.URL.createObjectURL = (blob) => { saved = blob; return '#'; };
  // The link to what is saved is not followed: its new hash would load the page anew.
  frame.contentWindow.HTMLAnchorElement.prototype.click = () => {};
  find('#save-run').click();
  await until(() => saved);
  const answer = {
    errors,
    notices: find('#notices').textContent.trim(),
    verified: find('#verify-status').textContent,
    run: await bytesOf(saved),
  };
  await fetch('/answer', { method: 'POST', body: JSON.stringify(answer) });
`;

describe.skipIf(firefox === undefined)('the page in Firefox', () => {
  it('trains, measures and saves the same bits as Node', { timeout: 180_000 }, async () => {
    const folder = await buildSiteBelow();
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const address = './some/path/index.html#inputs=50&epochs=1&chips=3';
    writeFileSync(
      join(folder, 'drive.html'),
      `<!doctype html><iframe src="${address}" width="1200" height="900"></iframe><script type="module">${drive}</script>`,
    );
    const answer = (await answerFromFirefox(folder, 'drive.html')) as Record<string, string>;
    expect(answer).toMatchObject({ errors: [], notices: '' });
    expect(answer.verified).toMatch(/^✓ The same bits/);

    const run = trainedRun(settings, 300);
    const fab = fabFor(drawTask(settings));
    const measurements = (['robust', 'standard'] as const).flatMap((network) =>
      levels.map((level) => ({
        network,
        level,
        losses: [0, 1, 2].map((chip) => fab.measure(parametersOf(run.networks[network]), level, 0, chip)),
      })),
    );
    const on = { keyOrder: 'chips' as const, seed: 0, networks: run.networks };
    const expected = runFileOf(run, { levels, chips: 3, measurements, on });
    expect(readRunFile(Buffer.from(answer.run!, 'base64'))).toEqual(readRunFile(expected));
  });
});
