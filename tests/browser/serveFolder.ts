import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';

const contentTypes: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
};

interface ServedFolder {
  readonly address: string;
  /** Listens again where it did before it was closed. */
  listen(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Serves a folder on this machine alone.
 * @param onPost gets what pages send.
 */
export async function serveFolder(
  folder: string,
  onPost: (body: string) => void = () => {},
): Promise<ServedFolder> {
  const server = createServer(async (request, response) => {
    if (request.method === 'POST') {
      onPost(await bodyOf(request));
      response.end();
      return;
    }
    const path = normalize(decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname));
    const file = join(folder, path.replace(/\/$/, '/index.html'));
    try {
      const content = await readFile(file);
      response.writeHead(200, { 'content-type': contentTypes[extname(file)] ?? 'application/octet-stream' });
      response.end(content);
    } catch {
      response.writeHead(404).end();
    }
  });
  let port = 0;
  const listen = async (): Promise<void> => {
    if (server.listening) return;
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    port = (server.address() as AddressInfo).port;
  };
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  await listen();
  return { address: `http://127.0.0.1:${port}`, listen, close };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
