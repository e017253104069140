import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse, readSources, type Source } from './sources.ts';

const longest = 400;

function tooLong(sources: readonly Source[]): string[] {
  return sources
    .map(({ path, tree }) => ({ path, lines: tree.text.trimEnd().split('\n').length }))
    .filter(({ lines }) => lines > longest)
    .map(({ path, lines }) => `${path} has ${lines} lines`);
}

describe('source files', () => {
  it.each(['src', 'site'].filter((folder) => existsSync(folder)))(
    `have at most ${longest} lines in %s/`,
    (folder) => {
      expect(tooLong(readSources(folder))).toEqual([]);
    },
  );
});

describe('the check of file lengths', () => {
  it('finds the first line too many', () => {
    const file = (lines: number): Source => parse(`nn/a${lines}.ts`, 'x();\n'.repeat(lines));
    expect(tooLong([file(longest), file(longest + 1)])).toEqual(['nn/a401.ts has 401 lines']);
  });
});
