import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { inRoot } from '../../tools/root.mjs';
import { temporaryFolder } from '../temporaryFolder.ts';

/** A compiler that says when it begins, and writes two files, each when it may. */
const compiler = `
const { existsSync, mkdirSync, writeFileSync } = require('node:fs');
const folder = process.argv[process.argv.indexOf('--outDir') + 1];
const { NAME } = process.env;
const wait = (gate) => { while (!existsSync(gate)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10); };
writeFileSync('begun-' + NAME, '');
wait('first-' + NAME);
mkdirSync(folder, { recursive: true });
writeFileSync(folder + '/first.js', '');
writeFileSync('half-' + NAME, '');
wait('second-' + NAME);
writeFileSync(folder + '/second.js', '');
`;

/** A project with one source file, the project's own build and that compiler. */
function project(): string {
  const folder = temporaryFolder({ 'tsconfig.json': '{}', 'package-lock.json': '{}' });
  const put = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  put('src/index.ts', '');
  put('node_modules/typescript/bin/tsc', compiler);
  put('run.mjs', "import { build } from './tools/build.mjs';\nbuild();\n");
  for (const name of ['build.mjs', 'root.mjs'])
    cpSync(inRoot(`tools/${name}`), join(folder, 'tools', name), { recursive: true });
  return folder;
}

const ended = async (child: ChildProcess): Promise<unknown> => (await once(child, 'close'))[0];

it('builds at the same time leave a whole dist/ to each other', async () => {
  const folder = project();
  const start = (name: string): ChildProcess =>
    spawn(process.execPath, ['run.mjs'], { cwd: folder, env: { ...process.env, NAME: name } });
  const open = (gate: string): void => writeFileSync(join(folder, gate), '');
  const reached = (mark: string): Promise<void> =>
    vi.waitFor(() => expect(existsSync(join(folder, mark))).toBe(true), 30_000);
  const built = (): string[] => readdirSync(join(folder, 'dist')).filter((name) => name.endsWith('.js'));

  const one = start('one');
  open('first-one');
  await reached('half-one');
  const other = start('other');
  await reached('begun-other');
  open('second-one');
  expect(await ended(one)).toBe(0);
  expect(built()).toEqual(['first.js', 'second.js']);
  open('first-other');
  await reached('half-other');
  expect(built()).toEqual(['first.js', 'second.js']);
  open('second-other');
  expect(await ended(other)).toBe(0);
  expect(built()).toEqual(['first.js', 'second.js']);
  expect(readdirSync(folder).filter((name) => name.startsWith('.dist'))).toEqual([]);
});
