// What each script of the theme does for a reader, by keyboard, and that nothing needs one.
//
// Takes the folder of the built root site; prints a line a case; ends with 1 if one fails.
// A case is a name and what is done in a page of its own; nothing is kept between cases.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import assert from 'node:assert/strict';
import { serve } from './serve.mjs';

const require = createRequire(join(process.env.WHEREAS_TOOLS, 'node_modules', 'x.js'));
const { chromium } = require('playwright-core');
const folder = process.argv[2];

// Bytes that all scripts of the theme may weigh together, compressed: issue 5.
const MOST_BYTES = 10 * 1024;

const cases = [];
const test = (name, options, work) => cases.push({ name, options, work });

const visible = (page, selector) => page.locator(selector).filter({ visible: true }).count();
const focused = (page) => page.evaluate(() => document.activeElement?.outerHTML.slice(0, 160));
// Presses Tab until `selector` has the focus; a reader without a mouse does the same.
async function tabTo(page, selector, most = 400) {
  for (let n = 0; n < most; n += 1) {
    await page.keyboard.press('Tab');
    if (await page.evaluate((one) => document.activeElement?.matches(one), selector)) return;
  }
  assert.fail(`${selector} is not reached by Tab; the focus is on ${await focused(page)}`);
}
const scheme = (page) => page.evaluate(() => getComputedStyle(document.documentElement).colorScheme);
const paper = (page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor);

test('colours: chosen by keyboard, kept on the next page', { scheme: 'light' }, async ({ page, root }) => {
  await page.goto(root);
  const light = await paper(page);
  await tabTo(page, 'input[name="scheme"]');
  assert.equal(await page.evaluate(() => document.activeElement.value), 'auto');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  assert.equal(await page.locator('input[name="scheme"]:checked').getAttribute('value'), 'dark');
  assert.notEqual(await paper(page), light);
  assert.equal(await page.locator('meta[name="theme-color"][media="all"]').getAttribute('content'), '#15171b');
  await page.goto(`${root}timeline/`);
  assert.notEqual(await paper(page), light);
  assert.equal(await scheme(page), 'dark');
  await page.locator('input[value="auto"]').check();
  assert.equal(await paper(page), light);
  assert.equal(await page.locator('meta[name="theme-color"][media="all"]').count(), 0);
});

test('colours: they are there before the first picture, and paper is light', { scheme: 'light' }, async ({ page, root }) => {
  await page.goto(root);
  await page.locator('input[value="dark"]').check();
  await page.addInitScript(() => {
    requestAnimationFrame(() => { window.first = document.documentElement.dataset.scheme ?? 'none'; });
  });
  await page.goto(`${root}takeaways/`);
  assert.equal(await page.evaluate(() => document.documentElement.dataset.scheme), 'dark');
  await page.emulateMedia({ media: 'print' });
  assert.equal(await scheme(page), 'light');
  assert.equal(await visible(page, '.scheme'), 0);
});

test('colours: a browser that keeps nothing still changes them', {}, async ({ page, root }) => {
  await page.addInitScript(() => {
    Object.defineProperty(window, 'localStorage', { get() { throw new Error('no'); } });
  });
  await page.goto(root);
  await page.locator('input[value="dark"]').check();
  assert.equal(await scheme(page), 'dark');
});

test('notes: opened by keyboard, closed by Esc, the focus comes back', { width: 1000 }, async ({ page, root }) => {
  await page.goto(`${root}takeaways/`);
  await tabTo(page, '.cite__mark');
  const mark = await page.evaluateHandle(() => document.activeElement);
  await page.keyboard.press('Enter');
  assert.equal(await visible(page, '.note:popover-open'), 1);
  await page.keyboard.press('Tab');
  assert.match(await focused(page), /note__source/);
  await page.keyboard.press('Escape');
  assert.equal(await visible(page, '.note:popover-open'), 0);
  assert.ok(await page.evaluate((one) => document.activeElement === one, mark));
  assert.equal(await page.locator('.copy').count(), 0);
});

