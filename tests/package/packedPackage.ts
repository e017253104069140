import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import description from '../../package.json' with { type: 'json' };
import { build } from '../../tools/build.mjs';
import { npm } from '../../tools/npm.mjs';

/** What package.json offers: `limpet` and `limpet/...`. */
export const entries = Object.keys(description.exports).map((path) => path.replace('.', 'limpet'));

/** The entries that a page may import: all but the one that replaces a page's document. */
export const browserEntries = entries.filter((entry) => entry !== 'limpet/plot/headless');

/** A project that has installed the packed package. */
export interface Consumer {
  readonly folder: string;
  remove(): void;
}

/**
 * Packs the package as `npm publish` would, and unpacks it into a new project beside its declared dependencies, and
 * nothing else: an import of a package that is not declared fails there.
 */
export function installPackedPackage(): Consumer {
  build();
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'limpet-package-')));
  npm(['pack', '--silent', '--ignore-scripts', '--pack-destination', folder]);
  const installed = join(folder, 'node_modules/limpet');
  mkdirSync(installed, { recursive: true });
  const archive = join(folder, `limpet-${description.version}.tgz`);
  execFileSync('tar', ['-xzf', archive, '-C', installed, '--strip-components=1']);
  for (const dependency of Object.keys(description.dependencies)) {
    const link = join(folder, 'node_modules', dependency);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(resolve('node_modules', dependency), link, 'junction');
  }
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
