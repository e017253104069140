import { describe, expect, it } from 'vitest';
import { type Import, importsOf } from './imports.ts';
import { parse, readSources } from './sources.ts';

/** What stands directly in src/, lowest first: each imports values only from those before it. */
const layers = [
  'errors.ts',
  'elementary',
  'tree',
  'ir',
  'kernel',
  'ops',
  'autodiff',
  'batching',
  'intervals',
  'interpreter',
  'passes',
  'trace',
  'wasm',
  'runtime',
  'files',
  'random',
  'nn',
  'losses',
  'optimizers',
  'hardware',
  'attacks',
  'data',
  'train',
  'evaluate',
  'plot',
  'engine',
  'index.ts',
  'cli',
];

const layerOf = (path: string): number => layers.indexOf(path.split('/')[0]!);

const isOwnFile = (path: string): boolean => path.endsWith('.ts');

function upwardImports(imports: readonly Import[]): string[] {
  return imports
    .filter(({ from, to, value }) => value && isOwnFile(to) && layerOf(to) > layerOf(from))
    .map((upward) => `${upward.place} imports a value from ${upward.to}, which is in a later layer`);
}

/** The cycles of value imports that a depth-first walk closes, each as a path that ends where it starts. */
function importCycles(imports: readonly Import[]): string[] {
  const cycles: string[] = [];
  const done = new Set<string>();
  const walk = (file: string, path: readonly string[]): void => {
    if (path.includes(file)) cycles.push([...path.slice(path.indexOf(file)), file].join(' > '));
    if (path.includes(file) || done.has(file)) return;
    for (const { to } of valueImports.filter(({ from }) => from === file)) walk(to, [...path, file]);
    done.add(file);
  };
  const valueImports = imports.filter(({ value }) => value);
  for (const { from } of valueImports) walk(from, []);
  return cycles;
}

const misplaced = (paths: readonly string[]): string[] =>
  paths.filter((path) => layerOf(path) === -1 || /(^|\/)utils?(\/|\.ts$)/.test(path));

const imports = (files: Readonly<Record<string, string>>): Import[] =>
  Object.entries(files).flatMap(([path, text]) => importsOf(parse(path, text)));

describe('the layers of src/', () => {
  const sources = readSources('src');
  const all = sources.flatMap(importsOf);

  it('are all known, and none is called utils', () => {
    expect(misplaced(sources.map(({ path }) => path))).toEqual([]);
    const bad = ['misc/a.ts', 'nn/utils/a.ts', 'nn/utils.ts'];
    expect(misplaced([...bad, 'nn/linear.ts', 'errors.ts'])).toEqual(bad);
  });

  it('import values only from layers below', () => {
    expect(upwardImports(all)).toEqual([]);
  });

  it('have no cycle of value imports', () => {
    expect(importCycles(all)).toEqual([]);
  });
});

describe('the check of the layers', () => {
  it('finds every kind of upward import of a value', () => {
    const found = upwardImports(
      imports({
        'tree/a.ts': "import { x } from '../nn/x.ts';\nimport '../nn/x.ts';",
        'tree/b.ts': "export * from '../nn/x.ts';\nconst later = import('../nn/x.ts');",
        'tree/c.ts': "import { type X } from '../nn/x.ts';",
      }),
    );
    expect(found.map((line) => line.split(' ')[0])).toEqual([
      'tree/a.ts:1',
      'tree/a.ts:2',
      'tree/b.ts:1',
      'tree/b.ts:2',
      'tree/c.ts:1',
    ]);
  });

  it('accepts types from anywhere and values from below', () => {
    const files = {
      'tree/a.ts': "import type { X } from '../nn/x.ts';\nexport type { X } from '../nn/x.ts';",
      'nn/x.ts': "import { a } from '../tree/a.ts';\nimport { y } from './y.ts';\nimport { z } from 'zod';",
    };
    expect(upwardImports(imports(files))).toEqual([]);
    expect(importCycles(imports(files))).toEqual([]);
  });

  it('finds cycles of values', () => {
    const files = {
      'nn/a.ts': "import { b } from './b.ts';",
      'nn/b.ts': "import { c } from './c.ts';",
      'nn/c.ts': "import { b } from './b.ts';",
    };
    expect(importCycles(imports(files))).toEqual(['nn/b.ts > nn/c.ts > nn/b.ts']);
  });
});
