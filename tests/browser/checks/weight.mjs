// Weighs what a reader's browser fetches for the home page, as hosts send it: texts by gzip or brotli, the rest as it is.
// Both are told; the lighter one is held against the budget, for that is what a host of today sends.

import { brotliCompressSync, constants, gzipSync } from "node:zlib";

export const WEIGHT = { key: "weight", title: "the home page: at most 30 KB without fonts, 120 KB with them; scripts at most 10 KB" };

// In bytes; 1 KB is 1000 of them, which is the stricter reading.
const MOST = { plain: 30_000, whole: 120_000, scripts: 10_000 };

const isText = (type) => /^(text\/|application\/(json|xml|javascript)|image\/svg)/.test(type);
const BEST = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } };

// `answers`: of one load: [{ url, type, body }]. Gives back the figures in bytes, and the faults.
export function weigh(answers) {
  const figures = {};
  const faults = [];
  for (const [name, squeeze] of [["gzip", (body) => gzipSync(body, { level: 9 })], ["brotli", (body) => brotliCompressSync(body, BEST)]]) {
    const sizes = answers.map(({ type, body }) => ({ type, size: isText(type) ? squeeze(body).length : body.length }));
    const sum = (is) => sizes.filter(is).reduce((total, one) => total + one.size, 0);
    figures[name] = {
      plain: sum(({ type }) => !type.startsWith("font/")), whole: sum(() => true), scripts: sum(({ type }) => type.startsWith("text/javascript")),
      parts: answers.map(({ url }, at) => `${new URL(url).pathname} ${sizes[at].size}`).join(", "),
    };
  }
  for (const [part, what] of [["plain", "without fonts"], ["whole", "with fonts"], ["scripts", "of scripts"]]) {
    const [name, least] = Object.entries(figures).sort((a, b) => a[1][part] - b[1][part])[0];
    if (least[part] > MOST[part]) faults.push({ what: `${least[part]} bytes ${what} by ${name}, ${MOST[part]} are allowed`, where: least.parts });
  }
  return { figures, faults };
}

// Loads the home page of a site that is served, with an empty cache.
export async function home(browser, root, path = "") {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  const asked = [];
  page.on("response", (answer) => asked.push(answer));
  await page.goto(root + path, { waitUntil: "networkidle" });
  const answers = [];
  for (const answer of asked) {
    answers.push({ url: answer.url(), type: answer.headers()["content-type"] ?? "", body: await answer.body().catch(() => Buffer.alloc(0)) });
  }
  await context.close();
  return weigh(answers);
}
