// Looks at what a printed page leaves out. Paper cannot be opened: what a page holds stands on it. Menus, links that only lead
// elsewhere, words for those who cannot see, and what is printed in another place anyway may go.

export const PAPER = { key: "paper", title: "paper: nothing of the text stays closed, menus stay away" };

// Notes, while a page is shown on a screen, which of its words can be read there.
export async function onScreen(page) {
  await page.evaluate(() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    window.suiteOnScreen = new WeakSet();
    while (walker.nextNode()) {
      const at = walker.currentNode.parentElement;
      if (at.checkVisibility({ visibilityProperty: true }) || at.closest("details")) window.suiteOnScreen.add(walker.currentNode);
    }
  });
}

// Of a page that is shown as print, and was noted before.
export async function paper(page) {
  return page.evaluate(() => {
    const faults = [];
    const main = document.querySelector("main") ?? document.body;
    // What has no box of its own is where its parent is.
    const isShown = (at) => at === null || (getComputedStyle(at).display === "contents" ? isShown(at.parentElement) : at.checkVisibility({ visibilityProperty: true }));
    // The whole of what is left out with an element, but for links and the headings above them: a menu leaves nothing.
    const left = (at) => {
      while (at.parentElement !== main && !isShown(at.parentElement)) at = at.parentElement;
      const copy = at.cloneNode(true);
      for (const one of copy.querySelectorAll("a, h1, h2, h3, h4, h5, h6")) one.remove();
      return copy.matches("a, h1, h2, h3, h4, h5, h6") ? "" : copy.textContent.replace(/[\s\d]+/g, " ").trim();
    };
    const printed = main.innerText.replace(/\s+/g, " ");
    const walker = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const at = walker.currentNode.parentElement;
      const text = walker.currentNode.data.trim().replace(/\s+/g, " ");
      if (text.length < 3 || !window.suiteOnScreen.has(walker.currentNode) || at.closest("nav, form, fieldset, label, button, select, textarea, output, [role=status], [aria-live], .screen-only, script, style, template, noscript, [hidden], [popover], [aria-hidden=true], dialog, a, svg, thead, .visually-hidden")) continue;
      if (isShown(at) || printed.includes(text) || !left(at)) continue;
      faults.push({ what: "it is not printed, at first", where: `${at.localName}.${at.className} “${text.slice(0, 60)}”`, cure: "open it in print" });
    }
    for (const menu of document.querySelectorAll("nav, .skip")) {
      if (menu.checkVisibility({ visibilityProperty: true }) && !menu.closest("main")) faults.push({ what: "a menu is printed", where: menu.className || menu.localName, cure: "display: none in print" });
    }
    return faults.slice(0, 3);
  });
}
