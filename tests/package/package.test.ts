import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build as bundle } from 'esbuild';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import description from '../../package.json' with { type: 'json' };
import { browserEntries, type Consumer, entries, installPackedPackage } from './packedPackage.ts';

let consumer: Consumer;

beforeAll(() => {
  consumer = installPackedPackage();
});

afterAll(() => consumer?.remove());

function runNode(args: readonly string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, args, { cwd: consumer.folder, encoding: 'utf8' });
}

/** Bundles code as for a page. What a browser does not have, such as `node:fs`, cannot be resolved. */
async function bundleForBrowser(
  code: string,
): Promise<{ unresolved: string[]; bytes: number; zippedBytes: number }> {
  const result = await bundle({
    stdin: { contents: code, resolveDir: consumer.folder },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    write: false,
    metafile: true,
    logLevel: 'silent',
  }).catch((failure: { errors: { text: string }[] }) => failure);
  if ('errors' in result && result.errors.length > 0) {
    return { unresolved: result.errors.map(({ text }) => text), bytes: 0, zippedBytes: 0 };
  }
  if (!('outputFiles' in result)) throw result;
  // esbuild lists its own helpers as an import of this name.
  const helpers = '<runtime>';
  const external = Object.values(result.metafile.inputs).flatMap(({ imports }) =>
    imports.filter((one) => one.external && one.path !== helpers),
  );
  const content = result.outputFiles[0]!.contents;
  return {
    unresolved: external.map(({ path }) => path),
    bytes: content.length,
    zippedBytes: gzipSync(content).length,
  };
}

/** Type errors of a file and of Limpet's declarations, which a project with `skipLibCheck` off sees. */
function typeErrors(file: string): string[] {
  const program = ts.createProgram([file], {
    strict: true,
    noEmit: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    types: [],
  });
  return ts
    .getPreEmitDiagnostics(program)
    .filter((problem) => !/node_modules\/(?!limpet\/)/.test(problem.file?.fileName ?? ''))
    .map(
      (problem) => `${problem.file?.fileName}: ${ts.flattenDiagnosticMessageText(problem.messageText, '\n')}`,
    );
}

describe.each(entries)('%s, from the packed package', (entry) => {
  it('can be imported in Node', () => {
    const code = `import * as all from '${entry}'; console.log(Object.keys(all).length);`;
    const { stdout, stderr } = runNode(['--input-type=module', '--eval', code]);
    expect(stderr).toBe('');
    expect(Number(stdout)).toBeGreaterThan(0);
  });
});

describe.each(browserEntries)('%s, from the packed package', (entry) => {
  it('can be bundled for browsers, without anything of Node', async () => {
    const { unresolved, bytes, zippedBytes } = await bundleForBrowser(`export * from '${entry}';`);
    expect(unresolved).toEqual([]);
    expect(bytes).toBeGreaterThan(0);
    process.stdout.write(
      `${entry}: ${Math.round(bytes / 1000)} kB, ${Math.round(zippedBytes / 1000)} kB zipped\n`,
    );
  });
});

describe('the types of the packed package', () => {
  it('compile in a strict project without Node', () => {
    const file = join(consumer.folder, 'consumer.ts');
    const imports = entries.map(
      (entry, index) => `import * as entry${index} from '${entry}';\nvoid entry${index};\n`,
    );
    writeFileSync(file, imports.join(''));
    expect(typeErrors(file)).toEqual([]);
  });
});

describe('the check of bundles', () => {
  it('finds what a browser does not have', async () => {
    const { unresolved } = await bundleForBrowser(
      "import { readFileSync } from 'node:fs'; readFileSync('a');",
    );
    expect(unresolved).toEqual([expect.stringContaining('node:fs')]);
  });
});

describe('the command of the packed package', () => {
  it('starts by itself and explains itself', () => {
    const command = join(consumer.folder, 'node_modules/limpet', description.bin.limpet);
    expect(readFileSync(command, 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
    const { status, stdout, stderr } = runNode([command, '--help']);
    expect(stderr).toBe('');
    expect(stdout).toContain('tutorial');
    expect(status).toBe(0);
  });
});
