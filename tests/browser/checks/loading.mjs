// Watches a page from before it is asked for until it stands still: what it asks for, what it says on the console,
// what its policy refuses, how far it shifts.

export const HOSTS = { key: "hosts", title: "no request to another host, and none without an answer" };
export const CONSOLE = { key: "console", title: "the console is silent" };
export const POLICY = { key: "policy", title: "a Content-Security-Policy is sent, and nothing goes against it" };
export const SHIFT = { key: "shift", title: "the layout does not shift" };
export const BLOCKING = { key: "blocking", title: "no script holds up the page" };
export const MOTION = { key: "motion", title: "reduced motion: nothing moves" };

// Listens to a window. What it gives back gathers faults by check; its `origin`, where the site of the page stands that
// is open, and its `own`, where the site stands at all, are set by whoever opens a page.
export function listen(page) {
  const heard = { origin: "", own: [], hosts: [], console: [], policy: [] };
  page.on("console", (line) => {
    const where = line.location().url.replace(heard.origin, "");
    if (/Content.Security.Policy|violates the following/i.test(line.text())) heard.policy.push({ what: line.text(), where, cure: "nothing inline; what is used stands in the site's own files" });
    else heard.console.push({ what: `${line.type()}: ${line.text()}`, where, cure: "a page has nothing to say there" });
  });
  page.on("pageerror", (error) => heard.console.push({ what: `a script fails: ${error.message}` }));
  page.on("request", (request) => {
    const url = request.url();
    if (!heard.own.some((origin) => url.startsWith(`${origin}/`)) && !/^(data|blob|about):/.test(url)) heard.hosts.push({ what: `asks for ${url}`, cure: "keep it in the site" });
  });
  page.on("response", (answer) => {
    if (answer.status() >= 400 && !answer.request().isNavigationRequest()) heard.hosts.push({ what: `${answer.status()} for ${answer.url().replace(heard.origin, "")}`, cure: "the file is not there" });
  });
  return heard;
}

// Put into a page before anything of it runs.
export function watchShifts() {
  window.suiteShifts = [];
  const nameOf = (node) => node?.nodeType === 1 ? node.localName + [...node.classList].map((one) => `.${one}`).join("") : node?.nodeName ?? "";
  new PerformanceObserver((list) => {
    for (const shift of list.getEntries()) window.suiteShifts.push({ value: shift.value, where: shift.sources.map((one) => nameOf(one.node)).join(", ") });
  }).observe({ type: "layout-shift", buffered: true });
}

// Lighthouse tells three digits; what is less is no shift to anybody.
const LEAST_SHIFT = 0.001;

export async function shifts(page) {
  const found = await page.evaluate(async () => {
    await document.fonts.ready;
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 0))));
    return window.suiteShifts;
  });
  if (found.reduce((sum, { value }) => sum + value, 0) < LEAST_SHIFT) return [];
  return found.map(({ value, where }) => ({ what: `it shifts while it loads, by ${value.toFixed(4)} at first`, where, cure: "give what comes late its room beforehand" }));
}

// `answer`: to the request of the page itself.
export function policy(answer) {
  const text = answer.headers()["content-security-policy"] ?? "";
  if (!text) return [{ what: "no Content-Security-Policy is sent", cure: "_headers" }];
  const faults = [];
  // Who may frame a page is another question: an embed is for anybody.
  if (!/default-src 'none'/.test(text)) faults.push({ what: "the policy does not begin with nothing", where: text, cure: "default-src 'none'" });
  if (/unsafe-|[\s;](\*|https?:)[\s;]/.test(`${text.replace(/frame-ancestors [^;]*/, "")};`)) faults.push({ what: "the policy allows more than the site's own files", where: text, cure: "'self'" });
  return faults;
}

export async function blocking(page) {
  return page.evaluate(() => [...document.scripts].flatMap((script) => {
    if (script.type && !["module", "text/javascript"].includes(script.type)) return [];
    if (!script.src) return [{ what: "a script stands in the page", where: script.text.slice(0, 60), cure: "a file of the site, with defer" }];
    const waits = script.type === "module" || script.defer || script.async;
    return waits ? [] : [{ what: "the page waits for a script", where: script.getAttribute("src"), cure: "defer" }];
  }));
}

export async function motion(page) {
  return page.evaluate(() => {
    const faults = document.getAnimations().map((one) => ({ what: "an animation runs", where: one.effect?.target?.className ?? "" }));
    for (const at of document.querySelectorAll("*")) {
      const style = getComputedStyle(at);
      const lasts = (times) => times.split(",").some((time) => parseFloat(time) > 0.01);
      if (style.animationName !== "none" && lasts(style.animationDuration)) faults.push({ what: "it is animated", where: at.className });
      if (lasts(style.transitionDuration)) faults.push({ what: "it changes slowly", where: `${at.localName}.${at.className}` });
      if (style.scrollBehavior === "smooth") faults.push({ what: "it scrolls smoothly", where: at.localName });
    }
    return faults.slice(0, 5).map((fault) => ({ ...fault, cure: "@media (prefers-reduced-motion: no-preference)" }));
  });
}
