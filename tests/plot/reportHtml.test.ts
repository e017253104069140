import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { tutorialReference, tutorialSettings } from '../../src/evaluate/tutorialReference.ts';
import type { TutorialResult, TutorialSettings } from '../../src/evaluate/tutorialResult.ts';
import { reportHtml, type TutorialReport } from '../../src/plot/reportHtml.ts';
import { document, references } from './svg.ts';

const training = (loss: number) => ({
  firstLosses: [1.5405165, 1.4252734, 1.3799117],
  epochLosses: Array.from({ length: 300 }, (_, epoch) => loss + 1 / (1 + epoch)),
  seconds: 212.4,
  stepsPerSecond: 423.7,
});

const result: TutorialResult = {
  settings: tutorialSettings,
  versions: { limpet: '0.1.0', node: '20.20.2', v8: '11.3', platform: 'linux x64' },
  training: { robust: training(0.01), standard: training(0.0001) },
  table: tutorialReference.map(({ level, robust, standard }) => ({
    level,
    robust: { mean: robust.mean * 1.02, std: robust.std * 0.95, samples: [robust.mean] },
    standard: { mean: standard.mean, std: standard.std, samples: [standard.mean] },
  })),
  hash: 'ab12',
  partial: false,
};

const samples = [1, 2, 3].map((factor) => ({
  inputs: Array.from({ length: 100 }, (_, t) =>
    Float64Array.from({ length: 2000 }, (_, c) => Math.sin(t * c * factor)),
  ),
  targets: Array.from({ length: 100 }, (_, t) => [Math.sin(t / 10), Math.cos(t / 7)]),
}));

function page(report: TutorialReport) {
  const text = reportHtml(report, { document });
  return { text, root: parseHTML(text).document };
}

const cells = (row: Element | undefined) => Array.from(row?.children ?? [], (cell) => cell.textContent);

