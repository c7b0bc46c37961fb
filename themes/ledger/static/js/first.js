// What has to happen first: the colours that a reader chose. Loaded `async`, so nothing waits for it.
//
// Also lets a page that is opened from the disk have its style and its scripts: browsers
// check no sums there and refuse what names one. So this file is the one without a sum.
'use strict';
{
  const root = document.documentElement;
  try {
    const scheme = localStorage.getItem('whereas: scheme');
    if (scheme === 'light' || scheme === 'dark') root.dataset.scheme = scheme;
  } catch {
    // A browser that keeps nothing shows the colours of the device.
  }

  const loadUnchecked = () => {
    for (const old of document.querySelectorAll('link[integrity], script[integrity]')) {
      const fresh = document.createElement(old.localName);
      for (const { name, value } of old.attributes) {
        if (name !== 'integrity') fresh.setAttribute(name, value);
      }
      old.replaceWith(fresh);
    }
  };
  if (location.protocol === 'file:') {
    if (document.readyState === 'loading') addEventListener('DOMContentLoaded', loadUnchecked);
    else loadUnchecked();
  }
}
