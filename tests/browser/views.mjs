// The ways in which every page is looked at.
//
// 320 CSS pixels are also what a window of 1280 pixels holds at 400 % zoom (WCAG 2.2, 1.4.10 Reflow), so the view of
// that name has 320 by 256 CSS pixels of 4 by 4 device pixels each, which is what a browser makes of 1280 by 1024.
// Paper has the width that A4 leaves between the margins of the theme.
//
// `load`: the page is loaded anew in this view. `axe`: "all" rules, or those about "colours" alone: what the elements
// are does not change with a colour scheme or on paper. `sample`: axe runs there at one page a template, for what it
// would find elsewhere another view shows on every page: a colour scheme is the same at both widths, and so is a
// width at both scales.

export const VIEWS = [
  { name: "320 px", width: 320, height: 640, load: true, axe: "all" },
  { name: "320 px, dark", width: 320, height: 640, colorScheme: "dark", axe: "colours", sample: true },
  { name: "320 px, forced colours", width: 320, height: 640, forcedColors: "active", axe: "colours", sample: true },
  { name: "1280 px at 400 %", width: 320, height: 256, scale: 4, axe: "all", sample: true },
  { name: "1280 px", width: 1280, height: 900, load: true, axe: "all" },
  { name: "1280 px, dark", width: 1280, height: 900, colorScheme: "dark", axe: "colours" },
  { name: "1280 px, forced colours", width: 1280, height: 900, forcedColors: "active", axe: "colours" },
  { name: "paper", width: 680, height: 960, media: "print", axe: "colours" },
];

// What holds a page's scale; the browser takes the scale back when it is let go.
const scaled = new WeakMap();

// Shows a page that is open in another way.
export async function show(page, view) {
  await scaled.get(page)?.detach();
  scaled.delete(page);
  await page.emulateMedia({
    media: view.media ?? "screen", colorScheme: view.colorScheme ?? "light",
    forcedColors: view.forcedColors ?? "none", reducedMotion: "reduce",
  });
  await page.setViewportSize({ width: view.width, height: view.height });
  if (view.scale) {
    const devtools = await page.context().newCDPSession(page);
    await devtools.send("Emulation.setDeviceMetricsOverride", {
      width: view.width, height: view.height, deviceScaleFactor: view.scale, mobile: false,
    });
    scaled.set(page, devtools);
  }
}
