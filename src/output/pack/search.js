// The search in a packed site: lists the sections that hold all words, with a piece of each.
// Asks for nothing and keeps nothing; without it, the browser's own search finds all the same.
(() => {
  "use strict";
  const box = document.getElementById("on-pack-search");
  const field = document.getElementById("on-pack-words");
  const told = document.getElementById("on-pack-told");
  const list = document.getElementById("on-pack-found");
  if (!box || !field || !told || !list) return;
  const MOST = 40;
  const AROUND = 70;
  let sections = null;

  /** Each section with its words, as they are read: without notes that are folded away. */
  const read = () => Array.from(document.querySelectorAll("[data-section]"), (element) => {
    const pieces = [];
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, {
      acceptNode: (node) => (node.nodeType === 1 && node.matches(".cite, .note, svg, .visually-hidden") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT),
    });
    let text = "";
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (node.nodeType !== 3) {
        if (!/^(A|B|BUTTON|CODE|DEL|EM|I|INS|SPAN|STRONG|SUP|TIME)$/.test(node.tagName)) text += " ";
        continue;
      }
      const words = node.data.normalize("NFC").replace(/\s+/g, " ");
      pieces.push([text.length, node]);
      text += words;
    }
    return { element, text, pieces, title: element.dataset.section };
  });

  const pattern = (word) => new RegExp("(?<![\\p{L}\\p{N}])" + word.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&"), "iu");

  /** The closest place with a name of its own around what stands at `at`. */
  const place = (section, at) => {
    let node = null;
    for (const [start, one] of section.pieces) {
      if (start > at) break;
      node = one;
    }
    const named = node && node.parentElement && node.parentElement.closest("[id]");
    return named && section.element.contains(named) ? named.id : section.element.id;
  };

  const entry = (section, at, length) => {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = "#" + place(section, at);
    link.textContent = section.title;
    const piece = document.createElement("p");
    const mark = document.createElement("mark");
    const { text } = section;
    const from = at > AROUND ? text.indexOf(" ", at - AROUND) + 1 : 0;
    const to = Math.max(text.lastIndexOf(" ", at + length + AROUND), at + length);
    mark.textContent = text.slice(at, at + length);
    piece.append(from > 0 ? "… " : "", text.slice(Math.min(from, at), at), mark, text.slice(at + length, to), to < text.length ? " …" : "");
    item.append(link, piece);
    return item;
  };

  const search = () => {
    const words = field.value.normalize("NFC").split(/\s+/).filter(Boolean);
    list.replaceChildren();
    told.textContent = "";
    list.hidden = true;
    if (words.join("").length < 2) return;
    sections ??= read();
    const patterns = words.map(pattern);
    const found = [];
    for (const section of sections) {
      const places = patterns.map((one) => one.exec(section.text));
      if (places.every(Boolean)) {
        const inTitle = patterns.every((one) => one.test(section.title));
        found.push({ section, at: places[0].index, length: places[0][0].length, inTitle });
      }
    }
    found.sort((a, b) => b.inTitle - a.inTitle);
    const shown = found.slice(0, MOST);
    list.append(...shown.map(({ section, at, length }) => entry(section, at, length)));
    list.hidden = shown.length === 0;
    const n = found.length;
    told.textContent = n === 0 ? "No page holds all of these words." : `${n} page${n === 1 ? "" : "s"}${n > MOST ? `, the first ${MOST} of them` : ""}`;
  };

  field.addEventListener("input", search);
  field.addEventListener("keydown", (event) => {
    const first = list.querySelector("a");
    if (event.key === "Enter" && first) {
      event.preventDefault();
      first.click();
      first.focus();
    }
  });
  box.hidden = false;
})();
