// Looks at every page of built sites in a real browser, and tells all that is wrong in one run.
//
// Takes folders; gives a line a check, each fault with its page, its place and its cure, and the exit code 1 if there
// are any. Before that it looks at pages that are broken on purpose (broken/): a check that lets its own pass by is
// itself at fault. A check is a file in checks/ and a line in CHECKS. Changes nothing in the folders.
//
// All pages of the present are looked at in every view (views.mjs says where axe takes samples); of past editions,
// each home page and one page a template, for they come from the same templates; of a site from the right, one page a
// template. Links and HTML are checked on all files. Looks that take long (a slow line, forms, what opens in place) are
// made at one page a template.

import { createRequire } from "node:module";
import { availableParallelism } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import * as axe from "./checks/axe.mjs";
import { EMBEDS, embed } from "./checks/embeds.mjs";
import { HTML, checkHtml } from "./checks/html.mjs";
import * as keyboard from "./checks/keyboard.mjs";
import * as layout from "./checks/layout.mjs";
import { LINKS, NAMES, follow } from "./checks/links.mjs";
import * as loading from "./checks/loading.mjs";
import { PAPER, onScreen, paper } from "./checks/paper.mjs";
import * as script from "./checks/script.mjs";
import { WEIGHT, home } from "./checks/weight.mjs";
import { Findings } from "./findings.mjs";
import { serve } from "./serve.mjs";
import { lookedAt, oneOfEachKind, pagesOf } from "./site.mjs";
import { VIEWS, show } from "./views.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const require = createRequire(join(resolve(process.env.WHEREAS_TOOLS), "package.json"));
const { chromium } = require("playwright-core");
const AXE_FILE = require.resolve("axe-core/axe.min.js");
const VNU_FILE = join(dirname(require.resolve("vnu-jar/package.json")), "build/dist/vnu.jar");

const OPENED = { key: "opened", title: "every page opens" };

const CHECKS = [
  OPENED, axe.AXE, layout.REFLOW, layout.SPACING, layout.SIDES, keyboard.SKIP, keyboard.TOUR, keyboard.POPOVER,
  script.SCRIPT, loading.MOTION, loading.SHIFT, PAPER, HTML, LINKS, NAMES, loading.POLICY, loading.HOSTS,
  loading.CONSOLE, loading.BLOCKING, WEIGHT, EMBEDS,
];

// A line of a phone in the country: 60 ms there and back, 500 KB a second.
const SLOW_LINE = { offline: false, latency: 60, downloadThroughput: 500_000, uploadThroughput: 100_000 };
const FAST_LINE = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: -1 };

// A container has no sandbox of its own to give, and no graphics.
const FLAGS = ["--no-sandbox", "--disable-gpu"];

// A page that takes longer than this does not end by itself. In milliseconds.
const PATIENCE = 60_000;

// The browser. One that has ended by itself, as they do, is started anew when it is next asked for.
class Browser {
  async get() {
    if (!this.running?.isConnected()) this.running = await chromium.launch({ executablePath: process.env.CHROMIUM, args: FLAGS });
    return this.running;
  }

  async newContext(options) {
    return (await this.get()).newContext(options);
  }

  async newPage() {
    return (await this.get()).newPage();
  }

  async close() {
    await this.running?.close();
  }
}

// A browser window, used for one page after another: opening one takes longer than most looks.
class Window {
  async open(browser) {
    this.context = await browser.newContext({ reducedMotion: "reduce" });
    await this.context.addInitScript(loading.watchShifts);
    this.page = await this.context.newPage();
    this.page.setDefaultTimeout(PATIENCE);
    this.heard = loading.listen(this.page);
    this.devtools = await this.context.newCDPSession(this.page);
    await this.devtools.send("Network.enable");
    await this.devtools.send("Network.setCacheDisabled", { cacheDisabled: true });
    return this;
  }

  close() {
    return this.context.close().catch(() => {});
  }
}

