// Takes pictures of the home page of a built site, as PNG files of few colours, which are a quarter as large.

import { mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { crc32, deflateSync } from "node:zlib";
import { serve } from "./serve.mjs";
import { show } from "./views.mjs";

const PICTURES = [
  { name: "home-1280", width: 1280, height: 900 },
  { name: "home-dark", width: 1280, height: 900, colorScheme: "dark" },
  { name: "home-320", width: 320, height: 900 },
  // A page of A4 with its margins, at 96 px an inch.
  { name: "home-paper", width: 794, height: 1123, media: "print", margin: "68px 57px 0" },
];

const require = createRequire(join(resolve(process.env.WHEREAS_TOOLS), "package.json"));
const { chromium } = require("playwright-core");

// Runs in a page: at most 256 colours of a picture, the most frequent, and for each point the nearest of them.
async function reduce(url) {
  const picture = await createImageBitmap(await (await fetch(url)).blob());
  const canvas = new OffscreenCanvas(picture.width, picture.height);
  const pen = canvas.getContext("2d");
  pen.drawImage(picture, 0, 0);
  const { data } = pen.getImageData(0, 0, picture.width, picture.height);
  const counts = new Map();
  const keyAt = (at) => (data[at] << 16) | (data[at + 1] << 8) | data[at + 2];
  for (let at = 0; at < data.length; at += 4) counts.set(keyAt(at), (counts.get(keyAt(at)) ?? 0) + 1);
  const colours = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, 256).map(([key]) => key);
  const nearest = new Map(colours.map((key, at) => [key, at]));
  const find = (key) => {
    let best = 0;
    let least = Infinity;
    for (const [at, colour] of colours.entries()) {
      const far = [16, 8, 0].reduce((sum, by) => sum + (((key >> by) & 255) - ((colour >> by) & 255)) ** 2, 0);
      if (far < least) [best, least] = [at, far];
    }
    nearest.set(key, best);
    return best;
  };
  const points = [];
  for (let at = 0; at < data.length; at += 4) points.push(nearest.get(keyAt(at)) ?? find(keyAt(at)));
  return { width: picture.width, height: picture.height, colours, points };
}

// A PNG with a palette. Source: the PNG specification, third edition.
function png({ width, height, colours, points }) {
  const chunk = (type, body) => {
    const named = Buffer.concat([Buffer.from(type, "latin1"), body]);
    const frame = Buffer.alloc(8);
    frame.writeUInt32BE(body.length, 0);
    frame.writeUInt32BE(crc32(named), 4);
    return Buffer.concat([frame.subarray(0, 4), named, frame.subarray(4)]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 3, 0, 0, 0], 8);
  const lines = Buffer.alloc((width + 1) * height);
  for (let row = 0; row < height; row++) lines.set(points.slice(row * width, (row + 1) * width), row * (width + 1) + 1);
  return Buffer.concat([
    Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]), chunk("IHDR", head),
    chunk("PLTE", Buffer.from(colours.flatMap((key) => [key >> 16, (key >> 8) & 255, key & 255]))),
    chunk("IDAT", deflateSync(lines, { level: 9 })), chunk("IEND", Buffer.alloc(0)),
  ]);
}

const [folder, target] = process.argv.slice(2).map((path) => resolve(path));
mkdirSync(target, { recursive: true });
const site = await serve(folder, "/", {}, { packs: true });
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox"] });
try {
  for (const picture of PICTURES) {
    const page = await browser.newPage();
    await show(page, picture);
    // The second time, fonts are there from the start.
    for (const _ of [1, 2]) await page.goto(site.root, { waitUntil: "networkidle" });
    await page.evaluate((margin) => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(`body { padding: ${margin} }`);
      document.adoptedStyleSheets.push(sheet);
      return document.fonts.ready.then(() => null);
    }, picture.margin ?? "0");
    const taken = await page.screenshot();
    await page.goto("about:blank");
    const reduced = await page.evaluate(reduce, `data:image/png;base64,${taken.toString("base64")}`);
    await page.close();
    const file = join(target, `${picture.name}.png`);
    const made = png(reduced);
    writeFileSync(file, made);
    console.log(`${file}: ${(made.length / 1000).toFixed(1)} KB`);
  }
} finally {
  await browser.close();
  site.stop();
}
