// Runs the theme's search.js on an index that the program made, without a browser.
// usage: node ranking.mjs FOLDER (that of a built site)
import { readFileSync, readdirSync, existsSync } from "node:fs";
import { join } from "node:path";
import { Index } from "../../themes/ledger/static/js/search.js";

/* Opens the index of a built site; counts the bytes that are loaded, as they are and compressed. */
export async function open(site, loaded = []) {
  const search = join(site, "search");
  const folder = readdirSync(search, { withFileTypes: true }).find((one) => one.isDirectory() && existsSync(join(search, one.name, "index.bin"))).name;
  return Index.open(async (name) => {
    const bytes = readFileSync(join(search, folder, name));
    loaded.push([name, bytes]);
    return new Uint8Array(bytes);
  });
}

export async function titles(index, query, options, most = 10) {
  const { results } = await index.find(query, options);
  return Promise.all(results.slice(0, most).map(({ item }) => index.item(item)));
}
