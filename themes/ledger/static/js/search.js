/* Finds what a reader types, in the index that the build made; src/search/ tells how that is laid out.
   The first half knows no page, so that tests/search can run it; the second shows what was found. */

// ---- words, as src/search/words.rs splits them ----

const ALONE = "\\u0e00-\\u0eff\\u1000-\\u109f\\u1780-\\u17ff\\u3040-\\u30ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\u{20000}-\\u{3ffff}";
const WORD = new RegExp(`[${ALONE}]|(?:(?![${ALONE}])[\\p{Alphabetic}\\p{N}][\\u0300-\\u036f]*)+`, "gu");
const fold = (word) => word.toLowerCase().normalize("NFKD").replace(/[^\p{Alphabetic}\p{N}]|[\u0300-\u036f]/gu, "");
export const split = (text) => [...text.matchAll(WORD)].map((found) => ({ at: found.index, raw: found[0], word: fold(found[0]) }));

// ---- the index ----

const utf8 = new TextDecoder();

class Bytes {
  constructor(bytes) { this.bytes = bytes; this.at = 0; }
  get more() { return this.at < this.bytes.length; }
  number() {
    for (let number = 0, unit = 1; ; unit *= 128) {
      const byte = this.bytes[this.at++];
      number += (byte & 127) * unit;
      if (!(byte & 128)) return number;
    }
  }
  take(length) { return this.bytes.subarray(this.at, (this.at += length)); }
  text(length = this.number()) { return utf8.decode(this.take(length)); }
}

/* At most so many parts of words are read for one word. */
const MOST_PARTS = 3;

export class Index {
  /* load: gives the bytes of a file of the index by its name. */
  static async open(load) {
    const root = new Bytes(await load("index.bin"));
    const index = new Index();
    const files = new Map();
    const several = (read) => Array.from({ length: root.number() }, read);
    index.n = root.number();
    index.perPart = root.number();
    index.kinds = several(() => root.number());
    let before = 0;
    index.words = several(() => ({ first: root.text(), before: (before += root.number()) }));
    let lists = 0;
    index.lists = several(() => { const n = root.number(); lists += n; return { n, before: lists - n }; });
    if (root.number()) {
      const names = [
        ...index.words.map((_, at) => `words-${at}.bin`),
        ...index.lists.map((_, at) => `lists-${at}.bin`),
        ...Array.from({ length: Math.ceil(index.n / index.perPart) }, (_, at) => `items-${at}.json`),
      ];
      for (const name of names) files.set(name, Promise.resolve(root.take(root.number())));
    }
    index.load = (name) => {
      if (!files.has(name)) files.set(name, load(name));
      return files.get(name);
    };
    return index;
  }

  /* The kind of an item, by its number. */
  kind(item) {
    let kind = 0;
    while (item >= this.kinds[kind]) item -= this.kinds[kind++];
    return kind;
  }

  /* Title, address, summary and explainer of an item. */
  async item(number) {
    const part = Math.floor(number / this.perPart);
    const name = `items-${part}.json`;
    this.parsed ??= new Map();
    if (!this.parsed.has(part)) this.parsed.set(part, this.load(name).then((bytes) => JSON.parse(utf8.decode(bytes))));
    const [title, url, summary, explainer = ""] = (await this.parsed.get(part))[number % this.perPart];
    return { title, url, summary, explainer };
  }

  /* The words of a part, each with its list and about how many items have it. */
  async part(at) {
    this.read ??= new Map();
    if (!this.read.has(at)) {
      this.read.set(at, this.load(`words-${at}.bin`).then((bytes) => {
        const from = new Bytes(bytes);
        const words = [];
        const sizes = new Map();
        let word = "";
        let lists = this.words[at].before;
        const more = (number) => (number === 15 ? 15 + from.number() : number);
        while (from.more) {
          const head = from.bytes[from.at++];
          const shared = more(head >> 4);
          const length = more(head & 15);
          word = word.slice(0, shared) + from.text(length);
          const code = from.number();
          const list = code < 16 ? lists++ : lists - 1 - (code - 16);
          if (code < 16) sizes.set(list, 2 ** code);
          words.push({ word, list, size: sizes.get(list) ?? 1 });
        }
        return words;
      }));
    }
    return this.read.get(at);
  }

