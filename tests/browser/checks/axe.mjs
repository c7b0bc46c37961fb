// Holds a page that is open against axe-core's rules for WCAG 2.0, 2.1 and 2.2, levels A and AA, and its best practices.

import { readFileSync } from "node:fs";

export const AXE = { key: "axe", title: "axe, WCAG 2.2 A and AA and best practices" };

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

// Rules whose answer changes with colours alone.
const COLOURS = ["color-contrast", "link-in-text-block"];

// Lets the tool into the page, past its policy, as a browser's own tools are. `path`: of axe.min.js.
const texts = new Map();
export async function bring(page, path) {
  if (!texts.has(path)) texts.set(path, readFileSync(path, "utf8"));
  await page.evaluate(texts.get(path));
}

export async function look(page, view) {
  const violations = await page.evaluate(async ({ tags, rules }) => {
    const options = { resultTypes: ["violations"], preload: false };
    options.runOnly = rules ? { type: "rule", values: rules } : { type: "tag", values: tags };
    const found = await axe.run(document, options);
    return found.violations.map(({ id, help, nodes }) => ({
      id, help,
      nodes: nodes.map((node) => ({
        target: node.target.join(" "),
        summary: node.failureSummary.split("\n").slice(1).map((line) => line.trim()).join("; "),
      })),
    }));
  }, { tags: TAGS, rules: view.axe === "colours" ? COLOURS : null });
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.slice(0, 5).map(({ target, summary }) => ({ what: `${id}: ${help}`, where: target, cure: summary })));
}
