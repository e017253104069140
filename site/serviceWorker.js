/* global site */
// Keeps the site for use offline: the page when this worker is installed; the guides and the reference when a page asks for
// them, from one archive, all or none. `tools/serviceWorker.mjs` puts `site` before this text.
//
// What is kept belongs to one version and is checked against its hashes, so nobody gets a mix of two. A newer version waits until no page
// of the older one is open, and then brings the guides and the reference along if the older one had them.
const { scope } = self.registration;
const prefix = `limpet ${scope} `;
const pageCache = prefix + site.version;
const docsCache = `${pageCache} docs`;
/** Is in the cache of the guides and the reference when all of them are. */
const completeMark = new URL('docs/complete', scope);

const contentTypes = {
  css: 'text/css',
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  json: 'application/json',
  svg: 'image/svg+xml',
};

async function load({ file, integrity }) {
  const answer = await fetch(new URL(file, scope), { integrity, cache: 'no-cache' });
  if (!answer.ok) throw new Error(`${file} was answered with ${answer.status}.`);
  return answer;
}

/** Fills a cache completely or, where that fails, takes it away. */
async function fill(name, put) {
  try {
    await put(await caches.open(name));
  } catch (error) {
    await caches.delete(name);
    throw error;
  }
}

const keepPage = () =>
  fill(pageCache, async (cache) => {
    const answers = await Promise.all(site.page.map(load));
    // A new answer each, as a browser refuses for a page what came by way of a redirection.
    const put = async ({ file }, index) => {
      const { headers } = answers[index];
      const body = await answers[index].blob();
      await cache.put(
        new URL(file, scope),
        new Response(body, { headers: { 'content-type': headers.get('content-type') } }),
      );
    };
    await Promise.all(site.page.map(put));
  });

const unpackDocs = () =>
  fill(docsCache, async (cache) => {
    if (await cache.match(completeMark)) return;
    const packed = await load(site.archive);
    const files = await new Response(packed.body.pipeThrough(new DecompressionStream('gzip'))).json();
    for (const [file, text] of Object.entries(files)) {
      const headers = { 'content-type': contentTypes[file.split('.').pop()] };
      await cache.put(new URL(file, scope), new Response(text, { headers }));
    }
    await cache.put(completeMark, new Response());
  });

let keeping;
/** One at a time, however many pages ask. */
function keepDocs() {
  keeping ??= unpackDocs().finally(() => {
    keeping = undefined;
  });
  return keeping;
}

const cachesOfOthers = async () =>
  (await caches.keys()).filter((name) => name.startsWith(prefix) && name !== pageCache && name !== docsCache);

async function othersHaveDocs() {
  for (const name of await cachesOfOthers())
    if (await caches.match(completeMark, { cacheName: name })) return true;
  return false;
}

self.addEventListener('install', (event) => {
  const install = async () => {
    await keepPage();
    // Where there is no room for both versions, the newer page is worth more than the older guides.
    if (await othersHaveDocs()) await keepDocs().catch(unlessFull);
  };
  event.waitUntil(install());
});

function unlessFull(error) {
  if (error.name !== 'QuotaExceededError') throw error;
}

self.addEventListener('activate', (event) => {
  const removeOthers = async () => {
    await Promise.all((await cachesOfOthers()).map((name) => caches.delete(name)));
    await self.clients.claim();
  };
  event.waitUntil(removeOthers());
});

self.addEventListener('message', (event) => {
  if (event.data !== 'keep guides and reference') return;
  const [port] = event.ports;
  const answer = keepDocs().then(
    () => port.postMessage('kept'),
    (error) => port.postMessage(error.name === 'QuotaExceededError' ? 'no room' : 'not loaded'),
  );
  event.waitUntil(answer);
});

/** The path of a request within the site, without its query; undefined if it is for nothing of the site that is kept. */
function pathOf({ method, url }) {
  const { origin, pathname } = new URL(url);
  if (method !== 'GET' || !(origin + pathname).startsWith(scope)) return undefined;
  const path = (origin + pathname).slice(scope.length).replace(/(^|\/)$/, '$1index.html');
  const isPage = site.page.some(({ file }) => namesOf(path).includes(file));
  return isPage || path === 'docs' || path.startsWith('docs/') ? path : undefined;
}

/** Some hosts leave out the ending of pages. */
function namesOf(path) {
  return [path, `${path}.html`];
}

async function match(cacheName, path) {
  for (const name of namesOf(path)) {
    const found = await caches.match(new URL(name, scope), { cacheName });
    if (found) return found;
  }
  return undefined;
}

/** Until all guides and the reference are kept: from the network, and without one what was visited, as it was then. */
async function visit(event, path) {
  try {
    const answer = await fetch(event.request);
    if (answer.ok) event.waitUntil(keepVisited(path, answer.clone()));
    return answer;
  } catch (error) {
    const visited = await match(docsCache, path);
    if (visited) return visited;
    if (event.request.mode === 'navigate') return notKept();
    throw error;
  }
}

async function keepVisited(path, answer) {
  const cache = await caches.open(docsCache);
  await cache.put(new URL(path, scope), answer).catch(() => undefined);
}

function notKept() {
  const text = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="color-scheme" content="light dark">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>Not kept for use without a network</title>
<h1>This page has not been kept</h1><p>There is no network, and this page of the guides and the reference is not kept in this browser.
<a href="${scope}index.html">The interactive page</a> works without a network.</p></html>`;
  return new Response(text, { status: 503, headers: { 'content-type': contentTypes.html } });
}

self.addEventListener('fetch', (event) => {
  const path = pathOf(event.request);
  if (path === undefined) return;
  const answer = async () => {
    if (path === 'docs') return Response.redirect(new URL('docs/', scope));
    if (!path.startsWith('docs/')) return (await match(pageCache, path)) ?? fetch(event.request);
    const complete = await caches.match(completeMark, { cacheName: docsCache });
    return (complete && (await match(docsCache, path))) ?? visit(event, path);
  };
  event.respondWith(answer());
});
