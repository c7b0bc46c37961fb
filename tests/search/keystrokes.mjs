// Measures how long a reader waits between a key and the results. Called by `keystrokes`; a benchmark, not a test.
import { createRequire } from "node:module";
import { join } from "node:path";
import { serve } from "./served.mjs";

const [site, tools, words] = process.argv.slice(2);
const { address, end } = await serve(site);
const { chromium } = createRequire(join(tools, "node_modules", "x"))("playwright-core");
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });

// In the page: for each key the time until the list of results is another one, and painted.
const watch = () => {
  window.waits = [];
  const box = document.querySelector("#on-search");
  let since = null;
  box.addEventListener("input", () => { since = performance.now(); }, true);
  const list = document.querySelector("main");
  new MutationObserver(() => {
    if (since === null || !document.querySelector(".result")) return;
    const from = since;
    since = null;
    requestAnimationFrame(() => { const { port1, port2 } = new MessageChannel(); port1.onmessage = () => window.waits.push(performance.now() - from); port2.postMessage(0); });
  }).observe(list, { childList: true, subtree: true, characterData: true });
};

const [first, later] = [[], []];
for (const word of words.split(",")) {
  const page = await (await browser.newContext()).newPage();
  await page.goto(`${address}search/`);
  await page.waitForLoadState("networkidle");
  await page.evaluate(watch);
  await page.focus("#on-search");
  for (const letter of word) {
    await page.keyboard.type(letter);
    await page.waitForTimeout(250);
  }
  const waits = await page.evaluate(() => window.waits);
  if (waits.length === 0) throw new Error(`nothing was found for ${word}`);
  first.push(waits[0]);
  later.push(...waits.slice(1));
  await page.context().close();
}
await browser.close();
end();
const told = (name, waits) => {
  const sorted = [...waits].sort((a, b) => a - b);
  const at = (share) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]?.toFixed(1);
  console.log(`${name}: median ${at(0.5)} ms, 95 %: ${at(0.95)} ms, ${sorted.length} keys`);
};
told("first key of a visit, with what it loads", first);
told("keys after it", later);
