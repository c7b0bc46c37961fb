// What a page can do beyond what it says: colours, the notes of citations, what changed since a visit.
//
// All of it works on markup that is there without it (see "Scripts" in themes/README.md), and all
// words are the templates'. Never asks a host for anything; keeps what it has to in the reader's browser.
'use strict';
{
  const root = document.documentElement;
  const part = (name) => document.querySelector(`template[data-part="${name}"]`)?.content.firstElementChild;
  const kept = {
    get(key) {
      try { return localStorage.getItem(key); } catch { return null; }
    },
    set(key, value) {
      try { localStorage.setItem(key, value); } catch { /* It holds for this page, then. */ }
    },
  };

  // Says something to those who listen.
  const say = (words) => {
    const status = document.querySelector('[data-part="status"]');
    if (status) status.textContent = words;
  };

  // Colours: as the device has them, light, or dark.
  {
    const SCHEME = 'whereas: scheme';
    const choices = document.querySelectorAll('input[name="scheme"]');
    const metas = [...document.querySelectorAll('meta[name="theme-color"]')].map((meta) => [meta, meta.media]);
    const show = (scheme) => {
      const isChosen = scheme === 'light' || scheme === 'dark';
      if (isChosen) root.dataset.scheme = scheme;
      else delete root.dataset.scheme;
      for (const [meta, media] of metas) {
        meta.media = !isChosen ? media : media.includes(scheme) ? 'all' : 'not all';
      }
      for (const choice of choices) choice.checked = choice.value === (isChosen ? scheme : 'auto');
    };
    show(kept.get(SCHEME));
    for (const choice of choices) {
      choice.addEventListener('change', () => {
        kept.set(SCHEME, choice.value);
        show(choice.value);
      });
    }
    // Another tab chose.
    addEventListener('storage', (event) => { if (event.key === SCHEME) show(event.newValue); });
  }

  // Notes: opened and closed by the browser; here they get a link to copy, and a place near their number
  // where the stylesheet cannot give them one.
  {
    const canPlace = CSS.supports('position-area', 'block-end');
    const isWide = matchMedia('(min-width: 48rem)');
    const PLACED = ['inset', 'top', 'left', 'inlineSize', 'maxInlineSize'];

    const place = (note) => {
      const mark = document.querySelector(`[popovertarget="${CSS.escape(note.id)}"]`);
      if (canPlace || !isWide.matches || !mark) return;
      const [gap, at] = [6, mark.getBoundingClientRect()];
      Object.assign(note.style, { inset: 'auto', inlineSize: 'max-content', maxInlineSize: '22rem' });
      const { width, height } = note.getBoundingClientRect();
      const below = at.bottom + gap;
      const top = below + height <= innerHeight ? below : Math.max(0, at.top - gap - height);
      note.style.top = `${top}px`;
      note.style.left = `${Math.max(gap, Math.min(at.left, innerWidth - width - gap))}px`;
      addEventListener('scroll', () => note.hidePopover(), { once: true });
    };

    const offerLink = (note) => {
      const [id, button] = [note.closest('.statement')?.id, part('copy')?.cloneNode(true)];
      if (!id || !button) return;
      button.addEventListener('click', async () => {
        const address = new URL(`#${id}`, location.href.split(/[?#]/)[0]).href;
        let words = button.dataset.done;
        try {
          await navigator.clipboard.writeText(address);
        } catch {
          // No way to the clipboard: an insecure address, or the reader said no.
          history.replaceState(null, '', address);
          words = button.dataset.instead;
        }
        button.textContent = words;
        say(words);
      });
      note.append(button);
    };

    document.addEventListener('toggle', (event) => {
      const note = event.target;
      if (!note.matches?.('.note')) return;
      note.querySelector('.copy')?.remove();
      for (const name of PLACED) note.style[name] = '';
      if (event.newState !== 'open') return;
      offerLink(note);
      place(note);
    }, true);
  }

  // What changed since the last visit: by the days of the site that this browser saw, and no clock.
  {
    const line = part('visit');
    if (line) tell(line.cloneNode(true));

    function tell(line) {
      const { asOf, day, home, one, many } = line.dataset;
      const key = `whereas: visit ${new URL(home, location.href).pathname}`;
      let visit = null;
      try { visit = JSON.parse(kept.get(key)); } catch { /* Somebody else's words. */ }
      // An earlier build than the last that was seen has no news.
      if (typeof visit?.seen === 'string' && visit.seen > asOf) return;
      if (visit?.seen !== asOf) {
        visit = { seen: asOf, day, before: visit?.seen, beforeDay: visit?.day };
        kept.set(key, JSON.stringify(visit));
      }
      if (!visit.before || visit.isDismissed) return;

      const links = new Map();
      for (const record of document.querySelectorAll('[data-changed]')) {
        if (record.dataset.changed <= visit.before) continue;
        record.toggleAttribute('data-new', true);
        const title = record.querySelector('h2, h3, h4, summary');
        const href = record.id ? `#${record.id}` : title?.querySelector('a')?.getAttribute('href');
        if (href && !links.has(href)) links.set(href, title?.textContent.trim() || record.id);
      }
      if (links.size === 0) return;
      const words = (links.size === 1 ? one : many).replace('{n}', links.size).replace('{day}', visit.beforeDay);
      line.querySelector('summary').textContent = words;
      line.querySelector('ol').append(...[...links].map(([href, title]) => {
        const [item, link] = ['li', 'a'].map((name) => document.createElement(name));
        link.href = href;
        link.textContent = title;
        item.append(link);
        return item;
      }));
      line.querySelector('button').addEventListener('click', () => {
        kept.set(key, JSON.stringify({ ...visit, isDismissed: true }));
        line.remove();
        for (const record of document.querySelectorAll('[data-new]')) record.removeAttribute('data-new');
      });
      document.querySelector('.page')?.append(line);
    }
  }
}
