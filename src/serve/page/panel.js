// Shows the faults of the site above the page.
//
// Errors open a panel; warnings are a small count that opens it. In a shadow tree and on
// the browser's top layer, so that no style of the theme reaches it. Never takes the focus.

const HIDDEN = 'whereas: hidden';

let parts = null;
let key = '';

// Shows `state`, as the event of this name gives it: {number, site, faults}.
export function show(state) {
  const { faults, site } = state;
  const n = faults.errors + faults.warnings;
  if (n === 0) {
    parts?.host.remove();
    parts = null;
    forget();
    return;
  }
  parts ??= build();
  const news = JSON.stringify(faults);
  if (news === key && parts.list.childElementCount > 0) return;
  key = news;

  const words = [[faults.errors, 'error'], [faults.warnings, 'warning']]
    .filter(([count]) => count > 0)
    .map(([count, word]) => `${count} ${word}${count === 1 ? '' : 's'}`)
    .join(', ');
  parts.title.textContent = words;
  parts.count.textContent = words;
  parts.host.dataset.kind = faults.errors > 0 ? 'error' : 'warning';
  parts.host.toggleAttribute('data-alone', !site);
  if (!site) {
    parts.lead.textContent = 'There is no page yet: the first build stopped here. The site shows as soon as they are mended.';
  } else if (faults.errors > 0) {
    parts.lead.textContent = 'Behind this stands the last page without errors. This goes away when they are mended.';
  } else {
    parts.lead.textContent = 'The page is built; these are worth a look.';
  }
  parts.list.replaceChildren(...faults.faults.map(describe));
  if (faults.more > 0) {
    parts.list.append(element('li', 'more', [`and ${faults.more} more, which `, element('code', '', ['whereas check']), ' tells']));
  }
  const isOpen = !site || (faults.errors > 0 && remembered() !== key);
  // Said by screen readers, once for each new set of faults; a region that is filled as it is made is not.
  const said = faults.errors > 0 ? `${words}: ${faults.faults[0]?.headline ?? ''}` : '';
  setTimeout(() => parts && (parts.spoken.textContent = said), 200);
  toggle(isOpen);
  parts.hide.hidden = !site;
}

function build() {
  const host = document.createElement('whereas-panel');
  // Inline and important: no rule of a theme is stronger.
  for (const [name, value] of Object.entries({
    all: 'initial', display: 'block', position: 'fixed', inset: 'auto 0 0 0', width: 'auto', height: 'auto',
    margin: '0', padding: '0', border: '0', background: 'none', overflow: 'visible', 'z-index': '2147483647',
    'pointer-events': 'none', 'max-width': 'none', 'max-height': 'none', 'color-scheme': 'light dark', visibility: 'hidden',
  })) {
    host.style.setProperty(name, value, 'important');
  }
  const root = host.attachShadow({ mode: 'open' });
  const style = element('link');
  style.rel = 'stylesheet';
  style.href = new URL('./panel.css', import.meta.url).href;
  style.addEventListener('load', () => host.style.setProperty('visibility', 'visible', 'important'));

  const title = element('h2', 'title');
  title.id = 'title';
  const lead = element('p', 'lead');
  const hide = button('hide', ['Hide ', element('kbd', '', ['Esc'])], () => dismiss());
  const list = element('ol', 'faults');
  const panel = element('section', 'panel', [element('header', 'header', [element('div', '', [title, lead]), hide]), list]);
  panel.setAttribute('role', 'dialog');
  panel.setAttribute('aria-labelledby', 'title');
  const count = button('count', [], () => {
    toggle(panel.hidden);
    if (!panel.hidden) hide.focus();
    forget();
  });
  const spoken = element('p', 'spoken');
  spoken.setAttribute('role', 'alert');

  root.append(style, spoken, panel, count);
  document.documentElement.append(host);
  if (host.showPopover) {
    host.popover = 'manual';
    host.showPopover();
  }
  addEventListener('keydown', onKey);
  return { host, title, lead, hide, list, panel, count, spoken };
}

// One fault: what, where, the line with its caret, the cure.
function describe(fault) {
  const kind = fault.error ? 'error' : 'warning';
  const name = fault.code ? `${kind}[${fault.code}]` : kind;
  const item = element('li', `fault fault--${kind}`, [
    element('h3', 'headline', [element('span', 'code', [name]), ' ', ...quoted(fault.headline)]),
    ...describePlace(fault.place),
    ...fault.helps.map((help) => element('p', 'help', [element('b', '', ['Help: ']), ...quoted(help)])),
  ]);
  for (const note of fault.notes) {
    item.append(element('p', 'note', [element('b', '', ['Note: ']), ...quoted(note.text)]), ...describePlace(note.place));
  }
  return item;
}

function describePlace(place) {
  if (!place) return [];
  const quote = element('pre', 'quote', [place.quote]);
  // A line that is wider than the panel can be moved by keyboard.
  quote.tabIndex = 0;
  return [element('p', 'place', [place.name]), quote];
}

// Text with `words of the file` set apart.
function quoted(text) {
  return text.split('`').map((part, at) => (at % 2 === 1 ? element('code', '', [part]) : part));
}

function element(name, kind = '', children = []) {
  const made = document.createElement(name);
  if (kind) made.className = kind;
  made.append(...children);
  return made;
}

function button(kind, children, act) {
  const made = element('button', kind, children);
  made.type = 'button';
  made.addEventListener('click', act);
  return made;
}

function toggle(isOpen) {
  parts.panel.hidden = !isOpen;
  parts.count.hidden = isOpen;
}

// Closes the panel until there are other faults, also on the pages that are visited next.
function dismiss() {
  const hadFocus = parts.host.shadowRoot.activeElement !== null;
  toggle(false);
  if (hadFocus) parts.count.focus();
  try {
    sessionStorage.setItem(HIDDEN, key);
  } catch {
    // A browser that keeps nothing opens the panel on the next page.
  }
}

function remembered() {
  try {
    return sessionStorage.getItem(HIDDEN);
  } catch {
    return null;
  }
}

function forget() {
  try {
    sessionStorage.removeItem(HIDDEN);
  } catch {
    // Nothing was kept.
  }
}

function onKey(event) {
  if (event.key === 'Escape' && !event.defaultPrevented && parts && !parts.panel.hidden && !parts.hide.hidden) {
    event.preventDefault();
    dismiss();
  }
}
