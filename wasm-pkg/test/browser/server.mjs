// A small static server for tests: folders under prefixes, ranges, and cross-origin isolation where it is asked for.
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';

const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
  '.mp4': 'video/mp4',
  '.webm': 'video/webm',
  '.ttf': 'font/ttf',
};

/**
 * @param {Record<string, string>} folders - What is served under which prefix, such as `{ '/media/': '/home/me/media' }`.
 * @param {{ isolated?: boolean }} [options] - `isolated`: COOP and COEP, so that pages get SharedArrayBuffer.
 * @returns {Promise<{ url: string, close(): Promise<void>, requests: string[] }>}
 */
export async function serve(folders, { isolated = false } = {}) {
  const requests = [];
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url, 'http://localhost').pathname);
    requests.push(path);
    if (isolated) {
      response.setHeader('cross-origin-opener-policy', 'same-origin');
      response.setHeader('cross-origin-embedder-policy', 'require-corp');
    }
    if (path === '/') {
      response.setHeader('content-type', TYPES['.html']);
      return response.end('<!doctype html><meta charset="utf-8"><title>test</title><body></body>');
    }
    if (path === '/favicon.ico') return response.writeHead(204).end();
    const prefix = Object.keys(folders).find((name) => path.startsWith(name));
    const file = prefix === undefined ? '' : normalize(join(folders[prefix], path.slice(prefix.length)));
    if (prefix === undefined || !file.startsWith(normalize(folders[prefix])) || !existsSync(file) || !statSync(file).isFile()) {
      return response.writeHead(404).end('not found');
    }
    const size = statSync(file).size;
    response.setHeader('content-type', TYPES[extname(file)] ?? 'application/octet-stream');
    response.setHeader('accept-ranges', 'bytes');
    response.setHeader('cache-control', 'no-cache');
    const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '');
    if (range === null) {
      response.setHeader('content-length', size);
      return createReadStream(file).pipe(response);
    }
    const from = Number(range[1]);
    const to = Math.min(size - 1, range[2] === '' ? size - 1 : Number(range[2]));
    if (from > to) return response.writeHead(416, { 'content-range': `bytes */${size}` }).end();
    response.writeHead(206, { 'content-range': `bytes ${from}-${to}/${size}`, 'content-length': to - from + 1 });
    createReadStream(file, { start: from, end: to }).pipe(response);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://localhost:${server.address().port}`,
    requests,
    close: () => new Promise((resolve) => (server.closeAllConnections(), server.close(resolve))),
  };
}