  /* The part in which a word stands, or would stand. */
  place(word) {
    let [low, high] = [0, this.words.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.words[middle].first <= word) low = middle; else high = middle;
    }
    return low;
  }

  /* The items of a list: how many there are in all, and number and weight of each. */
  async list(number) {
    this.decoded ??= new Map();
    if (this.decoded.has(number)) return this.decoded.get(number);
    let [low, high] = [0, this.lists.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.lists[middle].before <= number) low = middle; else high = middle;
    }
    const from = new Bytes(await this.load(`lists-${low}.bin`));
    const lengths = Array.from({ length: this.lists[low].n }, () => from.number());
    const own = number - this.lists[low].before;
    from.take(lengths.slice(0, own).reduce((sum, one) => sum + one, 0));
    const list = new Bytes(from.take(lengths[own]));
    const found = { n: list.number(), items: [], weights: [] };
    for (let item = -1; list.more; ) {
      const code = list.number();
      item += Math.floor(code / 16) + 1;
      found.items.push(item);
      found.weights.push(code & 15);
    }
    this.decoded.set(number, found);
    return found;
  }

  /* The words of the index that a reader may mean by one: with how much each is worth. */
  async meant(word) {
    const at = this.place(word);
    let parts = [await this.part(at)];
    for (let next = at + 1; next < this.words.length && parts.length < MOST_PARTS && this.words[next].first.startsWith(word); next++) {
      parts.push(await this.part(next));
    }
    const found = [];
    for (const known of parts.flat()) {
      if (known.word === word) found.push({ ...known, worth: 1 });
      else if (word.length > 1 && known.word.startsWith(word)) found.push({ ...known, worth: 0.3 + (0.4 * word.length) / known.word.length });
    }
    // Words of one list are found by each other, so all of them are marked.
    const withKin = (found) => {
      const lists = new Map(found.map(({ list, worth }) => [list, worth]));
      const kin = parts.flat().filter((known) => lists.has(known.list) && !found.some((one) => one.word === known.word));
      return [...found, ...kin.map((known) => ({ ...known, worth: lists.get(known.list) }))];
    };
    if (found.length || word.length < 4) return withKin(found);
    // Nothing is written like that: what is written nearly so, in this part and in those beside it.
    for (const near of [at - 1, at + 1, at - 2, at + 2]) {
      const isNear = this.words.length < 6 || this.words[near]?.first[0] === word[0] || this.words[near + 1]?.first[0] === word[0];
      if (parts.length <= MOST_PARTS && this.words[near] && isNear) parts.push(await this.part(near));
    }
    for (const known of parts.flat()) {
      const worth = likeness(word, known.word);
      if (worth) found.push({ ...known, worth });
    }
    const best = Math.max(0, ...found.map((one) => one.worth));
    return withKin(found.filter((one) => one.worth > best - 0.1));
  }

  /* The items that have the words of a query, the best first; and of each word what was taken for it. */
  async find(query, { within = "" } = {}) {
    const asked = [...new Set(split(query).map((one) => one.word))].slice(0, 12);
    const [scores, covered, best] = [0, 1, 2].map(() => new Float32Array(this.n));
    let all = 0;
    let more = false;
    const meant = await Promise.all(asked.map((word) => this.meant(word)));
    for (const [at, words] of meant.entries()) {
      // A list is worth what its best word is; the more of them, the less is gained by the rest.
      const lists = new Map();
      for (const { list, worth, size } of words) {
        if (!(lists.get(list)?.worth >= worth)) lists.set(list, { worth, size });
      }
      const most = asked[at].length < 3 ? 5 : 12;
      const chosen = [...lists].sort((a, b) => b[1].worth - a[1].worth || b[1].size - a[1].size).slice(0, most);
      const reached = [];
      const read = await Promise.all(chosen.map(([list]) => this.list(list)));
      if (!read.length) continue;
      // A word that is there is as rare as it is; what may be meant, as its most common word.
      const n = chosen[0][1].worth === 1 ? read[0].n : Math.max(...read.map((one) => one.n));
      more ||= asked.length === 1 && read[0].n > read[0].items.length;
      for (const [place, { items, weights }] of read.entries()) {
        const { worth } = chosen[place][1];
        const unit = worth / chosen[0][1].worth / 15.5;
        for (let i = 0; i < items.length; i++) {
          const weight = unit * (weights[i] + 0.5);
          if (!best[items[i]]) reached.push(items[i]);
          if (weight > best[items[i]]) best[items[i]] = weight;
        }
      }
      // What was only guessed says less.
      const rare = (Math.log(1 + (this.n - n + 0.5) / (n + 0.5)) + 0.1) * chosen[0][1].worth;
      all += rare;
      for (const item of reached) {
        scores[item] += rare * best[item];
        covered[item] += rare;
        best[item] = 0;
      }
    }
    let inside = null;
    if (within) {
      const [own] = (await this.meant("\u0001" + within)).filter((one) => one.worth === 1);
      inside = new Set(own ? (await this.list(own.list)).items : []);
    }
    let results = [];
    for (let item = 0; item < this.n; item++) {
      const share = covered[item] / all;
      if (share > 0 && (!inside || inside.has(item))) results.push({ item, share, score: scores[item] * share * share });
    }
    // What lacks most of what was asked is no answer, unless there are few others.
    const better = results.filter(({ share }) => share >= 0.34);
    if (better.length >= 10) results = better;
    results.sort((a, b) => b.score - a.score || a.item - b.item);
    const marks = new Map(meant.flatMap((words, at) => words.map(({ word }) => [word, at])));
    return { results, marks, more, missing: asked.filter((_, at) => !meant[at].length) };
  }
}

