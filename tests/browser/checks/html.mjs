// Gives every page to the Nu HTML checker, in one process.

import { spawn } from "node:child_process";
import { relative } from "node:path";

export const HTML = { key: "html", title: "the Nu HTML checker has nothing to say" };

// Errors and warnings alike, by file: [{ folder, file, fault }]. `jar`: the checker.
export async function checkHtml(jar, folders) {
  const java = spawn("java", ["-Xss4m", "-jar", jar, "--skip-non-html", "--format", "json", "--stdout", "--exit-zero-always", ...folders]);
  let text = "";
  let complaints = "";
  java.stdout.on("data", (part) => { text += part; });
  java.stderr.on("data", (part) => { complaints += part; });
  const code = await new Promise((done, fail) => { java.on("error", fail); java.on("close", done); });
  if (code !== 0 || !text) throw new Error(`the Nu HTML checker stopped with ${code}: ${complaints}`);
  return JSON.parse(text).messages.flatMap((message) => {
    // A page from the right that is written in English is how the gallery is made; what is said for information is no fault.
    if (message.type === "info" && message.subType !== "warning" || /appears to be written in/.test(message.message)) return [];
    const path = decodeURIComponent(new URL(message.url ?? "file:///").pathname);
    const folder = folders.find((one) => path.startsWith(`${one}/`));
    if (!folder) throw new Error(`the Nu HTML checker speaks of ${message.url}: ${message.message}`);
    const extract = (message.extract ?? "").trim().replace(/\s+/g, " ");
    return [{ folder, file: relative(folder, path), fault: { what: `${message.subType ?? message.type}: ${message.message}`, where: extract } }];
  });
}
