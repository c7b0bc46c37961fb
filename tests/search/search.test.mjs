// What search.js of the theme finds in the indexes of two built sites. Called by `run`.
import assert from "node:assert/strict";
import test from "node:test";
import { likeness, snippet, split } from "../../themes/ledger/static/js/search.js";
import { open, titles } from "./ranking.mjs";

const [plain, tracker] = process.argv.slice(-2);
const urls = async (index, query, options) => (await titles(index, query, options)).map(({ url }) => url);

test("words are split as the program splits them", () => {
  const words = (text) => split(text).map(({ word }) => word);
  assert.deepEqual(words("The Order’s scope—GPT-5, 3.14!"), ["the", "order", "s", "scope", "gpt", "5", "3", "14"]);
  assert.deepEqual(words("Régulation des ÉTATS naïve re\u0301sume\u0301"), ["regulation", "des", "etats", "naive", "resume"]);
  assert.deepEqual(words("Straße ﬁve Ａ"), ["straße", "five", "a"]);
  assert.deepEqual(words("人工智能 order"), ["人", "工", "智", "能", "order"]);
  assert.deepEqual(words(" … “” "), []);
});

test("slips of the fingers are near, other words are not", () => {
  for (const [typed, known] of [["clearinghosue", "clearinghouse"], ["procurment", "procurement"], ["agancies", "agencies"], ["regulting", "regulating"]]) {
    assert.ok(likeness(typed, known) > 0.25, `${typed} is ${known}`);
  }
  for (const [typed, known] of [["order", "murder"], ["compute", "compare"], ["sign", "song"].reverse(), ["testing", "resting place"]]) {
    assert.ok(likeness(typed, known) < 0.55, `${typed} is hardly ${known}: ${likeness(typed, known)}`);
  }
  assert.equal(likeness("order", "framework"), 0);
  assert.ok(likeness("clearnighou", "clearinghouse") > 0, "the beginning of a longer word");
  assert.ok(likeness("signs", "signed") > 0, "another ending");
});

test("a title is better than a text, and a word better than its beginning", async () => {
  const index = await open(plain);
  assert.equal((await urls(index, "order"))[0], "order/");
  assert.deepEqual(new Set(await urls(index, "order")), new Set(["order/", "cyber/"]));
  assert.equal((await urls(index, "cyb"))[0], "cyber/");
  assert.equal((await urls(index, "rule 17"))[0], "rules/rule-17/");
});

test("stems, slips and accents", async () => {
  const index = await open(plain);
  assert.deepEqual(new Set(await urls(index, "regulations")), new Set(["order/", "clearing/"]));
  assert.deepEqual(await urls(index, "clearinghosue"), ["clearing/"]);
  assert.deepEqual(await urls(index, "lcearinghouse"), ["clearing/"], "swapped at the very beginning");
  assert.deepEqual(await urls(index, "reglement"), ["accents/"]);
  assert.deepEqual(await urls(index, "RÈGLEMENT"), ["accents/"]);
  assert.deepEqual(await urls(index, "智能"), ["accents/"]);
});

test("small words do not count, but are found", async () => {
  const index = await open(plain);
  assert.equal((await urls(index, "where was it signed"))[0], "order/");
  assert.ok((await urls(index, "was")).includes("order/"));
});

test("nothing for nothing", async () => {
  const index = await open(plain);
  for (const query of ["", "  ", "…", "xyzzy"]) assert.deepEqual(await urls(index, query), [], query);
  assert.deepEqual((await index.find("order xyzzy")).missing, ["xyzzy"]);
});

test("an explainer of several can be looked through alone", async () => {
  const index = await open(tracker);
  const all = await titles(index, "order", {}, 100);
  const slugs = new Set(all.map(({ url }) => url.split("/")[0]));
  assert.ok(slugs.size > 1, [...slugs].join(" "));
  const slug = all.find(({ explainer }) => explainer).url.split("/")[0];
  const own = await titles(index, "order", { within: slug }, 100);
  assert.ok(own.length > 0 && own.length < all.length);
  assert.ok(own.every(({ url }) => url.startsWith(`${slug}/`)));
  assert.deepEqual(await urls(index, "order", { within: "no-such" }), []);
});

test("every item has a kind, a title and an address", async () => {
  const index = await open(tracker);
  assert.equal(index.kinds.reduce((sum, n) => sum + n, 0), index.n);
  for (let item = 0; item < index.n; item++) {
    assert.ok(index.kind(item) < index.kinds.length);
    assert.ok((await index.item(item)).title);
  }
});

test("a snippet shows most of what was asked, marked", () => {
  const marks = new Map([["tests", 0], ["order", 1]]);
  const text = `An order at the top. ${"Words between. ".repeat(30)}Here the order asks for tests of models.`;
  const { pieces, asked } = snippet(text, marks);
  assert.equal(asked, 2);
  assert.deepEqual(pieces.filter(Array.isArray).flat(), ["order", "tests"]);
  assert.ok(pieces.flat().join("").length < 220);
  assert.equal(snippet("nothing of it", marks), null);
  assert.equal(snippet("Order of tests", marks, Infinity).pieces.flat().join(""), "Order of tests");
});
