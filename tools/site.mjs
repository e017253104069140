// @ts-check
// node tools/site.mjs build | serve: sets up, then writes the interactive tutorial, the guides and the reference to site/dist, or writes and serves it.
import { brokenLinks } from './brokenLinks.mjs';
import { inRoot } from './root.mjs';
import { setUp } from './setUp.mjs';

setUp({ browserTests: false });
const { preview } = await import('vite');
const { buildSite } = await import('./buildSite.mjs');
const folder = inRoot('site/dist');
console.log('Writing the page, the guides and the reference ...');
await buildSite({ folder, reference: true });
const broken = brokenLinks(folder);
if (broken.length > 0) {
  console.error(`Links of the site that lead nowhere:\n${broken.join('\n')}`);
  process.exit(1);
}
console.log('The site is in site/dist: any static host can serve it, under any path.');
if (process.argv[2] === 'serve') {
  const server = await preview({ configFile: inRoot('site/vite.config.ts') });
  server.printUrls();
}
