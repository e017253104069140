import { describe, expect, it } from 'vitest';
import { exactnessSentence, layersSentence, valleySentence } from '../../site/src/verdicts.ts';

const [huge, none] = [Number.POSITIVE_INFINITY, Number.NaN];

describe('the verdict on exactness', () => {
  it.each([
    [
      0.0123,
      0.00005,
      'the standard network is the more exact one: on this sample its error is 0.00005, that of the robust one 0.012.',
    ],
    [
      0.2,
      0.9,
      'the robust network is the more exact one: on this sample its error is 0.2, that of the standard one 0.9.',
    ],
    [0.5, 0.51, 'both are about as exact, with errors of 0.5 and 0.51.'],
    [0, 0, 'both are about as exact'],
    [0, 0.1, 'the robust network is the more exact one'],
    [none, 0.1, 'the errors are too large to be compared.'],
    [0.1, huge, 'the errors are too large to be compared.'],
  ])('holds for losses of %d and %d', (robust, standard, sentence) => {
    expect(exactnessSentence({ robust, standard })).toContain(sentence);
  });
});

describe('the verdict on valleys', () => {
  const slice = (...damages: readonly number[]) => ({
    columns: 2,
    rows: 1,
    damages: Float32Array.from(damages),
  });

  it.each([
    [0.25, 3, 'the robust network lies in the flatter, wider valley'],
    [3, 0.25, 'the standard network lies in the flatter, wider valley'],
    [1, 1.125, 'neither lies in a clearly flatter valley'],
    [0, 0, 'there is no damage'],
    [0, 1, 'the robust network lies in the flatter'],
    [none, 1, 'too large to be compared'],
    [1, huge, 'too large to be compared'],
  ])('holds for damage up to %d and %d', (robust, standard, sentence) => {
    expect(valleySentence({ robust: slice(0, robust), standard: slice(0, standard) })).toContain(sentence);
  });
});

describe('the verdict on layers', () => {
  const moves = (first: number, last: number) => ({
    limit: 1,
    top: [],
    layers: [
      { count: 400, histograms: [], shares: [0, first] },
      { count: 16, histograms: [], shares: [0, last] },
    ],
  });
  const each = 'Each of these few weights counts more than one of the first layer, on average.';

  it('gives their parts, and says that single weights count more only where they do in both networks', () => {
    const sentence = layersSentence({ robust: moves(0.6, 0.4), standard: moves(0.3, 0.7) });
    expect(sentence).toContain(
      'do 40\u00a0% of the damage of the whole attack to the robust network and 70\u00a0%',
    );
    expect(sentence).toContain(each);
    expect(layersSentence({ robust: moves(0.97, 0.03), standard: moves(0.3, 0.7) })).not.toContain(each);
  });

  it.each([
    [0, 0],
    [none, none],
  ])('divides no damage where there is none (%d, %d)', (first, last) => {
    expect(layersSentence({ robust: moves(0.5, 0.5), standard: moves(first, last) })).toContain('no damage');
  });
});
