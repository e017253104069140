// @ts-check
// node tools/setUp.mjs: installs the dependencies and builds dist/, as far as they are out of date.
import { pathToFileURL } from 'node:url';
import { installBrowser } from './browsers.mjs';
import { build } from './build.mjs';
import { installDependencies } from './dependencies.mjs';
import { installNewestNode } from './newestNode.mjs';

/**
 * Does what the project needs before anything in it can run, and skips each part that is up to date. Ends the process
 * with the reason and its cure when a part fails.
 * @param {{ browserTests: boolean }} options
 */
export function setUp({ browserTests }) {
  try {
    requireNode(20, 19);
    installDependencies();
    if (browserTests) {
      installBrowser('chromium');
      offerFirefox();
      installNewestNode();
    }
    build();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  }
}

/** Where there is no Firefox, as on some systems, its tests are left out. */
function offerFirefox() {
  try {
    installBrowser('firefox');
  } catch (error) {
    console.log(`${error instanceof Error ? error.message : error}\nGoing on without tests in Firefox.`);
  }
}

/**
 * @param {number} major
 * @param {number} minor
 */
function requireNode(major, minor) {
  const [ownMajor = 0, ownMinor = 0] = process.versions.node.split('.').map(Number);
  if (ownMajor > major || (ownMajor === major && ownMinor >= minor)) return;
  throw new Error(
    `Limpet needs Node ${major}.${minor} or newer; this is ${process.version}. Install a newer Node.`,
  );
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) setUp({ browserTests: false });
