import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawMultiClassRandomSinMapping } from '../../src/data/multiClassRandomSinMapping.ts';
import { dataSetFigure } from '../../src/plot/dataSetFigure.ts';
import { headlessDocument } from '../../src/plot/headlessDocument.ts';
import { numpyRandomState } from '../../src/random/index.ts';
import { type OpenSite, openSite } from './openSite.ts';

let site: OpenSite;

beforeAll(async () => {
  site = await openSite();
});

afterAll(() => site?.close());

const pictures = (): Promise<readonly string[]> =>
  site.page
    .locator('#data-set image')
    .evaluateAll((images) => images.map((image) => image.getAttribute('href') ?? ''));

/** The heat maps of a data set as Node draws them. */
function expectedPictures(inputs: number, seed: number): readonly string[] {
  const drawn = drawMultiClassRandomSinMapping({
    generator: numpyRandomState(seed),
    numClasses: 3,
    inputChannels: inputs,
  });
  const rows = (values: Float32Array): Float32Array[] =>
    Array.from({ length: 100 }, (_, step) =>
      values.slice((step * values.length) / 100, ((step + 1) * values.length) / 100),
    );
  const samples = drawn.inputs.map((values, index) => ({
    inputs: rows(values),
    targets: rows(drawn.targets[index]!),
  }));
  const figure = dataSetFigure(samples, { document: headlessDocument() });
  return Array.from(figure.querySelectorAll('image'), (image) => image.getAttribute('href') ?? '');
}

describe('the chapter on the task', () => {
  it('shows the data of the seed and the size in the link, and moves nothing when it appears', async () => {
    const { page } = site;
    await site.load('#inputs=50&seed=3');
    const place = page.locator('#data-set');
    const height = (await place.boundingBox())?.height;
    await place.scrollIntoViewIfNeeded();
    await page.locator('#data-set svg').waitFor();
    expect(await pictures()).toEqual(expectedPictures(50, 3));
    expect((await place.boundingBox())?.height).toBe(height);
  });

  it('draws other data at a press, up to the size of the tutorial, and notes both in the address', async () => {
    const { page } = site;
    await site.load('#inputs=50&seed=3');
    await page.locator('#new-data').scrollIntoViewIfNeeded();
    await page.locator('#data-set svg').waitFor();
    await page.click('#new-data');
    await expect.poll(pictures).toEqual(expectedPictures(50, 4));
    await page.getByRole('button', { name: 'The tutorial’s: 2000-8-2' }).press('Enter');
    await expect.poll(pictures).toEqual(expectedPictures(2000, 4));
    await expect.poll(() => new URL(page.url()).hash).toBe('#inputs=2000&seed=4');
    expect(await page.inputValue('#control-inputs')).toBe('2000');
    expect(await page.textContent('#task-status')).toContain('16,016 weights');
    expect(await page.locator('#task button[aria-pressed=true]').allTextContents()).toEqual([
      'The tutorial’s: 2000-8-2',
    ]);
    expect(site.errors()).toEqual([]);
  });
});
