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

function typeErrors(code: string): string[] {
  const folder = temporaryFolder({ 'snippet.ts': code });
  const { config } = ts.readConfigFile('tsconfig.json', ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, '.');
  const paths = Object.fromEntries([...sources].map(([entry, source]) => [entry, [source]]));
  const program = ts.createProgram([join(folder, 'snippet.ts')], {
    ...options,
    paths,
    noEmit: true,
    noUnusedLocals: false,
    rootDir: '/',
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    typeRoots: [resolve('node_modules/@types')],
  });
  return ts
    .getPreEmitDiagnostics(program)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}

describe('the snippets of the documents', () => {
  it('are found', () => {
    expect(snippets.length).toBeGreaterThan(2);
  });

  it.each(snippets)('run and type-check: $where', async ({ code }) => {
    expect(typeErrors(code)).toEqual([]);
    await run(code);
  });

  it('would be found wrong', async () => {
    expect(typeErrors("import { tensor } from 'limpet';\ntensor('a');\n")).not.toEqual([]);
    await expect(run("import { ones } from 'limpet';\nones([2]).add(ones([3]));\n")).rejects.toThrow(
      /broadcast/,
    );
  });
});
