// Serves a built site on this machine, with what its own `_headers` tells a host to send.

import { createServer } from 'node:http';
import { readFileSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';

const TYPES = {
  '.html': 'text/html; charset=utf-8', '.css': 'text/css; charset=utf-8', '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml', '.png': 'image/png', '.woff2': 'font/woff2', '.json': 'application/json',
};

// The rules of `_headers`: a path that may end in `*`, and what is sent for it.
function rules(text) {
  const found = [];
  for (const line of text.split('\n').filter(Boolean)) {
    if (!line.startsWith(' ')) found.push({ path: line, headers: {} });
    else found.at(-1).headers[line.slice(0, line.indexOf(':')).trim()] = line.slice(line.indexOf(':') + 1).trim();
  }
  return found;
}

// `edit` may change a file on its way: it takes the path and the bytes.
export async function serve(folder, edit = (path, bytes) => bytes) {
  const sent = rules(readFileSync(join(folder, '_headers'), 'utf8'));
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url, 'http://localhost').pathname);
    try {
      let file = join(folder, normalize(path));
      if ((await stat(file)).isDirectory()) file = join(file, 'index.html');
      const fits = ({ path: rule }) => (rule.endsWith('*') ? path.startsWith(rule.slice(0, -1)) : rule === path);
      for (const { headers } of sent.filter(fits)) {
        for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
      }
      response.setHeader('Content-Type', TYPES[extname(file)] ?? 'application/octet-stream');
      response.end(edit(path, await readFile(file)));
    } catch {
      response.statusCode = 404;
      response.end();
    }
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  return { root: `http://127.0.0.1:${server.address().port}/`, stop: () => server.close() };
}
