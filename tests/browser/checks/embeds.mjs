// Puts an embed into another page of another host, in a frame that allows nothing, as careful people do.

export const EMBEDS = { key: "embeds", title: "embeds show in <iframe sandbox> without script, and fit" };

const WIDTHS = [320, 640];

// `host`: a server on another origin, to whose `more` a page with the frame is added. `url`: of the embed.
export async function embed(browser, host, url, root) {
  const faults = [];
  const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 700, height: 700 } });
  const page = await context.newPage();
  page.on("console", (line) => faults.push({ what: `${line.type()}: ${line.text().replaceAll(root, "/")}` }));
  page.on("request", (request) => {
    if (!request.url().startsWith(root) && !request.url().startsWith(host.root)) faults.push({ what: `asks for ${request.url()}` });
  });
  for (const width of WIDTHS) {
    const name = `frame-${Object.keys(host.more).length}.html`;
    host.more[name] = `<!doctype html><html lang="en"><link rel="icon" href="data:,"><title>A page of somebody else</title><body><iframe sandbox title="An embed" width="${width}" height="500" src="${url}"></iframe>`;
    await page.goto(host.root + name, { waitUntil: "load" });
    const frame = page.frames().find((one) => one.url() === url);
    if (!frame) {
      faults.push({ what: "it does not show in a frame", where: page.frames().map((one) => one.url()).join(" "), cure: "frame-ancestors in the policy of /embed/*" });
      break;
    }
    const seen = await frame.evaluate(() => ({
      words: document.body?.innerText.trim().length ?? 0,
      over: document.documentElement.scrollWidth - document.documentElement.clientWidth,
      scripts: [...document.scripts].filter((one) => !one.type || /javascript|module/.test(one.type)).length,
    })).catch((error) => ({ error: error.message.split("\n")[0] }));
    if (seen.error) faults.push({ what: `it cannot be looked at: ${seen.error}` });
    else if (seen.words === 0) faults.push({ what: "it is empty in a frame", cure: "frame-ancestors in the policy of /embed/*" });
    else if (seen.over > 0) faults.push({ what: "it scrolls sideways in its frame, at first", where: `${width} px`, cure: "let it wrap" });
    if (seen.scripts) faults.push({ what: "it has a script, which no such frame runs" });
  }
  await context.close();
  return faults;
}
