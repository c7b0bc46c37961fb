// Prints pages and reads the packed file in a browser. Arguments: the built site, the packed file.
import { createRequire } from "node:module";
import { readFile, mkdtemp, rm, cp } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { pathToFileURL } from "node:url";

const require = createRequire(join(process.env.TOOLS, "node_modules/"));
const { chromium } = require("playwright-core");
const axe = require.resolve("axe-core/axe.min.js");
const [folder, packed] = process.argv.slice(2);
const faults = [];
const check = (holds, what) => {
  if (!holds) faults.push(what);
};

const TYPES = { ".html": "text/html; charset=utf-8", ".css": "text/css", ".svg": "image/svg+xml", ".woff2": "font/woff2", ".js": "text/javascript" };
const server = createServer(async (request, response) => {
  const path = decodeURIComponent(new URL(request.url, "http://local").pathname);
  const file = join(folder, path.endsWith("/") ? `${path}index.html` : path);
  try {
    const bytes = await readFile(file);
    response.writeHead(200, { "content-type": TYPES[extname(file)] ?? "application/octet-stream" }).end(bytes);
  } catch {
    response.writeHead(404).end();
  }
});
await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
const home = `http://127.0.0.1:${server.address().port}/`;
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox"] });

/** Pages of a PDF as the browser writes it. */
const count = (pdf) => pdf.toString("latin1").match(/\/Type \/Page\b(?!s)/g)?.length ?? 0;

// The brief.
const page = await browser.newPage();
const print = async (path, format) => {
  await page.goto(home + path);
  await page.evaluate(() => document.fonts.ready);
  return count(await page.pdf({ format }));
};
const sizes = [];
for (const format of ["A4", "Letter"]) {
  const n = await print("brief/", format);
  check(n >= 1 && n <= 2, `the brief has ${n} pages of ${format}`);
  sizes.push(`${n} of ${format}`);
  // A look at the scales: the home page cannot stand on two.
  const long = await print("", format);
  check(long > 2, `the home page has ${long} pages of ${format}: pages are not counted`);
}
console.log(`the brief: ${sizes.join(", ")} pages`);

await page.close();
server.close();

// The packed file, alone in a folder of its own.
const alone = await mkdtemp(join(tmpdir(), "packed-"));
const file = join(alone, "packed.html");
await cp(packed, file);
const address = pathToFileURL(file).href;
for (const javaScriptEnabled of [true, false]) {
  for (const width of [1280, 320]) {
    const colorScheme = width > 1000 ? "light" : "dark";
    const context = await browser.newContext({ javaScriptEnabled, colorScheme, viewport: { width, height: 900 }, reducedMotion: "reduce" });
    const reader = await context.newPage();
    const asked = [];
    const said = [];
    reader.on("request", (request) => {
      if (request.url() !== address && !request.url().startsWith("data:")) asked.push(request.url());
    });
    reader.on("console", (message) => said.push(message.text()));
    reader.on("pageerror", (error) => said.push(error.message));
    await reader.goto(address);
    const name = `packed, ${width} px, ${javaScriptEnabled ? "with" : "without"} script`;
    // Playwright runs its own scripts where those of the page are off.
    const seen = await reader.evaluate(async () => {
      await document.fonts.ready;
      window.scrollTo(0, document.body.scrollHeight);
      return {
        fonts: [...document.fonts].filter((font) => font.status === "loaded").length,
        wide: document.documentElement.scrollWidth - window.innerWidth,
        dead: [...document.querySelectorAll("a[href^='#']")].filter((link) => !document.getElementById(decodeURIComponent(link.getAttribute("href").slice(1)))).length,
        n: document.querySelectorAll("main > section").length,
      };
    });
    check(seen.fonts > 0, `${name}: no font was loaded`);
    check(seen.wide <= 0, `${name}: wider than the screen by ${seen.wide} px`);
    check(seen.dead === 0, `${name}: ${seen.dead} links lead nowhere`);
    check(seen.n > 20, `${name}: ${seen.n} pages`);
    const field = reader.locator("#on-pack-words");
    check((await field.isVisible()) === javaScriptEnabled, `${name}: the search is ${javaScriptEnabled ? "hidden" : "shown"}`);
    if (javaScriptEnabled) {
      await field.fill("voluntary FRONTIER");
      const found = reader.locator("#on-pack-found li");
      check((await found.count()) > 2, `${name}: nothing is found`);
      check((await reader.locator("#on-pack-found mark").first().innerText()).toLowerCase().startsWith("voluntary"), `${name}: no match is marked`);
      await field.press("Enter");
      const place = await reader.evaluate(() => {
        const target = document.querySelector(":target");
        return target && target.closest("section[data-section]") !== null;
      });
      check(place, `${name}: the first of what was found is not shown`);
      await field.fill("zzzzzz");
      check((await found.count()) === 0 && (await reader.locator("#on-pack-told").innerText()) !== "", `${name}: it is not told that nothing is found`);
    }
    if (javaScriptEnabled) {
      // The pages themselves are looked at one by one in tests/browser; a few of them show how they stand in the frame.
      await reader.evaluate(() => document.querySelectorAll("main > section:nth-of-type(n+4)").forEach((one) => one.remove()));
      await reader.evaluate(await readFile(axe, "utf8"));
      const { violations } = await reader.evaluate(() => window.axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
      for (const one of violations) faults.push(`${name}: axe: ${one.id}: ${one.help}: ${one.nodes.slice(0, 2).map((node) => node.html.slice(0, 120)).join(" | ")}`);
    }
    check(asked.length === 0, `${name}: asks for ${asked.slice(0, 3).join(", ")}`);
    check(said.length === 0, `${name}: the console says ${said.slice(0, 3).join(" | ")}`);
    await context.close();
  }
}
await rm(alone, { recursive: true });
await browser.close();
if (faults.length > 0) {
  console.error(faults.join("\n"));
  process.exit(1);
}
console.log("the packed file: no request, nothing on the console, every link and the search lead somewhere");
