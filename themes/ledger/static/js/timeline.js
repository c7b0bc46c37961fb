// The filters of the timeline, together: which issue, which stakeholder, how sure, which year.
//
// Years are links and certainty is boxes, both of which work by the stylesheet alone; here issue and
// stakeholder come to them, all of it is kept in the address, and the count is said.
'use strict';
{
  const box = document.querySelector('[data-sift]');
  if (box) start(box);

  function start(box) {
    const events = [...document.querySelectorAll('.event[data-certainty]')];
    const eras = [...document.querySelectorAll('.chapter--era')];
    const selects = [...box.querySelectorAll('select')];
    const boxes = [...box.querySelectorAll('input[type="checkbox"]')];
    const count = box.querySelector('[role="status"]');
    const reset = box.querySelector('button');
    const marks = [...document.querySelectorAll('.timeline-svg__link')];
    const short = (id) => id.split('/').pop();
    const address = (one) => one.querySelector('.event__title a, .more a')?.getAttribute('href');

    const read = () => {
      const query = new URLSearchParams(location.search);
      for (const select of selects) {
        const wanted = query.get(select.name);
        const option = [...select.options].find((one) => one.value && short(one.value) === wanted);
        select.value = option?.value ?? '';
      }
      const sure = query.get('certainty')?.split(',');
      for (const one of boxes) one.checked = !sure || sure.includes(one.value);
    };

    const write = () => {
      const url = new URL(location.href);
      for (const select of selects) set(url, select.name, short(select.value));
      const checked = boxes.filter((one) => one.checked).map((one) => one.value);
      set(url, 'certainty', checked.length < boxes.length ? checked.join(',') || 'none' : '');
      url.search = url.search.replaceAll('%2C', ',');
      history.replaceState(history.state, '', url);
    };
    const set = (url, name, value) => {
      if (value) url.searchParams.set(name, value);
      else url.searchParams.delete(name);
    };

    const show = () => {
      const unsure = boxes.filter((one) => !one.checked).map((one) => one.value);
      const out = (event) => unsure.includes(event.dataset.certainty)
        || selects.some((select) => select.value && !event.dataset[select.name].split(' ').includes(select.value));
      for (const event of events) event.toggleAttribute('data-out', out(event));
      for (const era of eras) era.toggleAttribute('data-out', !era.querySelector('.event:not([data-out])'));
      const gone = new Set(events.filter((event) => event.hasAttribute('data-out')).map(address));
      for (const mark of marks) mark.toggleAttribute('data-out', gone.has(mark.getAttribute('href')));

      const era = eras.find((one) => `#${one.id}` === location.hash);
      for (const link of box.querySelectorAll('a[href^="#"]')) {
        if (era && link.hash === location.hash) link.setAttribute('aria-current', 'true');
        else link.removeAttribute('aria-current');
      }
      const shown = events.filter((event) => !event.hasAttribute('data-out') && (!era || era.contains(event))).length;
      const words = shown === events.length ? count.dataset.all : count.dataset.some;
      const text = words.replace('{n}', shown).replace('{of}', events.length);
      if (count.textContent !== text) count.textContent = text;
      reset.disabled = shown === events.length && !era;
    };

    box.addEventListener('change', () => { write(); show(); });
    reset.addEventListener('click', () => {
      for (const select of selects) select.value = '';
      for (const one of boxes) one.checked = true;
      write();
      if (eras.some((one) => `#${one.id}` === location.hash)) location.hash = box.id;
      show();
      // A button that is out of use cannot hold the focus.
      (selects[0] ?? boxes[0])?.focus();
    });
    addEventListener('hashchange', show);
    addEventListener('popstate', () => { read(); show(); });
    // What a browser filled in again after a reload is not what the address says.
    addEventListener('pageshow', () => { read(); show(); });
    read();
    show();
  }
}
