// @ts-check
import { fileURLToPath } from 'node:url';

/** The folder that holds package.json, with a separator at its end. */
export const root = fileURLToPath(new URL('../', import.meta.url));

/**
 * A file or folder of the project, from its path below the root.
 * @param {string} path
 */
export const inRoot = (path) => fileURLToPath(new URL(path, new URL('../', import.meta.url)));
