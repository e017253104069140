import MiniSearch, { type SearchResult } from 'minisearch';
import { stemmer } from 'stemmer';

/** What can be found: a section of a guide, or a name of the reference. `tools/searchEntries.mjs` makes them. */
export interface SearchEntry {
  readonly name: string;
  /** The guide's title, or the name that this one belongs to. */
  readonly parent?: string;
  readonly url: string;
  readonly text: string;
  /** Programs and tables. */
  readonly listings?: string;
  /** TypeDoc's number for what it is. */
  readonly kind: number;
}

export interface Found {
  readonly entry: SearchEntry;
  /** What of its text answers the query best. */
  readonly excerpt: string;
}

/** TypeDoc's numbers, as its pages have them in their icons. */
export const documentKind = 8388608;
const memberKinds: readonly number[] = [16, 512, 1024, 2048, 262144];

/** Words that say nothing about what is looked for; those that are names in the library too count when they stand alone. */
const commonWords = new Set(
  (
    'a an and are as at be by can could do does for from get had has have how i if in into is it its me my of on or our should so ' +
    'than that the their them then there these they this to us was we were what when where which who why will with would you your'
  ).split(' '),
);

const wordsOf = (text: string): string[] => text.match(/[\p{L}\p{N}]+/gu) ?? [];

/** A name counts as a whole and by its parts, so that “mismatch level” finds `mismatchLevel`. */
function tokenize(text: string): string[] {
  return wordsOf(text).flatMap((word) => {
    const parts = word.split(/(?<=[\p{Ll}\p{N}])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/u);
    return parts.length > 1 ? [word, ...parts] : [word];
  });
}

/** The stem of a word: “measuring” and “measured” are one. */
const stemOf = (word: string): string => stemmer(word.toLowerCase());

/** Search by words, in any order and any of their forms, with room for a typing error. */
export class SearchEngine {
  readonly #entries: readonly SearchEntry[];
  readonly #index: MiniSearch;

  constructor(entries: readonly SearchEntry[]) {
    this.#entries = entries;
    const stems = new Map<string, string>();
    const processTerm = (word: string): string => {
      const stem = stems.get(word) ?? stemOf(word);
      stems.set(word, stem);
      return stem;
    };
    this.#index = new MiniSearch({ fields: ['name', 'parent', 'text', 'listings'], tokenize, processTerm });
    this.#index.addAll(entries.map((entry, id) => ({ ...entry, id })));
  }

  /** The best answers, best first. */
  search(query: string, count: number): Found[] {
    const all = wordsOf(query);
    const telling = all.filter((word) => !commonWords.has(word.toLowerCase()));
    const name = query.trim().toLowerCase();
    const results = this.#index.search((telling.length > 0 ? telling : all).join(' '), {
      boost: { name: 3, parent: 1.5, listings: 0.7 },
      // The last word may not be complete yet.
      prefix: (_, index, terms) => index === terms.length - 1,
      fuzzy: (term) => (term.length > 4 ? 0.2 : false),
      weights: { prefix: 0.5, fuzzy: 0.2 },
      boostDocument: (id) => weightOf(this.#entries[Number(id)]!, name),
    });
    return results.slice(0, count).map((result) => {
      const entry = this.#entries[Number(result.id)]!;
      return { entry, excerpt: excerptOf(entry.text, result) };
    });
  }
}

/** Guides answer questions; options and members are many, and are looked for by their names. */
function weightOf({ kind, name }: SearchEntry, query: string): number {
  const named = name.toLowerCase() === query ? 5 : 1;
  if (kind === documentKind) return 3 * named;
  return memberKinds.includes(kind) ? 0.5 * named : named;
}

/** The first of the sentences that have most of the words that were found. */
function excerptOf(text: string, { match }: SearchResult): string {
  const sentences = text.split(/(?<=[.!?]) /);
  const counts = sentences.map((sentence) => {
    const stems = new Set(tokenize(sentence).map(stemOf));
    return Object.keys(match).filter((stem) => stems.has(stem)).length;
  });
  return sentences[counts.indexOf(Math.max(...counts))] ?? '';
}
