// @ts-check
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { build } from 'esbuild';
import { Application, IndexEvent, LogLevel } from 'typedoc';
import description from '../package.json' with { type: 'json' };
import { inRoot } from './root.mjs';
import { searchEntries } from './searchEntries.mjs';

/** Stands in TypeDoc's pages for the address of the interactive page, which depends on the folder of each. */
const pageLink = 'https://page.invalid/';

/** Source files of the package's public entries, by the names they are imported by. */
const entries = Object.entries(description.exports).map(([entry, { types }]) => ({
  name: entry.replace('.', description.name),
  file: types.replace('./dist/', 'src/').replace('.d.ts', '.ts'),
}));

/**
 * Writes the reference of all public entries and the guides as one set of pages with one search.
 * @param {string} folder
 */
export async function writeReference(folder) {
  const app = await Application.bootstrap({
    name: 'Limpet',
    entryPoints: entries.map(({ file }) => inRoot(file)),
    tsconfig: inRoot('tsconfig.json'),
    basePath: inRoot('src'),
    projectDocuments: guideFiles(),
    navigation: { includeFolders: false },
    visibilityFilters: {},
    readme: inRoot('site/reference/index.md'),
    customCss: inRoot('site/reference/style.css'),
    favicon: inRoot('site/public/icon.svg'),
    navigationLinks: { 'Interactive tutorial': pageLink },
    disableSources: true,
    disableGit: true,
    hideGenerator: true,
    excludeInternal: true,
    excludePrivate: true,
    excludeExternals: true,
    includeHierarchySummary: false,
    skipErrorChecking: true,
    githubPages: false,
    validation: { invalidLink: true, invalidPath: true, notExported: false, notDocumented: false },
    treatValidationWarningsAsErrors: true,
    highlightLanguages: ['bash', 'javascript', 'python', 'typescript'],
    logLevel: LogLevel.Warn,
  });
  const project = await app.convert();
  if (project === undefined) throw new Error('The reference could not be made: see the errors above.');
  nameModules(project);
  for (const reflection of Object.values(project.reflections)) separateSource(reflection.comment);
  for (const document of project.documents ?? []) document.name = titleOf(document);
  app.validate(project);
  /** @type {{ reflection: import('typedoc').Reflection, url: string }[]} */
  const pages = [];
  // TypeDoc's own index knows no sections of guides, and finds no sentences: it stays empty.
  app.renderer.on(IndexEvent.PREPARE_INDEX, ({ searchResults }) => {
    for (const reflection of searchResults.splice(0))
      pages.push({ reflection, url: app.renderer.router?.getFullUrl(reflection) ?? '' });
  });
  await app.generateDocs(project, folder);
  if (app.logger.hasErrors() || app.logger.hasWarnings()) {
    throw new Error('The reference has the errors listed above.');
  }
  await writeSearch(
    join(folder, 'assets'),
    pages.flatMap((page) => searchEntries(folder, page)),
  );
  withoutInlineStyle(join(folder, 'assets/main.js'));
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (file.endsWith('.html')) secure(folder, join(folder, file));
  }
}

/** @param {import('typedoc').ProjectReflection} project */
function nameModules(project) {
  for (const { name, file } of entries) {
    const path = file.replace(/^src\//, '').replace(/(\/index)?\.ts$/, '');
    const module = project.children?.find((child) => child.name === path);
    if (module === undefined) throw new Error(`The reference lacks ${name}.`);
    module.name = name;
  }
  for (const children of [project.children, ...(project.groups ?? []).map((group) => group.children)]) {
    children?.sort((a, b) => Number(a.name > b.name) - Number(a.name < b.name));
  }
}

/**
 * Puts the source, the last line of a comment, in a paragraph of its own.
 * @param {import('typedoc').Comment | undefined} comment
 */
function separateSource(comment) {
  const texts = [comment?.summary ?? [], ...(comment?.blockTags ?? []).map(({ content }) => content)];
  for (const part of texts.flat()) part.text = part.text.replace(/\sSource: /, '\n\nSource: ');
}

/** The guides, in the order in which the README names them. */
function guideFiles() {
  const readme = readFileSync(inRoot('README.md'), 'utf8');
  const named = [...readme.matchAll(/\((docs\/guides\/[\w-]+\.md)\)/g)].map(([, file = '']) => file);
  const all = readdirSync(inRoot('docs/guides')).map((name) => `docs/guides/${name}`);
  const missing = all.filter((file) => !named.includes(file));
  if (missing.length > 0) throw new Error(`The README does not name the guides ${missing.join(', ')}.`);
  return [...new Set(named)].map(inRoot);
}

/**
 * The first heading of a guide.
 * @param {import('typedoc').DocumentReflection} document
 */
function titleOf(document) {
  const title = document.content[0]?.text.match(/^# (.*)$/m)?.[1];
  if (title === undefined) throw new Error(`The guide ${document.name} does not begin with its title.`);
  return title;
}

/**
 * Puts the search of the site in the place of TypeDoc's index: all pages load the script, which gets the entries when the search is opened.
 * @param {string} assets
 * @param {import('./searchEntries.mjs').SearchEntry[]} entries
 */
async function writeSearch(assets, entries) {
  writeFileSync(join(assets, 'search.json'), JSON.stringify(entries));
  const entryPoints = [inRoot('site/reference/main.ts')];
  await build({
    entryPoints,
    outfile: join(assets, 'search.js'),
    bundle: true,
    minify: true,
    target: 'es2022',
  });
}

/**
 * TypeDoc's script puts rules for its filters, of which there are none here, in an element that the site's policy forbids.
 * @param {string} file
 */
function withoutInlineStyle(file) {
  const script = readFileSync(file, 'utf8');
  const changed = script.replace('createElement("style")', 'createElement("template")');
  if (changed === script) throw new Error(`${file} makes no style element any more: remove this step.`);
  writeFileSync(file, changed);
}

/**
 * Gives a page the policy of the site, with the hashes of TypeDoc's own inline scripts, and the way back to the interactive page; and
 * what the keyboard and screen readers miss in TypeDoc's pages: a main part, wide tables that can be scrolled, no link within a button.
 * @param {string} folder
 * @param {string} file
 */
function secure(folder, file) {
  const html = readFileSync(file, 'utf8');
  const hashes = [...html.matchAll(/<script>(.*?)<\/script>/gs)].map(
    ([, script = '']) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`,
  );
  // TypeDoc keeps its index for the search as data: addresses that it fetches.
  const policy = [
    "default-src 'none'",
    `script-src 'self' ${[...new Set(hashes)].join(' ')}`,
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self' data:",
    "worker-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const depth = relative(folder, file).split(/[\\/]/).length;
  const meta = `<meta http-equiv="Content-Security-Policy" content="${policy}"/>`;
  writeFileSync(
    file,
    html
      .replace(/(<meta charset="utf-?8"\/?>)/i, `$1${meta}`)
      .replaceAll(pageLink, `${'../'.repeat(depth)}index.html`)
      .replace('<div class="col-content">', '<div class="col-content" role="main">')
      .replaceAll('<table>', '<div class="table" role="group" aria-label="Table" tabindex="0"><table>')
      .replaceAll('</table>', '</table></div>')
      .replace(/<summary.*?<\/summary>/gs, (summary) =>
        summary.replace(/<a href="#[^>]*aria-label="Permalink".*?<\/a>/gs, ''),
      ),
  );
}
