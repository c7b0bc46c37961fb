// Measures whether a page fits its window: as it is, read from the other side, and with text spaced as WCAG's
// 1.4.12 lets readers space it, or twice as large (1.4.4). Puts back what it changed.

export const REFLOW = { key: "reflow", title: "nothing scrolls sideways, no text is cut off" };
export const SPACING = { key: "spacing", title: "the same with wide text spacing and at 200 % text" };
export const SIDES = { key: "right-to-left", title: "right to left: the page fits, and styles name no physical side" };

// What is wider than it may be. Tables, code and drawings may scroll in a box of their own (1.4.10 leaves them out).
async function measure(page) {
  return page.evaluate(() => {
    const faults = [];
    const nameOf = (at) => at.localName + (at.id ? `#${at.id}` : "") + [...at.classList].map((one) => `.${one}`).join("");
    const root = document.documentElement;
    const over = root.scrollWidth - root.clientWidth;
    if (over > 0) {
      // The innermost element that sticks out is the one to mend.
      const isOut = (at) => { const box = at.getBoundingClientRect(); return box.width > 0 && (box.right > innerWidth + 0.5 || box.left < -0.5); };
      const out = [...document.body.querySelectorAll("*")].filter((at) => isOut(at) && ![...at.children].some(isOut));
      faults.push({
        what: `the page is wider than the window, by ${over} px at first`, where: out[0] ? nameOf(out[0]) : "",
        cure: "let it wrap (min-inline-size: 0, overflow-wrap), or scroll in a box of its own if it is a table",
      });
    }
    for (const at of document.body.querySelectorAll("*")) {
      if (at.scrollWidth <= at.clientWidth + 1 || at.clientWidth <= 1) continue;
      const style = getComputedStyle(at);
      if (style.overflowX === "visible" || style.display === "inline") continue;
      if (style.clipPath !== "none" || at.closest("svg, [popover]:not(:popover-open)")) continue;
      const isBox = at.matches("pre, table, input, textarea, select") || at.querySelector("table, svg, pre");
      if (isBox && ["auto", "scroll"].includes(style.overflowX) || at.matches("input, textarea, select")) continue;
      faults.push(["auto", "scroll"].includes(style.overflowX)
        ? { what: "it scrolls sideways, and is no table", where: nameOf(at), cure: "let its content wrap" }
        : { what: "text is cut off at its edge", where: nameOf(at), cure: "no overflow: hidden around text" });
    }
    return faults.slice(0, 5);
  });
}

export const reflow = measure;

// Every rule of a style of the reader's own wins over the page's.
async function withStyle(page, text, work) {
  await page.evaluate((text) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    document.adoptedStyleSheets.push(sheet);
  }, text);
  const faults = await work();
  await page.evaluate(() => { document.adoptedStyleSheets.pop(); });
  return faults;
}

export async function spacing(page) {
  const wide = "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } p { margin-block-end: 2em !important }";
  const faults = await withStyle(page, wide, () => measure(page));
  return faults.map((fault) => ({ ...fault, what: `with text spaced wide, ${fault.what}` }));
}

// The reader's own setting of the browser, which media queries in em or rem follow.
export async function largeText(page, devtools) {
  await devtools.send("Page.setFontSizes", { fontSizes: { standard: 32, fixed: 26 } });
  const faults = await measure(page);
  await devtools.send("Page.setFontSizes", { fontSizes: { standard: 16, fixed: 13 } });
  return faults.map((fault) => ({ ...fault, what: `with text twice as large, ${fault.what}` }));
}

export async function otherSide(page) {
  const before = await page.evaluate(() => {
    const { dir } = document.documentElement;
    document.documentElement.dir = getComputedStyle(document.documentElement).direction === "rtl" ? "ltr" : "rtl";
    return dir;
  });
  const faults = await measure(page);
  await page.evaluate((before) => {
    if (before) document.documentElement.dir = before;
    else document.documentElement.removeAttribute("dir");
  }, before);
  return faults.map((fault) => ({ ...fault, what: `turned around, ${fault.what}` }));
}

// A page in a language that is written from the right must say so, or browsers lay it out from the left.
export async function saysItsSide(page) {
  return page.evaluate(() => {
    const { lang } = document.documentElement;
    const { textInfo, getTextInfo } = Intl.Locale.prototype;
    let side = "ltr";
    try {
      const locale = new Intl.Locale(lang || "en");
      side = (locale.getTextInfo?.() ?? locale.textInfo ?? {}).direction ?? "ltr";
    } catch {
      return [{ what: `no language is called \`${lang}\``, where: "html", cure: "a BCP 47 code in lang" }];
    }
    const is = getComputedStyle(document.documentElement).direction;
    return side === is ? [] : [{ what: `the language ${lang} is written ${side}, and the page is laid out ${is}`, where: "html", cure: `dir="${side}" on html` }];
  });
}

// Reads the stylesheets of a page: sides are named by the text's direction.
export async function styles(page) {
  return page.evaluate(() => {
    const faults = [];
    const pairs = ["margin", "padding", "border", "scroll-margin", "scroll-padding"].flatMap((name) =>
      name === "border" ? ["width", "style", "color"].map((part) => [`border-left-${part}`, `border-right-${part}`]) : [[`${name}-left`, `${name}-right`]]);
    pairs.push(["left", "right"]);
    const tell = (rule, what, cure) => faults.push({ what, where: rule.selectorText, cure });
    const read = (rules) => {
      for (const rule of rules) {
        if (rule.cssRules) read(rule.cssRules);
        if (!rule.selectorText || !rule.style) continue;
        for (const [left, right] of pairs) {
          if (rule.style.getPropertyValue(left) !== rule.style.getPropertyValue(right)) {
            tell(rule, `${left} and ${right} differ`, "the logical property: inline-start, inline-end");
          }
        }
        for (const name of ["text-align", "float", "clear"]) {
          // Where the author of a table says left or right, it is.
          if (/cell-(left|right)/.test(rule.selectorText)) continue;
          if (/^(left|right)$/.test(rule.style.getPropertyValue(name))) tell(rule, `${name}: ${rule.style.getPropertyValue(name)}`, "start, end, inline-start or inline-end");
        }
        // A shorthand with a variable in it is not taken apart by the browser.
        for (const name of ["margin", "padding", "inset", "border-width", "border-style", "border-color"]) {
          const values = rule.style.getPropertyValue(name).match(/(?:[^\s()]|\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\))+/g) ?? [];
          if (values.length === 4 && values[1] !== values[3]) tell(rule, `${name} names its right and left sides`, `${name}-block and ${name}-inline`);
        }
      }
    };
    for (const sheet of document.styleSheets) read(sheet.cssRules);
    return faults;
  });
}
