// Goes through a page with the keyboard alone, and looks at each stop.

export const SKIP = { key: "skip", title: "keyboard: the first stop leads past the menu" };
export const TOUR = { key: "keyboard", title: "keyboard: every stop is reached, marked, seen, in order, without a trap" };
export const POPOVER = { key: "popover", title: "keyboard: what opens in place opens by Enter, fits, and closes by Esc" };

const KEYS = { Tab: 9, Enter: 13, Escape: 27 };

// Sends key presses in one go: asking after each would take most of the time.
async function press(page, ...keys) {
  const devtools = await page.context().newCDPSession(page);
  const sent = keys.flatMap((key) => ["rawKeyDown", ...(key === "Enter" ? ["char"] : []), "keyUp"].map((type) =>
    devtools.send("Input.dispatchKeyEvent", { type, key, code: key, windowsVirtualKeyCode: KEYS[key], ...(type === "char" ? { text: "\r" } : {}) })));
  await Promise.all(sent);
  await devtools.detach();
}

// To be asked of a page that was just loaded. An embed is a piece of somebody's page, and has no menu.
export async function skip(page) {
  await press(page, "Tab");
  const link = await page.evaluate(() => {
    const at = document.activeElement;
    const box = at.getBoundingClientRect();
    return { href: at.getAttribute("href") ?? "", name: at.textContent.trim(), isSeen: box.width > 20 && box.height > 10 && box.top >= 0 && box.left >= 0 };
  });
  if (!link.href.startsWith("#")) return [{ what: `the first stop is “${link.name.slice(0, 40)}”, and no way past the menu`, cure: "a link to the main part comes first" }];
  const faults = link.isSeen ? [] : [{ what: "the way past the menu cannot be seen when it has the focus", where: link.name }];
  await press(page, "Enter");
  await press(page, "Tab");
  const isPast = await page.evaluate((href) => {
    const goal = document.getElementById(href.slice(1));
    const at = document.activeElement;
    if (!goal) return false;
    // Where nothing follows, the next stop is the first again.
    return at === document.body || at.getAttribute("href") === href || goal === at || goal.contains(at) || Boolean(goal.compareDocumentPosition(at) & Node.DOCUMENT_POSITION_FOLLOWING);
  }, link.href);
  if (!isPast) faults.push({ what: "the way past the menu does not lead past it", where: link.href, cure: "its target exists, and follows the menu" });
  return faults;
}

