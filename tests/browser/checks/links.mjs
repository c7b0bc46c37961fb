// Follows every link of every page, editions included, by what the files themselves hold: the site at `/` and the
// site below a path. A browser parses the pages; nothing is asked for.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileOf } from "../serve.mjs";

export const LINKS = { key: "links", title: "links and fragments, at / and at /some/where/" };
export const NAMES = { key: "names", title: "links to itself by its own name (canonical, previews, data) lead somewhere" };

const HOST = "http://site.test";

// A text without its escapes; one that has no sense stays as it is.
function plain(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

// Runs in a browser: what each of some pages refers to.
function gather(pages) {
  const ONE = ["href", "src", "action", "formaction", "poster", "data", "cite"];
  const IDS = ["for", "list", "form", "headers", "popovertarget", "commandfor", "aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "aria-details", "aria-activedescendant", "aria-flowto"];
  return pages.map(({ path, html }) => {
    const document = new DOMParser().parseFromString(html, "text/html");
    const links = new Set();
    const named = new Set();
    const absolute = new Set();
    for (const at of document.querySelectorAll("*")) {
      for (const name of ONE) if (at.hasAttribute(name)) links.add(at.getAttribute(name));
      if (at.hasAttribute("xlink:href")) links.add(at.getAttribute("xlink:href"));
      for (const name of ["srcset", "imagesrcset"]) {
        if (at.hasAttribute(name)) for (const part of at.getAttribute(name).split(/,\s+/)) links.add(part.trim().split(/\s+/)[0]);
      }
      for (const name of IDS) if (at.hasAttribute(name)) for (const id of at.getAttribute(name).split(/\s+/)) named.add(id);
      if (at.localName === "meta" && /^https?:/.test(at.getAttribute("content") ?? "")) absolute.add(at.getAttribute("content"));
    }
    for (const data of document.querySelectorAll('script[type="application/ld+json"]')) {
      for (const [, url] of data.text.matchAll(/"(https?:[^"\\]+)"/g)) absolute.add(url);
    }
    for (const link of links) if (/^https?:/.test(link)) absolute.add(link);
    return {
      path, links: [...links], named: [...named].filter(Boolean), absolute: [...absolute],
      ids: [...document.querySelectorAll("[id]")].map((at) => at.id),
      names: [...document.querySelectorAll("a[name]")].map((at) => at.getAttribute("name")),
      canonical: document.querySelector("link[rel=canonical]")?.href ?? "",
    };
  });
}

// `pages` as in site.mjs. Gives back the faults of each page, by key: [{ key, page, faults }].
export async function follow(browser, folder, pages) {
  const page = await browser.newPage();
  const seen = [];
  for (let at = 0; at < pages.length; at += 50) {
    seen.push(...await page.evaluate(gather, pages.slice(at, at + 50).map(({ path, html }) => ({ path, html }))));
  }
  await page.close();

  const ids = new Map(seen.map((one) => [one.path, new Set([...one.ids, ...one.names, "top"])]));
  const home = seen.find((one) => one.path === "")?.canonical ?? "";
  const known = new Map();
  const exists = (path) => {
    if (!known.has(path)) known.set(path, fileOf(folder, path) !== null);
    return known.get(path);
  };
  const isThere = (path, fragment, from) => {
    if (!exists(path)) return exists(`${path}/`) ? `${path} lacks its slash` : `nothing is at ${path || "/"}`;
    const targets = ids.get(path.replace(/(^|\/)index\.html$/, "$1"));
    const id = plain(fragment.replace(/^#/, ""));
    if (!id || id.startsWith(":~:") || !targets) return "";
    return targets.has(id) ? "" : `no place #${id} in ${path || "/"}${path === from ? " (this page)" : ""}`;
  };
  const results = [];
  for (const { path, links, named, absolute } of seen) {
    const faults = [];
    for (const base of ["/", "/some/where/"]) {
      // An address without a page may be at any depth, so that page alone is written for one place: the site's own.
      if (path === "404.html" && home && new URL(home).pathname !== base) continue;
      for (const link of links) {
        if (/^(data|mailto|tel|blob):/i.test(link)) continue;
        let url;
        try {
          url = new URL(link, `${HOST}${base}${path}`);
        } catch {
          faults.push({ what: `no address: ${link}` });
          continue;
        }
        if (url.origin !== HOST) continue;
        const whole = plain(url.pathname);
        const what = whole.startsWith(base) ? isThere(whole.slice(base.length), url.hash, path) : "it leads out of the site's folder";
        if (what) faults.push({ what: base === "/" ? what : `below a path: ${what}`, where: link, cure: "a relative link to a page that is built" });
      }
    }
    const own = ids.get(path);
    for (const id of named) if (!own.has(id)) faults.push({ what: `an attribute names #${id}, which is not on the page`, cure: "an id of this page" });
    results.push({ key: "links", page: path, faults });

    if (!home) continue;
    const wrong = [];
    for (const url of absolute.filter((one) => one.startsWith(home))) {
      const { pathname, hash } = new URL(url);
      const what = isThere(plain(pathname.slice(new URL(home).pathname.length)), hash, path);
      if (what) wrong.push({ what, where: url, cure: "what a page is called is where it is" });
    }
    results.push({ key: "names", page: path, faults: wrong });
  }
  for (const file of ["sitemap.xml", "robots.txt", "llms.txt"].filter((one) => home && fileOf(folder, one))) {
    const wrong = [];
    for (const [url] of readFileSync(join(folder, file), "utf8").matchAll(/https?:[^\s<>"')]+/g)) {
      if (!url.startsWith(home)) continue;
      const { pathname, hash } = new URL(url);
      const what = isThere(plain(pathname.slice(new URL(home).pathname.length)), hash, "");
      if (what) wrong.push({ what, where: url });
    }
    results.push({ key: "names", page: file, faults: wrong });
  }
  return results;
}
