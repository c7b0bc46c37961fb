// Measures nDCG@10 of our search and of Pagefind on judged queries. Called by `relevance`.
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { open, titles } from "./ranking.mjs";

const [site, tools] = process.argv.slice(2);
const judged = JSON.parse(readFileSync(fileURLToPath(new URL("judged.json", import.meta.url)), "utf8"));

/* Discounted gain of the first ten pages (Järvelin and Kekäläinen, 2002), as a share of the best order's. */
function ndcg(pages, grades) {
  const gain = (list) => list.slice(0, 10).reduce((sum, grade, at) => sum + (2 ** grade - 1) / Math.log2(at + 2), 0);
  return gain(pages.map((page) => grades[page] ?? 0)) / gain(Object.values(grades).sort((a, b) => b - a));
}

/* Several records of one page count as that page, where the first of them stands. */
const pagesOf = (urls) => [...new Set(urls.map((url) => url.replace(/#.*/, "").replace(/^\//, "")))];

async function pagefind(queries) {
  const types = { html: "text/html", js: "text/javascript", json: "application/json" };
  const server = createServer((request, answer) => {
    const path = request.url.split("?")[0].replace(/\/$/, "/index.html");
    try {
      const bytes = readFileSync(join(tools, "pages", decodeURIComponent(path)));
      answer.writeHead(200, { "content-type": types[path.split(".").pop()] ?? "application/octet-stream" }).end(bytes);
    } catch {
      answer.writeHead(404).end();
    }
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { chromium } = createRequire(join(tools, "node_modules", "x"))("playwright-core");
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${server.address().port}/about/`);
  const found = await page.evaluate(async (queries) => {
    const pagefind = await import("/pagefind/pagefind.js");
    const found = {};
    for (const query of queries) {
      const { results } = await pagefind.search(query);
      found[query] = await Promise.all(results.slice(0, 10).map(async (one) => (await one.data()).url));
    }
    return found;
  }, queries);
  await browser.close();
  server.close();
  return found;
}

const queries = Object.keys(judged);
const theirs = await pagefind(queries);
const index = await open(site);
const sums = { ours: 0, theirs: 0 };
for (const query of queries) {
  const urls = (await titles(index, query, {}, 60)).map(({ url }) => url);
  const ours = pagesOf(urls).slice(0, 10);
  const one = ndcg(ours, judged[query]);
  const other = ndcg(pagesOf(theirs[query]), judged[query]);
  sums.ours += one;
  sums.theirs += other;
  console.log(`${one.toFixed(3)} ${other.toFixed(3)} ${query}`);
  if (process.env.WHEREAS_DETAILS) console.log(`      ours: ${ours.join(" ")}\n      theirs: ${pagesOf(theirs[query]).join(" ")}`);
}
const [ours, pagefinds] = [sums.ours / queries.length, sums.theirs / queries.length];
console.log(`nDCG@10 of ${queries.length} queries: ours ${ours.toFixed(3)}, Pagefind ${pagefinds.toFixed(3)}`);
if (ours < pagefinds) process.exit(1);
