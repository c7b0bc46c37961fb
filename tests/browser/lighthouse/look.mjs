// Serves a built site as a host does (packed, with its headers), and prints Lighthouse's four scores of some pages.
// For each score below its mark, what took points away.

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { serve } from "../serve.mjs";

const LEAST = { performance: 98, accessibility: 100, "best-practices": 100, seo: 100 };

const require = createRequire(join(resolve(process.env.WHEREAS_TOOLS), "package.json"));
const { default: lighthouse } = await import(pathToFileURL(require.resolve("lighthouse")).href);

const [folder = "public", ...named] = process.argv.slice(2);
const pages = named.length ? named : ["", "timeline/", "stakeholders/"];
const site = await serve(resolve(folder), "/", {}, { packs: true });

// A browser of its own, whose line for tools is told on its standard error.
const profile = mkdtempSync(join(tmpdir(), "lighthouse-"));
const browser = spawn(process.env.CHROMIUM, ["--headless", "--no-sandbox", "--remote-debugging-port=0", `--user-data-dir=${profile}`, "about:blank"]);
const port = await new Promise((done, fail) => {
  let text = "";
  browser.stderr.on("data", (part) => { text += part; const found = text.match(/ws:\/\/[^:]+:(\d+)\//); if (found) done(Number(found[1])); });
  browser.on("exit", () => fail(new Error(`the browser ended: ${text}`)));
});

try {
  for (const page of pages) {
    const { lhr } = await lighthouse(site.root + page, { port, output: "json", logLevel: "error", onlyCategories: Object.keys(LEAST) });
    const scores = Object.entries(lhr.categories).map(([name, { score }]) => ({ name, score: Math.round(score * 100) }));
    console.log(`/${page}: ${scores.map(({ name, score }) => `${name} ${score}`).join(", ")}; first paint ${lhr.audits["first-contentful-paint"].displayValue}, largest ${lhr.audits["largest-contentful-paint"].displayValue}, shift ${lhr.audits["cumulative-layout-shift"].displayValue}, ${(lhr.audits["total-byte-weight"].numericValue / 1000).toFixed(1)} KB`);
    for (const { name, score } of scores.filter((one) => one.score < LEAST[one.name])) {
      process.exitCode = 1;
      for (const { id, weight } of lhr.categories[name].auditRefs.filter((one) => one.weight > 0 && (lhr.audits[one.id].score ?? 1) < 1)) {
        console.log(`  ${name} ${score}: ${lhr.audits[id].title} (${id}, ${lhr.audits[id].displayValue ?? ""} weight ${weight})`);
      }
    }
  }
} finally {
  const ended = new Promise((done) => browser.once("exit", done));
  browser.kill();
  await ended;
  site.stop();
  rmSync(profile, { recursive: true, force: true, maxRetries: 20 });
}
