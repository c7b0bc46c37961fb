// Compares what a page says with and without scripts, and uses its forms without them.

export const SCRIPT = { key: "script", title: "without JavaScript: the same words, nothing hidden, forms lead somewhere" };

// All that can be read of a page, word by word in order, but for controls, which a script may add.
export async function words(page) {
  return page.evaluate(() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const words = [];
    while (walker.nextNode()) {
      const at = walker.currentNode.parentElement;
      if (at.closest("script, style, noscript, template, button, select, option, dialog, output, form, fieldset, label, [role=group], [role=radiogroup], [role=status], [role=toolbar], [role=alert]")) continue;
      if (at.checkVisibility({ visibilityProperty: true })) words.push(...walker.currentNode.data.split(/\s+/).filter(Boolean));
    }
    return words;
  });
}

// The first words that one reading has more often than the other.
function missing(from, others) {
  const counts = new Map();
  for (const word of others) counts.set(word, (counts.get(word) ?? 0) + 1);
  return from.filter((word) => { const left = (counts.get(word) ?? 0) - 1; counts.set(word, left); return left < 0; });
}

export function compare(withScript, without) {
  const faults = [];
  const gone = missing(withScript, without);
  const hidden = missing(without, withScript);
  if (gone.length) faults.push({ what: `${gone.length} words are only there with scripts`, where: gone.slice(0, 12).join(" "), cure: "write them into the page" });
  if (hidden.length) faults.push({ what: `a script takes ${hidden.length} words away`, where: hidden.slice(0, 12).join(" "), cure: "a script adds, and takes nothing" });
  return faults;
}

// What a page keeps back for a script that may never come. What a script speaks of itself carries its mark (data-...).
export async function hidden(page) {
  return page.evaluate(() => [...document.querySelectorAll("[hidden]")]
    .filter((at) => !at.closest("template, form, dialog, [role=status], [role=toolbar], [data-script]") && !at.matches("button, select, output, input, :has(button, input, select)"))
    .filter((at) => !Object.keys(at.dataset).length)
    .filter((at) => at.textContent.trim().split(/\s+/).length >= 3)
    .map((at) => ({ what: "a text is hidden until a script comes", where: at.textContent.trim().slice(0, 60), cure: "show it, and let the script hide it" })));
}

// Sends the first form of a page, and comes back.
export async function forms(page, root) {
  const form = page.locator("form").first();
  if (await form.count() === 0) return null;
  const before = page.url();
  const box = form.locator("input[type=search], input[type=text], input:not([type])").first();
  if (await box.count()) await box.fill("order");
  const came = page.waitForEvent("framenavigated", { timeout: 3000 }).catch(() => null);
  await form.evaluate((at) => at.requestSubmit());
  await came;
  await page.waitForLoadState("load").catch(() => null);
  const after = page.url();
  await page.goto(before);
  if (after === before) return [{ what: "a form cannot be sent", where: await form.evaluate((at) => at.outerHTML.slice(0, 100)), cure: "an action, and form-action 'self' in the policy" }];
  return after.startsWith(root) ? [] : [{ what: "a form leads out of the site", where: after }];
}
