// @ts-check
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** @typedef {ReadonlySet<string> | 'unknown'} Anchors of a page; unknown where a module script makes some of them. */

/**
 * What is wrong with the links of the pages in a folder: files and anchors that do not exist, addresses outside of the folder, sources
 * that a browser does not show, and resources that would be loaded from another host. Links to other hosts are the reader's choice and are not followed.
 * @param {string} folder
 * @returns {string[]}
 */
export function brokenLinks(folder) {
  const root = resolve(folder);
  const files = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  /** @type {Map<string, Anchors>} */
  const anchors = new Map(
    files.map((file) => [file, /\.(html|svg)$/.test(file) ? anchorsOf(file) : new Set()]),
  );
  return files
    .filter((file) => file.endsWith('.html'))
    .flatMap((file) =>
      linksOf(file)
        .map((link) => problemOf(file, link, anchors))
        .filter((problem) => problem !== undefined)
        .map((problem) => `${file.slice(root.length + 1)}: ${problem}`),
    );
}

/**
 * @param {string} file
 * @returns {Anchors}
 */
function anchorsOf(file) {
  const text = readFileSync(file, 'utf8');
  if (text.includes('<script type="module"')) return 'unknown';
  return new Set([...text.matchAll(/\sid="([^"]*)"/g)].map(([, id = '']) => id));
}

/**
 * @param {string} file
 * @returns {{ address: string; loads: boolean }[]}
 */
function linksOf(file) {
  const html = readFileSync(file, 'utf8').replace(/<(code|pre)\b[^>]*>[^<]*<\/\1>/g, '');
  return [...html.matchAll(/<(\w+)\b[^>]*?\s(?:href|src)="([^"]*)"/g)].map(([, tag, address = '']) => ({
    address: address.replaceAll('&amp;', '&'),
    loads: tag !== 'a',
  }));
}

/**
 * @param {string} file
 * @param {{ address: string; loads: boolean }} link
 * @param {Map<string, Anchors>} anchors
 */
function problemOf(file, { address, loads }, anchors) {
  const url = new URL(address, pathToFileURL(file));
  if (url.protocol === 'data:') return undefined;
  if (url.protocol !== 'file:') return loads ? `loads ${address}` : undefined;
  const hash = decodeURIComponent(url.hash.slice(1));
  url.hash = '';
  url.search = '';
  const target = fileURLToPath(url.href.endsWith('/') ? `${url.href}index.html` : url);
  const known = anchors.get(target);
  if (known === undefined) return `${address} does not exist`;
  if (/\.(md|ts)$/.test(target)) return `${address} is no page of the site`;
  return hash === '' || known === 'unknown' || known.has(hash) ? undefined : `${address} has no such anchor`;
}