/* How much a word is worth that is written nearly as another: a slip of the fingers, also in the beginning
   of a longer word, or another ending; 0 if they are too far apart. */
export function likeness(typed, known) {
  let shared = 0;
  while (shared < typed.length && typed[shared] === known[shared]) shared++;
  const longer = Math.max(typed.length, known.length);
  const ending = shared >= 4 && shared / longer >= 0.65 ? 0.5 : shared >= 6 ? 0.2 + (0.3 * shared) / longer : 0;
  const most = typed.length < 8 ? 1 : 2;
  const length = Math.min(known.length, typed.length + most);
  if (length < typed.length - most) return ending;
  // Damerau and Levenshtein: letters that are wrong, left out, doubled or swapped.
  let [before, last] = [[], Array.from({ length: length + 1 }, (_, at) => at)];
  for (let i = 1; i <= typed.length; i++) {
    const row = [i];
    for (let j = 1; j <= length; j++) {
      const same = typed[i - 1] === known[j - 1] ? 0 : 1;
      row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + same);
      if (i > 1 && j > 1 && typed[i - 1] === known[j - 2] && typed[i - 2] === known[j - 1]) row[j] = Math.min(row[j], before[j - 2] + 1);
    }
    if (Math.min(...row) > most) return ending;
    [before, last] = [last, row];
  }
  const slips = length === known.length ? last[length] : most + 1;
  if (slips <= most) return Math.max(ending, 0.7 - 0.2 * slips + (typed[0] === known[0] ? 0.05 : 0));
  const start = Math.min(...last);
  return Math.max(ending, start <= most && typed[0] === known[0] ? 0.45 - 0.15 * start : 0);
}

/* The stretch of a text that shows most of the words that were found: texts, those to be marked in a list of one. */
export function snippet(text, marks, width = 200) {
  const hits = split(text).filter(({ word }) => marks.has(word)).map((hit) => ({ ...hit, asked: marks.get(hit.word) }));
  if (!hits.length) return null;
  let best = { n: 0, from: 0, asked: 0 };
  for (const [at, hit] of hits.entries()) {
    const seen = new Set();
    let n = 0;
    for (const other of hits.slice(at)) {
      if (other.at + other.raw.length - hit.at > width - 40) break;
      n += seen.has(other.asked) ? 0.1 : 1;
      seen.add(other.asked);
    }
    if (n > best.n + 0.05) best = { n, from: hit.at, asked: seen.size };
  }
  let from = width === Infinity ? 0 : Math.max(0, best.from - 40);
  if (from) from = text.indexOf(" ", from) + 1;
  let to = Math.min(text.length, from + width);
  if (to < text.length) to = Math.max(text.lastIndexOf(" ", to), from + width / 2);
  const pieces = from ? ["… "] : [];
  let at = from;
  for (const hit of hits.filter((one) => one.at >= from && one.at + one.raw.length <= to)) {
    pieces.push(text.slice(at, hit.at), [hit.raw]);
    at = hit.at + hit.raw.length;
  }
  pieces.push(text.slice(at, to), to < text.length ? " …" : "");
  return { pieces: pieces.filter((piece) => piece.length), asked: best.asked };
}

// ---- the page ----

const form = globalThis.document?.querySelector("[data-search-index]");
if (form) start(form);

