// Says what a built site holds: its files, its pages, and which of them are looked at in a browser.
// Reads the folder only; changes nothing in it.

import { readFileSync, readdirSync } from "node:fs";
import { join, relative } from "node:path";

// Every file below a folder, by its path with `/`, sorted.
export function filesOf(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile())
    .map((one) => relative(folder, join(one.parentPath ?? one.path, one.name)).replaceAll("\\", "/"))
    .sort();
}

// Every page: { file, path (its address below the site), kind, isPast (it belongs to an edition), isEmbed,
// isElsewhere (it only leads on), html }. The kind is the template that made it, as its body's class says, or the shape of its address.
export function pagesOf(folder) {
  return filesOf(folder).filter((file) => file.endsWith(".html")).map((file) => {
    const html = readFileSync(join(folder, file), "utf8");
    const path = file.replace(/(^|\/)index\.html$/, "$1");
    const named = html.match(/<body[^>]*\bclass="[^"]*\bpage--([\w-]+)/)?.[1];
    const within = path.replace(/^(.*\/)?as-of\/\d[^/]*\//, "");
    return {
      file, path, html,
      kind: named ?? within.split("/").filter(Boolean).map((step, at) => (at ? "*" : step)).join("/"),
      isPast: /(^|\/)as-of\/\d/.test(path),
      isEmbed: /(^|\/)embed\/./.test(path),
      isElsewhere: /<meta[^>]+http-equiv="?refresh/i.test(html),
    };
  });
}

// Which pages a browser looks at: all of the present; of the editions, which the same templates make from other days,
// each home page, for each shows another state, and one page a template. Pages that only lead on to another address are left out: links lead through them.
export function lookedAt(pages) {
  const kinds = new Set();
  return pages.filter((page) => {
    if (page.isElsewhere) return false;
    if (!page.isPast || /as-of\/[^/]*\/$/.test(page.path)) return true;
    if (kinds.has(page.kind)) return false;
    kinds.add(page.kind);
    return true;
  });
}

// One page a template, for looks that take long.
export function oneOfEachKind(pages) {
  const kinds = new Set();
  return pages.filter((page) => !kinds.has(page.kind) && kinds.add(page.kind));
}