describe('reportHtml', () => {
  const { text, root } = page({ result, samples });

  it('puts the table beside the printed one, with relative differences', () => {
    const rows = Array.from(root.querySelectorAll('table')[0]!.querySelectorAll('tbody tr'));
    expect(rows.length).toBe(7);
    expect(cells(rows[6])).toEqual([
      ...['0.6', '0.43634', '± 0.29975', '0.42779', '± 0.31553', '+2.0\u00a0%', '\u22125.0\u00a0%'],
      ...['0.98677', '± 0.39445', '0.98677', '± 0.39445', '0.0\u00a0%', '0.0\u00a0%'],
    ]);
    expect(cells(rows[0]).slice(0, 7)).toEqual(['0', '0.01353', '± 0', '0.01326', '± 0', '+2.0\u00a0%', '–']);
  });

  it('sums up in plain English', () => {
    const summary = root.querySelector('.summary')?.textContent;
    expect(summary).toContain('With random errors of 60\u00a0% on every parameter');
    expect(summary).toContain(
      '2.3 times smaller than the standard one’s: 0.436 against 0.987 (mean of 20 draws)',
    );
    expect(summary).toContain(
      'every mean is within 2.0\u00a0% and every standard deviation within 5.0\u00a0%',
    );
  });

  it('shows training, settings, versions and the fingerprint', () => {
    const rows = Array.from(root.querySelectorAll('table')[1]!.querySelectorAll('tbody tr'));
    expect(cells(rows[0])).toEqual([
      ...['Robust', '300', (0.01 + 1 / 300).toFixed(5)],
      ...['1.5405165, 1.4252734, 1.3799117', '3\u00a0min 32\u00a0s', '424'],
    ]);
    const facts = Array.from(root.querySelectorAll('.facts div'), (fact) => cells(fact).join(': '));
    expect(facts).toContain('Epochs: 300');
    expect(facts).toContain('Robustness weight β: 0.25');
    expect(facts).toContain('Node: 20.20.2');
    expect(root.querySelector('code')?.textContent).toBe('ab12');
    expect(root.querySelector('.notice')).toBeNull();
  });

  it('has each figure once for wide windows and once for phones', () => {
    const figures = Array.from(
      root.querySelectorAll('figure svg'),
      (svg) => svg.getAttribute('viewBox')?.split(' ')[2],
    );
    expect(figures).toEqual(['920', '340', '920', '340', '920', '340']);
    const ids = Array.from(root.querySelectorAll('[id]'), (element) => element.id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('is one small file that asks for nothing else', () => {
    expect(references(text)).toEqual([]);
    expect(text).toContain("default-src 'none'; style-src 'unsafe-inline'; img-src data:");
    expect(text.length).toBeLessThan(300_000);
  });

  it('has a dark scheme, a phone’s viewport, tables that scroll by themselves, and a print style', () => {
    expect(text).toContain('<meta name="viewport" content="width=device-width, initial-scale=1">');
    expect(text).toMatch(
      /@media \(prefers-color-scheme: dark\) \{\s*:root \{\s*--limpet-background: #14171c;/,
    );
    expect(text).toMatch(/\.scroll \{ overflow-x: auto;/);
    expect(text).toContain('@media print');
    for (const table of root.querySelectorAll('table')) {
      expect(table.parentElement?.className).toBe('scroll');
      expect(table.parentElement?.getAttribute('tabindex')).toBe('0');
    }
  });

  it('embeds the result as JSON, whole', () => {
    const json = /<script type="application\/json" id="limpet-result">(.*)<\/script>/.exec(text)?.[1];
    expect(JSON.parse(json ?? '')).toEqual(JSON.parse(JSON.stringify(result)));
  });

  it('lets no text of a result become markup', () => {
    const evil = '</script><!--<script>alert(1)//\u2028"\'&<b>';
    const nasty = page({
      result: { ...result, hash: evil, versions: { ...result.versions, platform: evil } },
    });
    expect(nasty.root.querySelectorAll('script').length).toBe(1);
    expect(nasty.root.querySelectorAll('b').length).toBe(0);
    expect(nasty.root.querySelector('code')?.textContent).toBe(evil);
    const json = /id="limpet-result">([^<]*)<\/script>/.exec(nasty.text)?.[1];
    expect(JSON.parse(json ?? '').hash).toBe(evil);
  });

  it('says that a run is partial, and shows what there is of it', () => {
    const robust = { ...training(0.01), epochLosses: [] };
    const stopped = { ...result, training: { robust }, table: [], partial: true };
    const { root } = page({ result: stopped, stepLosses: { robust: [1, 0.9] }, stepsPerEpoch: 300 });
    expect(root.querySelector('.notice')?.textContent).toContain('Partial run.');
    expect(root.querySelector('.summary')?.textContent).toContain('stopped before robustness was measured');
    expect(root.querySelectorAll('table').length).toBe(1);
    expect(root.querySelectorAll('figure svg').length).toBe(2);
  });

  it('does not compare a run of other settings as if it were the tutorial', () => {
    const other = { ...result, settings: { ...tutorialSettings, epochs: 10 } };
    const { root } = page({ result: other });
    expect(root.querySelector('.summary')?.textContent).toContain(
      'not the whole tutorial with its own settings',
    );
    expect(root.querySelector('.summary')?.textContent).not.toContain('every mean is within');
    expect(root.querySelector('.facts')?.textContent).toContain('10 (tutorial: 300)');
  });

  it('says of hollow marks and of the losses what holds for its settings', () => {
    const captions = (settings: Partial<TutorialSettings>, level: number): string => {
      const table = [{ ...result.table[0]!, level }];
      const { root } = page({ result: { ...result, settings: { ...tutorialSettings, ...settings }, table } });
      return Array.from(root.querySelectorAll('figcaption'), (each) => each.textContent).join(' ');
    };
    const usual = captions({}, 0.1);
    expect(usual).toContain('over 20 draws. Hollow marks are the means that the tutorial prints.');
    expect(usual).toContain('loss includes what the adversary adds');
    const other = captions({ samples: 1, betaRobustness: 0 }, 0.15);
    expect(other).toContain('over 1 draw.');
    expect(other).not.toContain('Hollow marks');
    expect(other).not.toContain('adversary');
    expect(other).toContain('loss is taken with noise');
    expect(captions({ attackSteps: 0, initialStd: 0, noisyForwardStd: 0 }, 0.1)).not.toContain(
      'robust network’s loss',
    );
  });

  it('shows one network alone in its own colour', () => {
    const table = result.table.map(({ level, standard }) => ({ level, ...(standard && { standard }) }));
    const alone: TutorialResult = {
      ...result,
      settings: { ...tutorialSettings, only: 'standard' },
      training: { standard: training(0.0001) },
      table,
    };
    const { root } = page({ result: alone });
    expect(cells(root.querySelector('tbody tr') ?? undefined).length).toBe(7);
    const line = root.querySelector('.robustness .mean-0');
    expect(line?.getAttribute('stroke')).toBe('var(--limpet-series-2, #c44e00)');
    expect(root.querySelector('.summary')?.textContent).toContain(
      'One network was trained on its task in the standard way',
    );
  });
});