// Does `work(item, window, isLast)` for each of `items`, a few at a time, each of these in a window of its own.
async function each(browser, items, work) {
  const next = items.values();
  await Promise.all(Array.from({ length: Math.max(2, availableParallelism()) }, async () => {
    let window = await new Window().open(browser);
    for (const item of next) {
      // What goes wrong with a window may be the window's fault: a page gets a second one before it is told.
      for (const isLast of [false, true]) {
        if (await work(item, window, isLast)) break;
        await window.close();
        window = await new Window().open(browser);
      }
    }
    await window.close();
  }));
}

// Looks at one page. `above`, `below`: where the site stands, at `/` and below a path; `own`: where its editors say that it stands.
class Look {
  constructor(window, { above, below, own }, page, findings) {
    Object.assign(this, { ...window, above, below, own, it: page, findings });
    this.name = `${above.name}: ${page.path || "/"}`;
    this.isMissing = page.file === "404.html";
  }

  add(check, view, faults) {
    if (faults !== null) this.findings.add(check.key, this.name, view, faults);
  }

  async open(site, view) {
    // At an address where nothing is, a host sends 404.html: at any depth, so it knows one place alone, that of the site.
    const { origin, root } = this.isMissing ? this.own : site;
    this.heard.origin = origin;
    this.heard.own = [this.above.origin, this.below.origin, this.own.origin];
    await show(this.page, view);
    const answer = await this.page.goto(root + (this.isMissing ? "no/such/page/" : this.it.path), { waitUntil: "load" });
    if (answer.status() !== (this.isMissing ? 404 : 200)) throw new Error(`the answer is ${answer.status()}`);
    await this.page.evaluate(() => document.fonts.ready.then(() => null));
    this.add(OPENED, view.name, []);
    return answer;
  }

  // What was heard since the last time.
  told(view) {
    const { hosts, console, policy } = this.heard;
    this.add(loading.HOSTS, view.name, hosts.splice(0));
    // Of an address without a page, browsers tell by themselves.
    this.add(loading.CONSOLE, view.name, console.splice(0).filter((one) => !(this.isMissing && /status of 404/.test(one.what))));
    this.add(loading.POLICY, view.name, policy.splice(0));
  }

  // A busy machine lays a page out before its font once in some hundred loads, though the font is there: what shifts
  // is loaded again, and told when it shifts again. `name`: of the look.
  async stands(view, name) {
    let faults = await loading.shifts(this.page);
    if (faults.length > 0) {
      await this.open(this.above, view);
      faults = await loading.shifts(this.page);
    }
    this.add(loading.SHIFT, name, faults);
  }

  // Every reader is new here.
  forget() {
    return this.page.evaluate(() => { localStorage.clear(); sessionStorage.clear(); });
  }

  // In every view, with scripts. Gives back the words that can be read.
  async withScripts() {
    const { page } = this;
    let words = [];
    const starts = VIEWS.flatMap((view, at) => (view.load ? [at] : []));
    for (const [nth, start] of starts.entries()) {
      const first = VIEWS[start];
      const answer = await this.open(this.above, first);
      await this.stands(first, first.name);
      if (nth === 0) {
        this.add(loading.POLICY, first.name, loading.policy(answer));
        this.add(loading.BLOCKING, first.name, await loading.blocking(page));
        this.add(layout.SIDES, first.name, await layout.saysItsSide(page));
        if (!this.it.isEmbed) this.add(keyboard.SKIP, first.name, await keyboard.skip(page));
      } else {
        words = await script.words(page);
        this.add(keyboard.TOUR, first.name, await keyboard.tour(page));
      }
      this.add(loading.MOTION, first.name, await loading.motion(page));
      await onScreen(page);
      await axe.bring(page, AXE_FILE);
      for (const view of VIEWS.slice(start, starts[nth + 1])) {
        const isColours = view.axe === "colours";
        if (view.sample && isColours && !this.it.isFirst) continue;
        await show(page, view);
        // Colours are the same from both sides.
        if (!(view.sample && !this.it.isFirst) && !(isColours && this.above.isTurned)) this.add(axe.AXE, view.name, await axe.look(page, view));
        if (view.media) this.add(PAPER, view.name, await paper(page));
        if (isColours) continue;
        this.add(layout.REFLOW, view.name, await layout.reflow(page));
        this.add(layout.SIDES, view.name, await layout.otherSide(page));
        if (view.load) this.add(layout.SPACING, view.name, view.width < 1000 ? await layout.spacing(page) : await layout.largeText(page, this.devtools));
      }
      this.told(first);
      await this.forget();
    }
    return words;
  }