test('notes: near their number, also where the stylesheet cannot place them', { width: 1000, edit: withoutAnchors }, async ({ page, root }) => {
  await page.addInitScript(() => {
    const { supports } = CSS;
    CSS.supports = (name, ...rest) => name !== 'position-area' && supports.call(CSS, name, ...rest);
  });
  await page.goto(`${root}takeaways/`);
  const marks = page.locator('.cite__mark').filter({ visible: true });
  for (const at of [0, await marks.count() - 1]) {
    const mark = marks.nth(at);
    await mark.scrollIntoViewIfNeeded();
    await mark.click();
    const [one, other] = [await mark.boundingBox(), await page.locator('.note:popover-open').boundingBox()];
    const gap = Math.max(other.y - (one.y + one.height), one.y - (other.y + other.height));
    assert.ok(gap >= 0 && gap < 12, `${gap} px between the number and its note`);
    assert.ok(other.x >= 0 && other.x + other.width <= 1000, 'the note is on the page');
    await page.keyboard.press('Escape');
  }
});

test('notes: without a script they open and close, too', { javaScriptEnabled: false, width: 1000 }, async ({ page, root }) => {
  await page.goto(`${root}takeaways/`);
  await page.locator('.cite__mark').first().focus();
  await page.keyboard.press('Enter');
  assert.equal(await visible(page, '.note:popover-open'), 1);
  assert.equal(await visible(page, '.copy'), 0);
  await page.keyboard.press('Escape');
  assert.equal(await visible(page, '.note:popover-open'), 0);
});

test('a link to a statement: copied by keyboard, and said', { permissions: ['clipboard-read', 'clipboard-write'] }, async ({ page, root }) => {
  await page.goto(`${root}takeaways/?x=1#top`);
  await tabTo(page, '.cite__mark');
  const id = await page.evaluate(() => document.activeElement.closest('.statement').id);
  await page.keyboard.press('Enter');
  await tabTo(page, '.copy', 6);
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.querySelector('[data-part="status"]').textContent === 'Copied');
  assert.equal(await page.locator('.copy').textContent(), 'Copied');
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), `${root}takeaways/#${id}`);
});

test('a link to a statement: where nothing can be copied, the address bar has it', {}, async ({ page, root }) => {
  await page.addInitScript(() => {
    Object.defineProperty(navigator, 'clipboard', { value: { writeText: () => Promise.reject(new Error('no')) } });
  });
  await page.goto(`${root}takeaways/`);
  await page.locator('.cite__mark').first().click();
  await page.locator('.copy').click();
  await page.waitForFunction(() => location.hash.length > 1);
  const id = await page.evaluate(() => location.hash.slice(1));
  assert.equal(await page.locator(`.statement[id="${id}"]`).count(), 1);
  assert.match(await page.locator('[data-part="status"]').textContent(), /address bar/);
});

const shown = (page) => visible(page, '.event[data-certainty]');
const counted = async (page) => Number((await page.locator('.sift__count').textContent()).match(/\d+/)[0]);

test('timeline: filters go together, are kept in the address, and the count is said', {}, async ({ page, root }) => {
  await page.goto(`${root}timeline/`);
  const all = await shown(page);
  assert.ok(all > 20, `${all} steps`);
  await tabTo(page, '.sift [value="occurred"]');
  await page.keyboard.press('Space');
  const sure = await shown(page);
  assert.ok(sure > 0 && sure < all, `${sure} of ${all}`);
  assert.equal(await counted(page), sure);
  await tabTo(page, '.sift select[name="issue"]', 10);
  await page.keyboard.press('ArrowDown');
  const both = await shown(page);
  assert.ok(both <= sure);
  assert.equal(await counted(page), both);
  const address = new URL(page.url());
  assert.match(address.searchParams.get('certainty'), /^scheduled/);
  assert.ok(address.searchParams.get('issue'));
  await page.reload();
  assert.equal(await shown(page), both);
  assert.equal(await page.locator('.sift [value="occurred"]').isChecked(), false);
  await page.locator('.sift button').click();
  assert.equal(await shown(page), all);
  assert.equal(new URL(page.url()).search, '');
  assert.match(await focused(page), /<select/);
});

test('timeline: one year alone, with and without filters', {}, async ({ page, root }) => {
  await page.goto(`${root}timeline/`);
  const all = await shown(page);
  await tabTo(page, '.sift__eras a[href="#on-2025"]');
  await page.keyboard.press('Enter');
  assert.equal(await visible(page, '.chapter--era'), 1);
  const year = await shown(page);
  assert.ok(year > 0 && year < all);
  assert.equal(await counted(page), year);
  assert.equal(await visible(page, '.timeline-svg'), 1);
  assert.equal(await page.locator('.sift__eras [aria-current]').textContent(), '2025');
  assert.ok(await page.locator('.sift').evaluate((one) => one.getBoundingClientRect().top >= 0), 'the choice stays in view');
  await page.locator('.chapter--era:target .era__back a').click();
  assert.equal(await shown(page), all);
});

