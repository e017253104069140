/* global files, version */
// Keeps the page for use offline. `offlineFiles.ts` puts `version` and `files` before this text.
const prefix = `limpet ${self.registration.scope} `;
const cacheName = prefix + version;

/** The address of a file of the page that a request is for, if it is for one. */
const fileOf = (request) => {
  const { origin, pathname } = new URL(request.url);
  const address = (origin + pathname).replace(/\/$/, '/index.html');
  return files.some((file) => new URL(file, self.registration.scope).href === address) ? address : undefined;
};

// All files of one version together, past the browser's own cache: a page never gets a mix of two versions. A newer version
// waits until no page of the older one is open.
self.addEventListener('install', (event) => {
  const requests = files.map((file) => new Request(file, { cache: 'reload' }));
  event.waitUntil(caches.open(cacheName).then((cache) => cache.addAll(requests)));
});

self.addEventListener('activate', (event) => {
  const removeOthers = async () => {
    const names = await caches.keys();
    const others = names.filter((name) => name.startsWith(prefix) && name !== cacheName);
    await Promise.all(others.map((name) => caches.delete(name)));
    await self.clients.claim();
  };
  event.waitUntil(removeOthers());
});

self.addEventListener('fetch', (event) => {
  const address = event.request.method === 'GET' ? fileOf(event.request) : undefined;
  if (address === undefined) return;
  const answer = async () => {
    const cache = await caches.open(cacheName);
    return (await cache.match(address)) ?? fetch(event.request);
  };
  event.respondWith(answer());
});