  // Without them, where the site stands below a path. `words`: what was read with them.
  async withoutScripts(words) {
    const view = VIEWS.find((one) => one.width > 1000);
    await this.devtools.send("Emulation.setScriptExecutionDisabled", { value: true });
    await this.open(this.below, view);
    this.add(script.SCRIPT, view.name, [...script.compare(words, await script.words(this.page)), ...await script.hidden(this.page)]);
    if (this.it.isFirst) this.add(script.SCRIPT, view.name, await script.forms(this.page, this.heard.origin));
    this.told(view);
    await this.devtools.send("Emulation.setScriptExecutionDisabled", { value: false });
  }

  // What takes long.
  async slowly() {
    for (const view of VIEWS.filter((one) => one.load)) {
      await this.devtools.send("Network.emulateNetworkConditions", SLOW_LINE);
      await this.open(this.above, view);
      await this.stands(view, `${view.name}, on a slow line`);
      await this.devtools.send("Network.emulateNetworkConditions", FAST_LINE);
      this.add(keyboard.POPOVER, view.name, await keyboard.popover(this.page));
      this.told(view);
      await this.forget();
    }
  }

  // All of it. Gives back whether it went well; why it did not is told the last time.
  async take(isLast) {
    try {
      const words = await this.withScripts();
      if (this.it.isFirst) await this.slowly();
      await this.withoutScripts(words);
      return true;
    } catch (error) {
      if (isLast) this.add(OPENED, null, [{ what: error.message.split("\n")[0] }]);
      return false;
    }
  }
}

// The path at which a site stands, by the address that its home page gives itself; without one, it stands at `/`.
function placeOf(pages) {
  const home = pages.find((page) => page.path === "")?.html ?? "";
  const canonical = home.match(/<link rel="canonical" href="([^"]*)"/)?.[1];
  return canonical ? new URL(canonical).pathname : "/";
}

// Looks at one folder. `name` stands before its pages in the report. `more`: bodies by path, beside its files.
async function lookAt(browser, folder, name, findings, more = {}) {
  const all = pagesOf(folder);
  if (all.length === 0) throw new Error(`${folder} has no pages: build the site first`);
  const isTurned = /<html[^>]*\bdir="rtl"/.test(all.find((page) => page.path === "")?.html ?? "");
  // A site that is laid out from the right comes from the same templates as its twin, so one page a template will do.
  const pages = (isTurned ? oneOfEachKind(lookedAt(all)) : lookedAt(all)).filter((page) => !only || only.test(page.path));
  for (const page of oneOfEachKind(pages)) page.isFirst = true;

  const above = { ...await serve(folder, "/", more), name, isTurned };
  const below = { ...await serve(folder, "/some/where/", more), name };
  const own = await serve(folder, placeOf(all), more);
  const host = { ...await serve(null), name };
  try {
    // The longest first, so that none is waited for alone at the end.
    const byLength = [...pages].sort((a, b) => b.html.length - a.html.length);
    let done = 0;
    await each(browser, byLength, async (page, window, isLast) => {
      const isWell = await new Look(window, { above, below, own }, page, findings).take(isLast);
      done += 1;
      if (process.stderr.isTTY) process.stderr.write(`\r${name}: ${done} of ${pages.length} ${done === pages.length ? "\n" : ""}`);
      return isWell;
    });
    for (const page of pages.filter((one) => one.isEmbed)) {
      findings.add("embeds", `${name}: ${page.path}`, null, await embed(browser, host, above.root + page.path, above.root));
    }
    for (const { key, page, faults } of await follow(browser, folder, all)) findings.add(key, `${name}: ${page || "/"}`, null, faults);

    const start = pages.find((page) => page.path === "");
    if (!start) return { pages: pages.length, all: all.length };
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(above.root);
    findings.add("right-to-left", `${name}: /`, "stylesheets", await layout.styles(page));
    await context.close();
    const { figures, faults } = await home(browser, above.root);
    findings.add("weight", `${name}: /`, null, faults);
    return { pages: pages.length, all: all.length, figures };
  } finally {
    for (const site of [above, below, own, host]) site.stop();
  }
}

