// Uses the search page as readers do. Called by `page`.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { join } from "node:path";
import { serve } from "./served.mjs";

const [site, tools] = process.argv.slice(2);
const { address, sent, end } = await serve(site);
const { chromium } = createRequire(join(tools, "node_modules", "x"))("playwright-core");
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
const said = [];

async function open(path, options = {}) {
  const page = await (await browser.newContext(options)).newPage();
  for (const event of ["console", "pageerror"]) page.on(event, (one) => said.push(`${path}: ${one.text?.() ?? one.message}`));
  page.on("request", (one) => one.url().startsWith(address) || said.push(`${path} asks ${one.url()}`));
  await page.goto(address + path);
  return page;
}
const focused = (page) => page.evaluate(() => {
  const one = document.activeElement;
  return one.name || one.type || one.tagName.toLowerCase();
});
const results = async (page) => {
  await page.waitForSelector(".result");
  await page.waitForFunction(() => document.querySelector("[role=status]").textContent);
  return page.locator(".result").count();
};

// From any page, by keyboard alone: words, Enter, results, filter, result.
let page = await open("");
const word = await page.evaluate(async () => {
  const text = await (await fetch("search/")).text();
  return new DOMParser().parseFromString(text, "text/html").querySelector(".register__entries a").textContent.split(/\s+/).sort((a, b) => b.length - a.length)[0];
});
await page.focus("#on-search");
await page.keyboard.type(word);
await page.keyboard.press("Enter");
await page.waitForURL(/search\/\?q=/);
assert.ok((await results(page)) > 0, `something for ${word}`);
assert.match(await page.locator("[role=status]").textContent(), /^(More than )?\d+ results? for “/);
assert.ok(await page.locator(".result mark").count(), "what was found is marked");
assert.ok(!(await page.locator("[data-search=still]").isVisible()), "the register makes room");
await page.focus("#on-search");
const order = [];
for (let at = 0; at < 4; at++) {
  await page.keyboard.press("Tab");
  order.push(await focused(page));
}
assert.deepEqual(order.slice(0, 3), ["submit", "kind", "a"], "box, button, kinds as one stop, results");
await page.focus("input[name=kind]:checked");
await page.keyboard.press("ArrowRight");
await page.waitForURL(/kind=/);
const kind = await page.evaluate(() => document.querySelector("input[name=kind]:checked").dataset.one);
await results(page);
for (const one of await page.locator(".result__kind").allTextContents()) assert.ok(one.startsWith(kind), `${one} is ${kind}`);

// An address with a query leads to its results, and a cleared box back to the register.
page = await open(`search/?q=${encodeURIComponent(word)}`);
await results(page);
await page.fill("#on-search", "");
await page.waitForSelector(".result", { state: "detached" });
assert.ok(await page.locator(".register").first().isVisible() || await page.locator(".letters").isVisible());
await page.fill("#on-search", "xyzzyxyzzy");
await page.waitForFunction(() => document.querySelector("[role=status]").textContent.startsWith("Nothing was found"));

// Without a script: everything from A to Z, and the box leads there.
page = await open("", { javaScriptEnabled: false });
await page.fill("#on-search", word);
await page.press("#on-search", "Enter");
await page.waitForURL(/search\/\?q=/);
assert.ok(await page.locator("noscript p").isVisible(), "it is told why");
assert.ok(await page.locator(".letters a").count());

// What a reader loads, and how long the first result takes to stand there.
sent.length = 0;
page = await open("search/");
const before = sent.length;
const waited = await page.evaluate((word) => new Promise((resolve) => {
  const box = document.querySelector("#on-search");
  let begun;
  new MutationObserver((_, watcher) => {
    if (!document.querySelector(".result")) return;
    watcher.disconnect();
    resolve(performance.now() - begun);
  }).observe(document.querySelector("[data-search=results]"), { childList: true });
  box.value = word.slice(0, 4);
  begun = performance.now();
  box.dispatchEvent(new Event("input"));
}), word);
const script = sent.find(([path]) => path.endsWith("search.js"))[1];
const index = sent.slice(before).filter(([path]) => path.startsWith("/search/") && !path.endsWith(".html"));
const bytes = index.reduce((sum, [, n]) => sum + n, script);
console.log(`first result for “${word.slice(0, 4)}”: ${bytes} bytes compressed (script ${script}), ${waited.toFixed(0)} ms with nothing loaded`);

assert.deepEqual(said, [], "the console is silent, and nobody else is asked");
await browser.close();
end();
console.log("the search page works by keyboard, by address and without a script");
