import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import * as catalogue from '../../src/ops/index.ts';
import { descendants, parse, place, readSources, type Source } from './sources.ts';

/** Code that serves all operations alike, so that a new one needs no change in it. */
const sharedFolders = ['ir', 'kernel', 'autodiff', 'intervals', 'passes', 'interpreter', 'wasm', 'runtime'];

/** Shared code that writes and reads lane programs, whose small closed vocabulary has words such as `add` too. */
const laneFolders = ['kernel', 'interpreter', 'wasm'];

const folderOf = (source: Source): string => source.path.split('/')[0]!;

/** The words of lane programs, from the types that declare them. */
function laneVocabulary(lane: Source): Set<string> {
  const declarations = lane.tree.statements.filter(
    (statement) => ts.isTypeAliasDeclaration(statement) && statement.name.text.endsWith('LaneOp'),
  );
  const literals = declarations.flatMap((declaration) =>
    [...descendants(declaration)].filter(ts.isStringLiteral),
  );
  return new Set(literals.map(({ text }) => text));
}

/** Texts in the code that equal a name; imports and property names are no texts. */
function mentions(source: Source, names: ReadonlySet<string>): string[] {
  return [...descendants(source.tree)]
    .filter((node) => ts.isStringLiteralLike(node))
    .filter(({ text }) => names.has(text))
    .map((node) => `${place(source, node)} names the operation '${node.text}'`);
}

describe('shared code', () => {
  const names = new Set(Object.values(catalogue).map(({ name }) => name));
  const sources = readSources('src').filter((source) => sharedFolders.includes(folderOf(source)));
  const laneWords = laneVocabulary(sources.find(({ path }) => path === 'kernel/lane.ts')!);

  it('names no operation', () => {
    const otherNames = new Set([...names].filter((name) => !laneWords.has(name)));
    expect(names.size).toBeGreaterThan(0);
    const found = sources.flatMap((source) =>
      mentions(source, laneFolders.includes(folderOf(source)) ? otherNames : names),
    );
    expect(found).toEqual([]);
  });

  it('has a lane vocabulary that is not taken for operations', () => {
    expect(laneWords).toContain('add');
    expect(laneWords).not.toContain('matmul');
  });
});

describe('the check of names', () => {
  it('finds names in any kind of text', () => {
    const text = "if (op.name === 'matmul') {}\nconst kinds = new Set(['exp', `tanh`, 'expected']);";
    const found = mentions(parse('passes/fuse.ts', text), new Set(['matmul', 'exp', 'tanh']));
    expect(found).toEqual([
      "passes/fuse.ts:1 names the operation 'matmul'",
      "passes/fuse.ts:2 names the operation 'exp'",
      "passes/fuse.ts:2 names the operation 'tanh'",
    ]);
  });
});
