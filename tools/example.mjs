// @ts-check
// node tools/example.mjs NAME [ARGUMENTS]: runs examples/NAME/main.ts.
import { pathToFileURL } from 'node:url';
import { installDependencies } from './dependencies.mjs';
import { inRoot } from './root.mjs';

const [name = '', ...args] = process.argv.slice(2);
installDependencies();
const { build } = await import('esbuild');
const outfile = inRoot(`.cache/examples/${name}.mjs`);
await build({
  entryPoints: [inRoot(`examples/${name}/main.ts`)],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  tsconfig: inRoot('tsconfig.check.json'),
  external: ['@observablehq/plot', 'commander', 'linkedom', 'mnist'],
  sourcemap: 'inline',
  logLevel: 'warning',
});
process.argv = [process.execPath, outfile, ...args];
await import(pathToFileURL(outfile).href);
