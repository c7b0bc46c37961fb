// Serves folders on this machine as a static host does, at `/` or below a path: `_headers` is
// obeyed, folders get their slash, an address without a file gets `404.html`. Never answers with
// anything outside the folder, and never asks anybody.

import { createServer } from "node:http";
import { readFileSync, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { extname, join, normalize } from "node:path";
import { brotliCompressSync } from "node:zlib";

const TYPES = {
  ".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8", ".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg",
  ".webp": "image/webp", ".avif": "image/avif", ".woff2": "font/woff2", ".json": "application/json",
  ".xml": "application/xml", ".ics": "text/calendar; charset=utf-8", ".txt": "text/plain; charset=utf-8",
  ".md": "text/markdown; charset=utf-8", ".wasm": "application/wasm", ".bib": "text/plain; charset=utf-8",
};

// The file of a folder that an address means, or null. `path` has no slash in front.
export function fileOf(folder, path) {
  try {
    const file = join(folder, normalize(`/${path}`));
    if (!statSync(file).isDirectory()) return path.endsWith("/") ? null : file;
    const index = join(file, "index.html");
    return path === "" || path.endsWith("/") ? (statSync(index), index) : null;
  } catch {
    return null;
  }
}

// What `_headers` says, in its order: [{ pattern (a regular expression), set: [[name, value]], unset: [name] }].
// The form is that of Netlify and Cloudflare Pages: `*` stands for anything, `:name` for one step of a path,
// `! Name` takes a header away again (Cloudflare).
export function readHeaders(folder) {
  let text = "";
  try {
    text = readFileSync(join(folder, "_headers"), "utf8");
  } catch {
    return [];
  }
  const rules = [];
  for (const line of text.split("\n")) {
    if (!line.trim() || line.trim().startsWith("#")) continue;
    if (/^\S/.test(line)) {
      const pattern = line.trim().split(/(\*|:[A-Za-z]\w*)/).map((part) =>
        part === "*" ? ".*" : part.startsWith(":") ? "[^/]+" : part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("");
      rules.push({ pattern: new RegExp(`^${pattern}$`), set: [], unset: [] });
    } else if (line.trim().startsWith("!")) {
      rules.at(-1)?.unset.push(line.trim().slice(1).trim().toLowerCase());
    } else {
      const at = line.indexOf(":");
      rules.at(-1)?.set.push([line.slice(0, at).trim().toLowerCase(), line.slice(at + 1).trim()]);
    }
  }
  return rules;
}

// The headers of one address: a name that several rules set gets all their values, as on these hosts.
export function headersFor(rules, path) {
  const headers = new Map();
  for (const rule of rules.filter((one) => one.pattern.test(path))) {
    for (const name of rule.unset) headers.delete(name);
    for (const [name, value] of rule.set) headers.set(name, headers.has(name) ? `${headers.get(name)}, ${value}` : value);
  }
  return Object.fromEntries(headers);
}

// Serves `folder` (null: no files) at `base`, which begins and ends with a slash. `more`: bodies by path, beside the files.
// `packs`: texts are sent by brotli, and may be kept by the browser, as hosts do.
// Gives back where the site stands, and how to stop.
export async function serve(folder, base = "/", more = {}, { packs = false } = {}) {
  const rules = readHeaders(folder);
  const server = createServer(async (request, response) => {
    const url = new URL(request.url, "http://localhost");
    const send = (status, path, type, body) => {
      const isPacked = packs && /^(text|application|image\/svg)/.test(type);
      response.writeHead(status, {
        "cache-control": packs ? "max-age=0" : "no-store", ...headersFor(rules, `/${path}`), "content-type": type,
        ...(isPacked ? { "content-encoding": "br" } : {}),
      });
      response.end(isPacked ? brotliCompressSync(body) : body);
    };
    try {
      const whole = decodeURIComponent(url.pathname);
      if (!whole.startsWith(base)) return send(404, "", "text/plain", "not below the site");
      const path = whole.slice(base.length);
      if (Object.hasOwn(more, path)) return send(200, path, TYPES[extname(path)] ?? TYPES[".html"], more[path]);
      const file = fileOf(folder, path);
      if (file) return send(200, path, TYPES[extname(file)] ?? "application/octet-stream", await readFile(file));
      if (fileOf(folder, `${path}/`)) {
        response.writeHead(301, { location: `${url.pathname}/` });
        return response.end();
      }
      const missing = fileOf(folder, "404.html");
      return send(404, path, missing ? TYPES[".html"] : "text/plain", missing ? await readFile(missing) : "not there");
    } catch {
      return send(404, "", "text/plain", "not there");
    }
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  const origin = `http://127.0.0.1:${server.address().port}`;
  return { folder, base, origin, more, root: origin + base, stop: () => { server.close(); server.closeAllConnections(); } };
}