/* Results that are shown at once. */
function start(form) {
  const AT_ONCE = 10;
  const find = (name) => document.querySelector(`[data-search="${name}"]`);
  const [box, kinds, status, list, more, still] = ["words", "kinds", "status", "results", "more", "still"].map(find);
  const { searchIndex: folder, searchHome: home } = form.dataset;
  const radios = [...kinds.querySelectorAll("input")];
  const pages = new Map();
  let opened, turn = 0, told;

  const load = async (name) => {
    const answer = await fetch(folder + name);
    if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
    return new Uint8Array(await answer.arrayBuffer());
  };

  /* The words of what an address leads to, taken from its own page, which its reader may open next. */
  async function textOf(url) {
    const [path, id] = url.split("#");
    if (!pages.has(path)) {
      pages.set(path, fetch(home + path).then(async (answer) => new DOMParser().parseFromString(await answer.text(), "text/html")));
    }
    const page = await pages.get(path);
    const own = ((id && page.getElementById(id)) || page.querySelector("main"))?.cloneNode(true);
    own?.querySelectorAll("h1, nav, script, button, [popover], .visually-hidden").forEach((one) => one.remove());
    const bodies = [...(own?.querySelectorAll(".prose") ?? [])];
    return (bodies.length ? bodies : [own]).map((one) => one?.textContent ?? "").join(" ").replace(/\s+/g, " ").trim();
  }

  const element = (name, className, ...children) => {
    const made = document.createElement(name);
    if (className) made.className = className;
    made.append(...children);
    return made;
  };
  const marked = (pieces) => pieces.map((piece) => (typeof piece === "string" ? piece : element("mark", "", piece[0])));
  const everywhere = (text, marks) => snippet(text, marks, Infinity)?.pieces ?? [text];

  function line(index, { item }, { title, url, summary, explainer }, marks) {
    const link = element("a", "", ...marked(everywhere(title, marks)));
    link.href = home + url;
    const kind = radios[index.kind(item) + 1]?.dataset.one ?? "";
    const text = element("p", "result__text", ...marked(everywhere(summary, marks)));
    const row = element("li", "result",
      element("p", "result__kind", [kind, explainer].filter(Boolean).join(", ")),
      element("h2", "result__title", link), text);
    // The summary may hold fewer of the words than the text does.
    const asked = new Set(marks.values()).size;
    row.fill = async () => {
      const here = snippet(summary, marks);
      if (here?.asked === asked) return;
      const there = snippet(await textOf(url).catch(() => ""), marks);
      if (there && there.asked >= (here?.asked ?? 0)) text.replaceChildren(...marked(there.pieces));
    };
    return row;
  }

  async function run() {
    const mine = ++turn;
    const query = box.value.trim();
    if (!split(query).length) {
      list.replaceChildren();
      kinds.hidden = more.hidden = true;
      still.hidden = false;
      return tell("");
    }
    still.hidden = true;
    const index = await open();
    const { results, marks, more: isCut, missing } = await index.find(query, { within });
    if (mine !== turn) return;
    const counts = index.kinds.map(() => 0);
    for (const { item } of results) counts[index.kind(item)]++;
    radios.forEach((radio, at) => {
      const n = at ? counts[at - 1] : results.length;
      radio.closest("label").hidden = at > 0 && !n && !radio.checked;
      radio.closest("label").querySelector("span").textContent = n;
    });
    const place = radios.findIndex((one) => one.checked);
    const shown = place > 0 ? results.filter(({ item }) => index.kind(item) === place - 1) : results;
    const show = async (from) => {
      const made = [];
      // The first is shown as soon as it is there.
      for (const one of shown.slice(from, from + AT_ONCE)) {
        const row = line(index, one, await index.item(one.item), marks);
        if (mine !== turn) return;
        if (!made.length && !from) list.replaceChildren(row); else list.append(row);
        made.push(row);
      }
      if (!from && !made.length) list.replaceChildren();
      more.hidden = shown.length <= from + AT_ONCE;
      more.onclick = async () => { await show(from + AT_ONCE); list.children[from + AT_ONCE]?.querySelector("a").focus(); };
      for (const row of made) if (mine === turn) await row.fill();
    };
    kinds.hidden = !results.length;
    tell(shown.length
      ? `${isCut ? "More than " : ""}${shown.length} ${shown.length === 1 ? "result" : "results"} for “${query}”${missing.length ? `; nothing for “${missing.join("”, “")}”` : ""}`
      : `Nothing was found for “${query}”`);
    await show(0);
  }

  /* Says how many there are once the reader stops typing, so that it is not read out with every letter;
     from then on the page's address leads to these results. */
  function tell(words) {
    clearTimeout(told);
    told = setTimeout(() => {
      status.textContent = words;
      history.replaceState(null, "", address({ q: box.value.trim(), kind: radios.find((one) => one.checked)?.value, in: within }));
    }, 300);
  }

  function address(values) {
    const set = Object.entries(values).filter(([, value]) => value);
    return location.pathname + (set.length ? `?${new URLSearchParams(set)}` : "");
  }

  /* Who goes to the box will type: what every query needs is there by then. */
  function open() {
    opened ??= Index.open(load);
    return opened;
  }
  box.addEventListener("focus", () => open().catch(() => { opened = null; }), { once: true });

  const safely = () => run().catch(() => {
    opened = null;
    still.hidden = false;
    tell("The search could not be loaded. Everything stands below, from A to Z.");
  });
  const asked = new URLSearchParams(location.search);
  const within = asked.get("in") ?? "";
  const alone = find("within");
  alone.hidden = !within;
  box.value = asked.get("q") ?? "";
  radios.forEach((radio) => { radio.checked = radio.value === (asked.get("kind") ?? ""); });
  alone.querySelector("a").addEventListener("click", (event) => { event.currentTarget.href = address({ q: box.value.trim() }); });
  form.addEventListener("submit", (event) => { event.preventDefault(); safely(); });
  box.addEventListener("input", safely);
  kinds.addEventListener("change", safely);
  if (box.value) safely();
}
