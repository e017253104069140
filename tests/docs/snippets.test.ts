import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import description from '../../package.json' with { type: 'json' };
import { temporaryFolder } from '../temporaryFolder.ts';

interface Snippet {
  readonly where: string;
  readonly code: string;
}

/** The TypeScript blocks of a Markdown text, named by file and line. */
function snippetsOf(file: string, text: string): Snippet[] {
  return [...text.matchAll(/^```ts\n(.*?)^```$/gms)].map((match) => ({
    where: `${file}:${text.slice(0, match.index).split('\n').length}`,
    code: match[1] ?? '',
  }));
}

const documents = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync('docs', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
];

const snippets = documents.flatMap((file) => snippetsOf(file, readFileSync(file, 'utf8')));

/** The source file behind every public entry, `limpet/nn` and so on. */
const sources = new Map(
  Object.entries(description.exports).map(([entry, { types }]) => [
    entry.replace('.', description.name),
    resolve(types.replace('./dist/', 'src/').replace('.d.ts', '.ts')),
  ]),
);

const fromSource: Plugin = {
  name: 'limpet from its source',
  setup(bundler) {
    bundler.onResolve({ filter: /^limpet(\/|$)/ }, ({ path }) => ({
      path: sources.get(path) ?? `no entry ${path}`,
    }));
  },
};

async function run(code: string): Promise<void> {
  const outfile = join(temporaryFolder(), 'snippet.mjs');
  const stdin = { contents: code, loader: 'ts', resolveDir: process.cwd() } as const;
  await build({
    stdin,
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile,
    plugins: [fromSource],
    logLevel: 'silent',
  });
  await import(pathToFileURL(outfile).href);
}

/** The type errors of each snippet; one compilation for all, as the library's types are the larger part of it. */
function typeErrors(codes: readonly string[]): string[][] {
  const names = codes.map((_, index) => `snippet${index}.ts`);
  const folder = temporaryFolder(Object.fromEntries(names.map((name, index) => [name, codes[index] ?? ''])));
  const { config } = ts.readConfigFile('tsconfig.json', ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, '.');
  const paths = Object.fromEntries([...sources].map(([entry, source]) => [entry, [source]]));
  const files = names.map((name) => join(folder, name));
  const program = ts.createProgram(files, {
    ...options,
    paths,
    noEmit: true,
    noUnusedLocals: false,
    rootDir: '/',
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    moduleDetection: ts.ModuleDetectionKind.Force,
    typeRoots: [resolve('node_modules/@types')],
  });
  return files.map((file) =>
    ts
      .getPreEmitDiagnostics(program, program.getSourceFile(file))
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n')),
  );
}

describe('the snippets of the documents', () => {
  it('are found', () => {
    expect(snippets.length).toBeGreaterThan(20);
  });

  it('of methods, attacks, measurements and hardware fit a screen', () => {
    const short = /(training-methods|attacks|certified-accuracy|measuring-robustness|hardware-models)\.md/;
    const shown = snippets.filter(({ where }) => short.test(where));
    expect(shown.length).toBeGreaterThan(20);
    expect(shown.filter(({ code }) => code.trimEnd().split('\n').length > 30)).toEqual([]);
  });

  it('type-check', () => {
    const errors = typeErrors(snippets.map(({ code }) => code));
    expect(snippets.map(({ where }, index) => [where, errors[index]])).toEqual(
      snippets.map(({ where }) => [where, []]),
    );
  });

  it.each(snippets)('run: $where', ({ code }) => run(code));

  it('would be found wrong', async () => {
    const wrong = "import { tensor } from 'limpet';\ntensor('a');\n";
    const [ofWrong, ofRight] = typeErrors([wrong, 'export {};']);
    expect(ofWrong).not.toEqual([]);
    expect(ofRight).toEqual([]);
    await expect(run("import { ones } from 'limpet';\nones([2]).add(ones([3]));\n")).rejects.toThrow(
      /broadcast/,
    );
  });
});
