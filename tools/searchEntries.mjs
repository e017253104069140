// @ts-check
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseHTML } from 'linkedom';
import { ReflectionKind } from 'typedoc';

/**
 * What the search of the guides and the reference finds: a section of a guide, or a name of the reference.
 * @typedef {object} SearchEntry
 * @property {string} name the section's heading, or the name
 * @property {string | undefined} [parent] the guide's title, or the name that it belongs to
 * @property {string} url
 * @property {string} text what the section says, or the name's documentation
 * @property {string} [listings] the section's programs and tables
 * @property {number} kind TypeDoc's number for what it is, which names its icon
 */

/**
 * What is found of a guide or of a name of the reference.
 * @param {string} folder of the pages
 * @param {{ reflection: import('typedoc').Reflection, url: string }} page
 * @returns {SearchEntry[]}
 */
export function searchEntries(folder, { reflection, url }) {
  if (reflection.isDocument()) return sectionsOf(folder, url);
  // A name that is exported from several modules is found where it is documented.
  if (!reflection.isDeclaration() || reflection.isReference()) return [];
  const { name, kind, parent } = reflection;
  const owner = parent?.isProject() ? undefined : parent?.getFullName();
  return [{ name, parent: owner, url, text: commentOf(reflection), kind }];
}

/**
 * The sections of a guide's page; what comes before the first one belongs to its title.
 * @param {string} folder
 * @param {string} url
 */
function sectionsOf(folder, url) {
  const { document } = parseHTML(readFileSync(join(folder, url), 'utf8'));
  /** @type {SearchEntry[]} */
  const entries = [];
  for (const node of document.querySelector('.tsd-panel.tsd-typography')?.children ?? []) {
    const last = entries.at(-1);
    if (/^H[1-3]$/.test(node.tagName)) {
      const place = last === undefined ? url : `${url}#${node.id}`;
      const kind = ReflectionKind.Document;
      entries.push({
        name: textOf(node),
        parent: entries[0]?.name,
        url: place,
        text: '',
        listings: '',
        kind,
      });
    } else if (last !== undefined) {
      const field = /^(PRE|TABLE)$/.test(node.tagName) ? 'listings' : 'text';
      last[field] = `${last[field]} ${textOf(node)}`.trim();
    }
  }
  if (entries.length === 0) throw new Error(`The guide ${url} has no title.`);
  return entries;
}

/** @param {Element} node */
function textOf(node) {
  for (const button of node.querySelectorAll('button')) button.remove();
  for (const end of node.querySelectorAll('br, td, th')) end.append(' ');
  return (node.textContent ?? '').replace(/\s+/g, ' ').trim();
}

/**
 * The comment of a name and of what can be called by it.
 * @param {import('typedoc').DeclarationReflection} reflection
 */
function commentOf({ comment, signatures, getSignature }) {
  const comments = [
    comment,
    ...(signatures ?? []).map((signature) => signature.comment),
    getSignature?.comment,
  ];
  const parts = comments.flatMap((one) => one?.summary ?? []);
  return parts
    .map(({ text }) => text)
    .join(' ')
    .replace(/\s+/g, ' ')
    .trim();
}