// Which broken page is made for which check: `data-made-for="check; view"` on its html element, the view if it matters.
function madeFor(page) {
  const [key, view = ""] = (page.html.match(/data-made-for="([^"]*)"/)?.[1] ?? "").split("; ");
  return { key, view: view || null };
}

// Every broken page must be reported by the check it is made for, and the sound one by none.
async function tryItself(browser, findings, folder) {
  await lookAt(browser, folder, "broken", findings, { "noise.css": `/* ${noise(60_000)} */` });
  const faults = [];
  for (const page of pagesOf(folder)) {
    const name = `broken: ${page.path || "/"}`;
    const { key, view } = madeFor(page);
    const told = findings.on(name);
    if (key === "nothing") {
      if (told.length) faults.push(`${page.file} is sound, and is reported:\n    ${told.join("\n    ")}`);
    } else if (!CHECKS.some((check) => check.key === key)) {
      faults.push(`${page.file} does not say for which check it is made`);
    } else if (!findings.has(key, name, view)) {
      faults.push(`${page.file} is broken, and \`${key}\`${view ? ` (${view})` : ""} does not see it; reported was:\n    ${told.join("\n    ") || "nothing"}`);
    }
  }
  const tried = new Set(pagesOf(folder).map((page) => madeFor(page).key));
  for (const { key } of CHECKS) if (!tried.has(key)) faults.push(`no broken page tries \`${key}\``);
  return faults;
}

// Letters that no packer makes smaller, always the same.
function noise(length) {
  let state = 1;
  let text = "";
  while (text.length < length) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    text += (state >>> 8).toString(36);
  }
  return text;
}

const seconds = (from) => `${((Date.now() - from) / 1000).toFixed(0)} s`;
const folders = process.argv.slice(2).map((folder) => resolve(folder));
if (folders.length === 0) {
  console.error("usage: tests/browser/run [SITE_FOLDER...]");
  process.exit(2);
}

// Some pages alone, while they are being mended; such a run does not try the suite itself.
const only = process.env.PAGES ? new RegExp(process.env.PAGES) : null;
const began = Date.now();
const broken = join(here, "broken");
const browser = new Browser();
let code = 0;
try {
  const checked = await checkHtml(VNU_FILE, [broken, ...folders]);
  const telling = (folder, name, findings) => {
    for (const { path, file } of pagesOf(folder)) {
      findings.add("html", `${name}: ${path || "/"}`, null, checked.filter((one) => one.folder === folder && one.file === file).map((one) => one.fault));
    }
  };

  const trial = new Findings(CHECKS);
  telling(broken, "broken", trial);
  const unseen = only ? [] : await tryItself(browser, trial, broken);
  if (!only) console.log(`${unseen.length ? "FAIL" : "ok  "}  the suite itself: ${pagesOf(broken).length} pages that are broken on purpose (${seconds(began)})`);
  for (const fault of unseen) console.log(`  ${fault}`);
  if (unseen.length) code = 1;

  const findings = new Findings(CHECKS);
  for (const folder of folders) {
    const start = Date.now();
    const name = basename(folder) === "public" ? basename(dirname(folder)) : basename(folder);
    telling(folder, name, findings);
    const { pages, all, figures } = await lookAt(browser, folder, name, findings);
    const weights = figures ? Object.entries(figures).map(([kind, { plain, whole, scripts }]) => `${kind} ${plain}, with fonts ${whole}, scripts ${scripts}`).join("; ") : "";
    console.log(`      ${name}: ${pages} of ${all} pages looked at (${seconds(start)}); bytes of the home page by ${weights}`);
  }
  console.log(findings.tell());
  console.log(`${findings.faults ? "FAIL" : "ok  "}  ${findings.faults} faults, ${seconds(began)}`);
  if (findings.faults) code = 1;
} finally {
  // A browser that does not end by itself holds up nobody.
  await Promise.race([browser.close(), new Promise((done) => setTimeout(done, 5000))]);
}
process.exit(code);
