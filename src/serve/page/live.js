// Keeps the page that the reader looks at as new as the site. Added by `whereas serve`
// to every page that it sends; no part of the site.
//
// Listens to /-/events, which says what to do: `reload` the page, take new `styles`, or
// show the faults of a new `state`. The server decides, by what this page brings along.

const own = document.querySelector('script[data-whereas]');
const PLACE = 'whereas: place';

// Names of the state that this page is from, and of what it looks like.
let { seen, holds } = own.dataset;
let events = null;
let timer = 0;
// Milliseconds until the next try to connect.
let pause = 200;
let leaving = false;

function connect() {
  clearTimeout(timer);
  events?.close();
  const held = new URLSearchParams({ path: location.pathname, holds, seen });
  // A space would be a plus sign in a form; the server reads percent-encoding only.
  events = new EventSource('/-/events?' + held.toString().replaceAll('+', '%20'));
  events.addEventListener('open', () => { pause = 200; });
  events.addEventListener('reload', reload);
  events.addEventListener('styles', (event) => {
    ({ holds } = JSON.parse(event.data));
    seen = event.lastEventId;
    takeStyles();
  });
  events.addEventListener('state', async (event) => {
    seen = event.lastEventId;
    show(JSON.parse(event.data));
  });
  events.addEventListener('error', () => {
    // The browser would ask with what this page held at first.
    disconnect();
    timer = setTimeout(connect, pause);
    pause = Math.min(pause * 1.5, 2000);
  });
}

function disconnect() {
  clearTimeout(timer);
  events?.close();
  events = null;
}

// The panel is loaded when there is something to show, and not before.
let panel = null;
async function show(state) {
  const { errors, warnings } = state.faults;
  if (!panel && errors + warnings === 0) return;
  panel ??= import('./panel.js');
  (await panel).show(state);
}

// Takes the stylesheets anew, each put in the place of the old one when it is there whole.
function takeStyles() {
  for (const old of document.querySelectorAll('link[rel~="stylesheet"][href]')) {
    const url = new URL(old.href);
    if (url.origin !== location.origin || old.dataset.whereasGoing !== undefined) continue;
    url.searchParams.set('whereas', seen);
    const fresh = old.cloneNode();
    fresh.href = url.href;
    old.dataset.whereasGoing = '';
    fresh.addEventListener('load', () => old.remove());
    fresh.addEventListener('error', () => {
      fresh.remove();
      delete old.dataset.whereasGoing;
    });
    old.after(fresh);
  }
}

function reload() {
  if (leaving) return;
  leaving = true;
  const place = {
    path: location.pathname,
    x: scrollX,
    y: scrollY,
    focus: wayTo(document.activeElement),
    open: [...document.querySelectorAll('details')].map((one) => one.open),
  };
  try {
    sessionStorage.setItem(PLACE, JSON.stringify(place));
    history.scrollRestoration = 'manual';
  } catch {
    // A browser that keeps nothing goes to the top of the page.
  }
  location.reload();
}

// Goes back to where the reader was before a reload.
function restore() {
  let place = null;
  try {
    place = JSON.parse(sessionStorage.getItem(PLACE));
    sessionStorage.removeItem(PLACE);
  } catch {
    return;
  }
  if (place?.path !== location.pathname) return;
  const details = [...document.querySelectorAll('details')];
  if (details.length === place.open.length) {
    details.forEach((one, at) => { one.open = place.open[at]; });
  }
  if (place.focus) document.querySelector(place.focus)?.focus({ preventScroll: true });
  const scroll = () => scrollTo({ left: place.x, top: place.y, behavior: 'instant' });
  scroll();
  // Images and fonts that come later move the text.
  addEventListener('load', () => {
    scroll();
    history.scrollRestoration = 'auto';
  }, { once: true });
}

// A selector of an element: its id, or its place in the tree.
function wayTo(element) {
  const steps = [];
  for (let one = element; one && one !== document.body && one !== document.documentElement; one = one.parentElement) {
    if (one.id) {
      steps.unshift('#' + CSS.escape(one.id));
      return steps.join(' > ');
    }
    steps.unshift(`:nth-child(${[...(one.parentElement?.children ?? [])].indexOf(one) + 1})`);
  }
  return steps.length > 0 ? 'body > ' + steps.join(' > ') : null;
}

restore();
connect();
// A browser allows few connections to a host: a page that nobody sees does without,
// and makes up for it when it is looked at again.
document.addEventListener('visibilitychange', () => (document.hidden ? disconnect() : connect()));
addEventListener('pagehide', disconnect);
addEventListener('pageshow', (event) => { if (event.persisted) connect(); });