// Runs in the page: notes each stop when it is reached, and where it stands when the next key is pressed, for by then it was scrolled to.
function watch() {
  const nameOf = (at) => `${at.localName}${[...at.classList].map((one) => `.${one}`).join("")} “${(at.getAttribute("aria-label") || at.textContent || "").trim().replace(/\s+/g, " ").slice(0, 40)}”`;
  const parse = (text) => {
    const parts = (text.match(/-?[\d.]+(e-?\d+)?/g) ?? []).map(Number);
    const isUnit = text.startsWith("color(");
    return { rgb: parts.slice(0, 3).map((part) => isUnit ? part * 255 : part), alpha: parts[3] ?? 1 };
  };
  const luminance = (rgb) => {
    const [r, g, b] = rgb.map((part) => { const share = part / 255; return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4; });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (one, other) => {
    const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  };
  const behind = (at) => {
    for (let box = at.parentElement; box; box = box.parentElement) {
      const colour = parse(getComputedStyle(box).backgroundColor);
      if (colour.alpha > 0.5) return colour.rgb;
    }
    return matchMedia("(prefers-color-scheme: dark)").matches ? [0, 0, 0] : [255, 255, 255];
  };
  const isShown = (at) => at.checkVisibility({ visibilityProperty: true, opacityProperty: false }) && !at.closest("[inert]");
  const can = [...document.querySelectorAll("a[href], area[href], button, input, select, textarea, summary, iframe, [tabindex], [contenteditable]")]
    .filter((at) => at.tabIndex >= 0 && !at.disabled && at.type !== "hidden" && at.type !== "radio" && isShown(at));
  const stops = [];
  const faults = [];
  window.suiteTour = { can, stops, faults, isDone: false };
  const tell = (at, what, cure) => faults.push({ what, where: nameOf(at), cure });
  for (const at of can) if (at.tabIndex > 0) tell(at, "its place in the order is forced", "no tabindex above 0");
  document.addEventListener("focusin", ({ target: at }) => {
    if (window.suiteTour.isDone) return;
    if (stops.includes(at)) { window.suiteTour.isDone = true; return; }
    const last = stops.at(-1);
    if (last && !(last.compareDocumentPosition(at) & Node.DOCUMENT_POSITION_FOLLOWING)) tell(at, "the focus goes back to it", "the order of the document");
    stops.push(at);
    const style = getComputedStyle(at);
    const hasLine = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1;
    if (!hasLine && style.boxShadow === "none") tell(at, "nothing marks the focus", ":focus-visible with an outline");
    else if (hasLine && style.outlineStyle !== "auto" && contrast(parse(style.outlineColor).rgb, behind(at)) < 3) tell(at, "the mark of the focus is faint", "3 : 1 against what is behind it");
  }, true);
  document.addEventListener("keydown", ({ key }) => {
    const at = document.activeElement;
    if (key !== "Tab" || window.suiteTour.isDone || !stops.includes(at)) return;
    const boxes = [...at.getClientRects()].filter((box) => box.width >= 4 && box.height >= 4);
    const box = boxes.find((one) => one.bottom > 0 && one.top < innerHeight && one.right > 0 && one.left < innerWidth);
    if (!box) return tell(at, "the focus is out of sight", "what can have the focus can be seen with it");
    const x = Math.min(Math.max((box.left + box.right) / 2, 1), innerWidth - 1);
    const y = Math.min(Math.max((box.top + box.bottom) / 2, 1), innerHeight - 1);
    const top = document.elementFromPoint(x, y);
    if (top && top !== at && !at.contains(top) && !top.contains(at) && !top.closest("label")) tell(at, `the focus is covered by ${nameOf(top)}`, "scroll-padding for what is fixed");
  }, true);
}

// To be asked of a page that was just loaded.
export async function tour(page) {
  await page.evaluate(watch);
  const most = await page.evaluate(() => window.suiteTour.can.length) + 8;
  for (let pressed = 0; pressed < most; pressed += 25) {
    await press(page, ...Array(Math.min(25, most - pressed)).fill("Tab"));
    if (await page.evaluate(() => window.suiteTour.isDone)) break;
  }
  return page.evaluate(() => {
    const { can, stops, faults } = window.suiteTour;
    window.suiteTour.isDone = true;
    const missed = can.filter((at) => !stops.includes(at));
    if (missed.length) {
      const last = stops.at(-1);
      faults.push({
        what: `${missed.length} of ${can.length} stops are not reached, at first`, where: missed[0].outerHTML.slice(0, 120),
        cure: `no script holds the focus back; the last stop was ${last ? last.outerHTML.slice(0, 80) : "none"}`,
      });
    }
    return faults.slice(0, 8);
  });
}

// Opens the first thing that opens in place, and closes it.
export async function popover(page) {
  const button = page.locator("button[popovertarget]:visible").first();
  if (await button.count() === 0) return null;
  await button.focus();
  await press(page, "Enter");
  const open = await page.evaluate(async () => {
    // A browser looks for a place where all of it fits when it has shown it once.
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    const box = document.querySelector(":popover-open")?.getBoundingClientRect();
    return box && { top: box.top, bottom: box.bottom, left: box.left, right: box.right, wide: innerWidth, high: innerHeight };
  });
  if (!open) return [{ what: "Enter on its mark does not open it", where: await button.evaluate((at) => at.outerHTML), cure: "popovertarget names a popover" }];
  const faults = [];
  if (open.left < 0 || open.right > open.wide || open.top < 0 || open.bottom > open.high) {
    faults.push({ what: "it opens beyond the window", where: JSON.stringify(open), cure: "max-inline-size, max-block-size" });
  }
  await press(page, "Escape");
  const after = await page.evaluate(() => ({ isOpen: Boolean(document.querySelector(":popover-open")), hasFocus: document.activeElement?.hasAttribute("popovertarget") }));
  if (after.isOpen) faults.push({ what: "Esc does not close it" });
  if (!after.hasFocus) faults.push({ what: "the focus does not go back to its mark" });
  return faults;
}
