// A web server on localhost for tests: folders under prefixes, nothing else.
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';

const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
};

/**
 * Serves `folders` (URL prefix such as `/wasm/` → folder) until `close`. `isolated` sends the headers of cross-origin isolation; `onPost`
 * gets the path and the text of what a page posts.
 */
export async function serve(folders, { isolated = false, onPost } = {}) {
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url, 'http://localhost').pathname);
    if (request.method === 'POST' && onPost) {
      let text = '';
      for await (const part of request.setEncoding('utf8')) text += part;
      response.writeHead(204).end();
      onPost(path, text);
      return;
    }
    const prefix = Object.keys(folders).find((known) => path.startsWith(known));
    const rest = prefix === undefined ? undefined : normalize(path.slice(prefix.length));
    if (rest === undefined || rest.startsWith('..' + sep) || rest === '..') {
      response.writeHead(404).end();
      return;
    }
    const file = join(folders[prefix], rest);
    const found = await stat(file).catch(() => undefined);
    if (!found?.isFile()) {
      response.writeHead(404).end();
      return;
    }
    if (isolated) {
      response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
      response.setHeader('Cross-Origin-Embedder-Policy', 'require-corp');
    }
    response.writeHead(200, {
      'Content-Type': TYPES[extname(file)] ?? 'application/octet-stream',
      'Content-Length': found.size,
      'Cache-Control': 'no-store',
    });
    createReadStream(file).pipe(response);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}
