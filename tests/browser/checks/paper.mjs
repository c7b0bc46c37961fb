// Looks at what a printed page leaves out. Paper cannot be opened: what a page holds stands on it.

export const PAPER = { key: "paper", title: "paper: nothing of the text stays closed, menus stay away" };

// Of a page that is shown as print.
export async function paper(page) {
  return page.evaluate(() => {
    const faults = [];
    const walker = document.createTreeWalker(document.querySelector("main") ?? document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const at = walker.currentNode.parentElement;
      const text = walker.currentNode.data.trim().replace(/\s+/g, " ");
      if (text.length < 3 || at.closest("nav, form, button, select, script, style, template, noscript, [hidden], [popover], [aria-hidden=true], dialog, .screen-only")) continue;
      if (!at.checkVisibility({ visibilityProperty: true })) faults.push({ what: "it is not printed, at first", where: `${at.localName}.${at.className} “${text.slice(0, 60)}”`, cure: "open it in print" });
    }
    for (const menu of document.querySelectorAll("nav, .skip")) {
      if (menu.checkVisibility({ visibilityProperty: true }) && !menu.closest("main")) faults.push({ what: "a menu is printed", where: menu.className || menu.localName, cure: "display: none in print" });
    }
    return faults.slice(0, 3);
  });
}