test('timeline: without a script years and certainty still filter, and nothing is shown that does nothing', { javaScriptEnabled: false }, async ({ page, root }) => {
  await page.goto(`${root}timeline/`);
  const all = await shown(page);
  assert.equal(await visible(page, '.sift select'), 0);
  assert.equal(await visible(page, '.scheme'), 0);
  await page.locator('.sift [value="occurred"]').focus();
  await page.keyboard.press('Space');
  const sure = await shown(page);
  assert.ok(sure > 0 && sure < all);
  await page.keyboard.press('Space');
  await page.locator('.sift__eras a[href="#on-2025"]').click();
  assert.equal(await visible(page, '.chapter--era'), 1);
  assert.ok(await page.locator('a[href*="issues/"]').count() > 0, 'issues have pages');
});

test('timeline: paper shows all', {}, async ({ page, root }) => {
  await page.goto(`${root}timeline/`);
  const all = await shown(page);
  await page.goto(`${root}timeline/?certainty=possible#on-2025`);
  assert.ok(await shown(page) < all);
  await page.emulateMedia({ media: 'print' });
  assert.equal(await page.evaluate(() => [...document.querySelectorAll('.event[data-certainty]')]
    .filter((one) => one.getClientRects().length > 0).length), all);
  assert.equal(await visible(page, '.sift'), 0);
});

for (const javaScriptEnabled of [true, false]) {
  test(`as of: any page leads to itself in an edition, ${javaScriptEnabled ? 'with' : 'without'} a script`, { javaScriptEnabled }, async ({ page, root }) => {
    await page.goto(`${root}timeline/`);
    await tabTo(page, '.as-of', 40);
    await page.keyboard.press('Enter');
    assert.equal(await visible(page, '.as-of__list'), 1);
    await tabTo(page, '.as-of__list a', 3);
    await page.keyboard.press('Enter');
    await page.waitForURL(/as-of\/[\d-]+\/timeline\/$/);
    // And back.
    await page.locator('.edition-notice a').click();
    await page.waitForURL(`${root}timeline/`);
  });
}

test('since the last visit: told once, with links, until it is dismissed', {}, async ({ page, root }) => {
  await page.goto(root);
  assert.equal(await page.locator('.visit').count(), 0);
  await page.evaluate(() => {
    const key = Object.keys(localStorage).find((one) => one.startsWith('whereas: visit'));
    localStorage.setItem(key, JSON.stringify({ seen: '2026-05-25', day: '25 May 2026' }));
  });
  await page.goto(root);
  const summary = page.locator('.visit summary');
  const words = await summary.textContent();
  assert.match(words, /^\d+ things? on this page changed since your last visit, as of 25 May 2026$/);
  await tabTo(page, '.visit summary');
  await page.keyboard.press('Enter');
  const links = page.locator('.visit__list a');
  assert.equal(await links.count(), Number.parseInt(words, 10));
  for (const record of await page.locator('[data-changed]').all()) {
    const isNew = await record.getAttribute('data-changed') > '2026-05-25';
    assert.equal(await record.getAttribute('data-new') !== null, isNew);
  }
  const target = await links.first().getAttribute('href');
  const answer = await page.request.get(new URL(target, page.url()).href);
  assert.equal(answer.status(), 200);
  await page.locator('.visit__done').focus();
  await page.keyboard.press('Enter');
  assert.equal(await page.locator('.visit').count(), 0);
  await page.goto(root);
  assert.equal(await page.locator('.visit').count(), 0);
});

test('since the last visit: nothing of it in an edition, on paper, or with spoiled memory', {}, async ({ page, root }) => {
  await page.goto(root);
  const key = await page.evaluate(() => Object.keys(localStorage).find((one) => one.startsWith('whereas: visit')));
  await page.evaluate((one) => localStorage.setItem(one, '{"seen": 7'), key);
  await page.goto(root);
  assert.equal(await page.locator('.visit').count(), 0);
  await page.evaluate((one) => localStorage.setItem(one, JSON.stringify({ seen: '2026-01-01', day: '1 January 2026' })), key);
  await page.goto(`${root}as-of/2026-05-21/`);
  assert.equal(await page.locator('.visit').count(), 0);
  await page.goto(root);
  assert.equal(await visible(page, '.visit'), 1);
  await page.emulateMedia({ media: 'print' });
  assert.equal(await visible(page, '.visit'), 0);
});

