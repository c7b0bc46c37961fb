// Serves a built site as a host would: compressed, with the headers of its `_headers`.
import { createServer } from "node:http";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const TYPES = { html: "text/html; charset=utf-8", js: "text/javascript", json: "application/json", css: "text/css", svg: "image/svg+xml", woff2: "font/woff2" };

/* Gives the address, the bytes of what was asked for so far, by path, and a way to end. */
export async function serve(site) {
  const lines = readFileSync(join(site, "_headers"), "utf8").split("\n").filter((line) => line.startsWith("  "));
  const headers = Object.fromEntries(lines.map((line) => line.trim().split(/: (.*)/s).slice(0, 2)));
  const sent = [];
  const server = createServer((request, answer) => {
    const path = decodeURIComponent(request.url.split("?")[0]).replace(/\/$/, "/index.html");
    try {
      const bytes = gzipSync(readFileSync(join(site, path)), { level: 9 });
      sent.push([path, bytes.length]);
      const type = TYPES[path.split(".").pop()] ?? "application/octet-stream";
      answer.writeHead(200, { ...headers, "content-type": type, "content-encoding": "gzip" }).end(bytes);
    } catch {
      answer.writeHead(404).end();
    }
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  return { address: `http://127.0.0.1:${server.address().port}/`, sent, end: () => server.close() };
}
