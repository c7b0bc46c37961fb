// Keeps what the checks found, and tells it: a line a check, then each fault with its page, its place and its cure.
// The same fault on many pages and in many places is told once, with how many they are. Knows no browser.

// Faults of one check that are told in full.
const MOST_TOLD = 40;

// Places of one fault that are named.
const MOST_PLACES = 5;

export class Findings {
  #checks = new Map();

  // Every check of `checks` ({ key, title }) gets its line, in this order, also if it never looked.
  constructor(checks) {
    for (const { key, title } of checks) this.#checks.set(key, { title, looked: 0, pages: new Set(), faults: new Map() });
  }

  // One look by `key` at a page, and the faults found in it: [{ what, where, cure }], texts; `where` and `cure` may be left out.
  add(key, page, view, faults) {
    const check = this.#checks.get(key);
    if (!check) throw new Error(`no check is called ${key}`);
    check.looked += 1;
    check.pages.add(page);
    for (const { what, where = "", cure = "" } of faults) {
      // Figures differ from page to page; the fault does not.
      const name = what.replace(/\d+(\.\d+)?/g, "0");
      if (!check.faults.has(name)) check.faults.set(name, { what, cure, places: new Set(), seen: [] });
      const fault = check.faults.get(name);
      if (where) fault.places.add(where);
      fault.seen.push({ page, view });
    }
  }

  // Whether `key` found anything on a page, in a view if one is named.
  has(key, page, view = null) {
    const faults = [...this.#checks.get(key).faults.values()];
    return faults.some((fault) => fault.seen.some((one) => one.page === page && (view === null || one.view === view)));
  }

  // All that was found on one page, as lines.
  on(page) {
    return [...this.#checks].flatMap(([key, check]) => [...check.faults.values()]
      .filter((fault) => fault.seen.some((one) => one.page === page))
      .map((fault) => [`${key}: ${fault.what}`, ...fault.places].join(" at ")));
  }

  get faults() {
    return [...this.#checks.values()].reduce((sum, check) => sum + check.faults.size, 0);
  }

  // The whole report, as text.
  tell() {
    const lines = [];
    for (const { title, looked, pages, faults } of this.#checks.values()) {
      const count = `${pages.size} ${pages.size === 1 ? "page" : "pages"}, ${looked} ${looked === 1 ? "look" : "looks"}`;
      lines.push(`${faults.size ? "FAIL" : looked ? "ok  " : "none"}  ${title}: ${faults.size ? `${faults.size} faults; ` : ""}${count}`);
    }
    for (const { title, faults } of this.#checks.values()) {
      if (faults.size === 0) continue;
      lines.push("", `== ${title}`);
      for (const { what, places, cure, seen } of [...faults.values()].slice(0, MOST_TOLD)) {
        const pages = new Set(seen.map((one) => one.page));
        const views = [...new Set(seen.map((one) => one.view).filter(Boolean))];
        lines.push(`${seen[0].page}${pages.size > 1 ? ` and ${pages.size - 1} more` : ""}${views.length ? ` (${views.slice(0, 3).join("; ")}${views.length > 3 ? " ..." : ""})` : ""}`);
        lines.push(`  what:  ${what}`);
        for (const place of [...places].slice(0, MOST_PLACES)) lines.push(`  where: ${place}`);
        if (places.size > MOST_PLACES) lines.push(`         and ${places.size - MOST_PLACES} more places`);
        if (cure) lines.push(`  cure:  ${cure}`);
      }
      if (faults.size > MOST_TOLD) lines.push(`and ${faults.size - MOST_TOLD} more faults of this kind`);
    }
    return lines.join("\n");
  }
}