test('nothing moves while a page is loaded, with news of the last visit, too', { width: 390 }, async ({ page, root }) => {
  await page.addInitScript(() => {
    window.moved = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.moved += entry.value;
    }).observe({ type: 'layout-shift', buffered: true });
  });
  await page.goto(root);
  await page.evaluate(() => {
    const key = Object.keys(localStorage).find((one) => one.startsWith('whereas: visit'));
    localStorage.setItem(key, JSON.stringify({ seen: '2026-05-25', day: '25 May 2026' }));
  });
  for (const path of ['', 'timeline/', 'timeline/?certainty=scheduled', 'takeaways/']) {
    await page.goto(root + path);
    await page.waitForTimeout(300);
    // Fonts that come late are another matter: these come from the disk.
    const moved = await page.evaluate(() => window.moved);
    assert.ok(path.includes('?') || moved < 0.01, `${path}: ${moved}`);
  }
});

test('no page needs the width of more than 320 px', { width: 320 }, async ({ page, root }) => {
  for (const path of ['', 'timeline/', 'takeaways/']) {
    await page.goto(root + path);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(wide <= 320, `${path}: ${wide} px`);
  }
});

test('from the disk a page has its style and its scripts', { fromDisk: true }, async ({ page }) => {
  await page.goto(`file://${folder}/timeline/index.html`);
  await page.waitForFunction(() => getComputedStyle(document.querySelector('.page')).maxInlineSize !== 'none');
  await page.locator('.sift [value="occurred"]').uncheck();
  await page.waitForFunction(() => location.search.includes('certainty'));
});

// As a browser reads the stylesheet that does not know of anchors.
function withoutAnchors(path, bytes) {
  return path.endsWith('main.css') ? Buffer.from(bytes.toString().replaceAll('position-area', 'position-nowhere')) : bytes;
}

function weigh() {
  const [assets] = readdirSync(join(folder, 'assets'));
  const scripts = join(folder, 'assets', assets, 'js');
  const names = existsSync(scripts) ? readdirSync(scripts).filter((name) => name.endsWith('.js')) : [];
  const bytes = names.map((name) => gzipSync(readFileSync(join(scripts, name)), { level: 9 }).length);
  const total = bytes.reduce((sum, one) => sum + one, 0);
  console.log(`scripts: ${names.map((name, at) => `${name} ${bytes[at]}`).join(', ')}; ${total} bytes compressed`);
  assert.ok(names.length > 0 && total <= MOST_BYTES, `at most ${MOST_BYTES} bytes`);
}

weigh();
const wanted = new RegExp(process.env.CASES ?? '', 'u');
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ['--no-sandbox'] });
let failed = 0;
for (const { name, options, work } of cases.filter((one) => wanted.test(one.name))) {
  // Pages whose stylesheet is changed on the way cannot hold its sum.
  const unsummed = (path, bytes) => (path.endsWith('/') ? Buffer.from(bytes.toString().replace(/ integrity="[^"]*"/gu, '')) : bytes);
  const site = await serve(folder, options.edit ? (path, bytes) => unsummed(path, options.edit(path, bytes)) : undefined);
  const { width = 1280, scheme: colorScheme = 'light', javaScriptEnabled = true, permissions = [] } = options;
  const context = await browser.newContext({ viewport: { width, height: 800 }, colorScheme, javaScriptEnabled, permissions });
  const page = await context.newPage();
  const told = [];
  page.on('console', (message) => { if (['error', 'warning'].includes(message.type())) told.push(message.text()); });
  page.on('pageerror', (error) => told.push(error.message));
  page.on('request', (request) => { if (!options.fromDisk && !request.url().startsWith(site.root)) told.push(`asks ${request.url()}`); });
  try {
    await work({ page, root: site.root });
    // Browsers say of each file with a sum that they refused it from the disk.
    if (!options.fromDisk) assert.deepEqual(told, [], 'the console is silent');
    console.log(`ok    ${name}`);
  } catch (error) {
    failed += 1;
    console.log(`FAIL  ${name}\n${error.stack}`);
  }
  await context.close();
  site.stop();
}
await browser.close();
console.log(failed === 0 ? 'scripts: all hold' : `scripts: ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
