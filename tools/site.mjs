// @ts-check
// node tools/site.mjs build | serve: sets up, then writes the interactive tutorial to site/dist, or writes and serves it.
import { inRoot } from './root.mjs';
import { setUp } from './setUp.mjs';

setUp({ browserTests: false });
const { build, preview } = await import('vite');
const configFile = inRoot('site/vite.config.ts');
await build({ configFile });
if (process.argv[2] === 'serve') {
  const server = await preview({ configFile });
  server.printUrls();
}
