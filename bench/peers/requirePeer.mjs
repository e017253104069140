/** Loads the JavaScript peers, which the set-up installs in a folder of their own. */
import { createRequire } from 'node:module';

const require = createRequire(new URL('../../.cache/bench-peers/package.json', import.meta.url));

/** The exports of an installed peer. */
export const requirePeer = (name) => require(name);

/** Path of a file in an installed peer. */
export const peerFile = (path) => require.resolve(path);

/** The version of a peer that is installed. */
export const installedVersion = (name) => require(`./node_modules/${name}/package.json`).version;
