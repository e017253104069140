import { describe, expect, it } from 'vitest';
import { documentKind, SearchEngine } from '../../site/reference/searchEngine.ts';

const functionKind = 64;
const propertyKind = 1024;

const engine = new SearchEngine([
  {
    name: 'Memory that drifts',
    parent: 'Hardware models',
    url: 'drift',
    text: 'Devices change. Their conductance falls over a year. It can be compensated.',
    kind: documentKind,
  },
  { name: 'Yield', parent: 'Measuring', url: 'yield', text: 'Count what is measured.', kind: documentKind },
  { name: 'where', url: 'where', text: 'Chooses by a condition.', kind: functionKind },
  { name: 'driftScale', parent: 'Options', url: 'scale', text: 'Of the drift.', kind: propertyKind },
  { name: 'yieldOf', url: 'yieldOf', text: 'The yield, with an interval.', kind: functionKind },
]);

const urls = (query: string): string[] => engine.search(query, 10).map(({ entry }) => entry.url);

describe('the search of the site', () => {
  it('puts guides before names, unless a name is what was typed', () => {
    expect(urls('yield')[0]).toBe('yield');
    expect(urls('YieldOf')[0]).toBe('yieldOf');
  });

  it.each([
    ['other forms of a word', 'measure yields', 'yield'],
    ['the beginning of its last word', 'compens', 'drift'],
    ['a typing error', 'conductence', 'drift'],
    ['a part of a name', 'scale', 'scale'],
    ['a name that is a common word', 'where', 'where'],
  ])('finds by %s', (_, query, url) => {
    expect(urls(query)[0]).toBe(url);
  });

  it('does not look for common words beside others', () => {
    expect(urls('where is the yield')).not.toContain('where');
  });

  it('quotes the sentence that answers', () => {
    expect(engine.search('falling conductance', 1)[0]?.excerpt).toBe('Their conductance falls over a year.');
  });

  it('finds nothing for nothing', () => {
    expect(urls(' ')).toEqual([]);
    expect(urls('xyzzyx')).toEqual([]);
  });
});
