// Keeps an open page up to date: the number at the bell on every page, and the page itself where it says what it lives on
// (<meta name="live" content="any"> or a case's number), or those of its frames that do (data-live is what they show). A page that is not looked at keeps no connection, so that many open tabs cost nothing.
(() => {
  const pause = 3000;
  let source = null;
  let missed = false;
  let isWaiting = false;
  let isTouched = false;
  let lastRefresh = 0;
  let isRefreshing = false;
  let isLeftOut = false;
  let isBusy = false;

  const frames = () => document.querySelectorAll('turbo-frame[data-live]');
  const lives = () => document.querySelector('meta[name="live"]')?.content;
  // What was typed, and what was wrong with it, stays.
  const isWriting = () => isTouched || document.querySelector('[role="alert"]') || document.activeElement?.matches?.('input:not([type="checkbox"]), textarea, select');

  function open() {
    if (source || document.hidden || !document.querySelector('[data-bell]')) return;
    source = new EventSource('/live');
    source.addEventListener('changed', ({ data }) => changed(data.split(',')));
    source.addEventListener('unread', ({ data }) => ring(data));
    if (missed) later();
    missed = false;
  }

  function close() {
    missed = source !== null;
    source?.close();
    source = null;
  }

  function changed(cases) {
    const topic = lives();
    if (topic === 'any' || frames().length > 0 || (topic && (cases.includes(topic) || cases.includes('*')))) later();
  }

  // At most once in a while, a little apart for each browser, and never while somebody writes.
  function later() {
    if (isWaiting || !(lives() || frames().length)) return;
    isWaiting = true;
    const wait = Math.max(0, lastRefresh + pause - Date.now()) + Math.random() * 300;
    setTimeout(function refresh() {
      if (!isWaiting) return;
      // A refresh would call off what the reader has just sent, or where he is going.
      if (isBusy || (lives() && isWriting())) return void setTimeout(refresh, isBusy ? 200 : 1000);
      isWaiting = false;
      if (document.hidden) return void (missed = true);
      lastRefresh = Date.now();
      if (lives()) {
        isRefreshing = true;
        return void Turbo.session.refresh(document.baseURI);
      }
      for (const frame of frames()) {
        if (frame.src) frame.reload();
        else frame.src = frame.dataset.live;
      }
    }, wait);
  }

  function ring(count) {
    const bell = document.querySelector('[data-bell]');
    const shown = bell?.querySelector('[data-bell-count]');
    if (!shown || shown.textContent === count) return;
    shown.textContent = count;
    shown.hidden = count === '0';
    bell.setAttribute('aria-label', count === '0' ? bell.dataset.none : bell.dataset.some.replace('{0}', count));
    if (lives() === 'messages') later();
  }

  // Time passes also when nothing happens: what is left of it is told anew every minute.
  setInterval(() => !document.hidden && document.querySelector('time.due') && later(), 60_000);
  document.addEventListener('visibilitychange', () => document.hidden ? close() : open());
  addEventListener('pagehide', close);
  addEventListener('pageshow', open);
  document.addEventListener('input', ({ target }) => isTouched ||= target.form?.method === 'post');
  for (const way of ['turbo:click', 'turbo:submit-start']) document.addEventListener(way, () => isRefreshing = false);
  document.addEventListener('turbo:submit-start', () => isBusy = true);
  for (const way of ['turbo:submit-end', 'turbo:fetch-request-error']) document.addEventListener(way, () => isBusy = false);
  document.addEventListener('turbo:visit', () => isBusy = !isRefreshing);
  // Who began to write while the fresh page was on its way keeps the old one; it is asked for again later.
  document.addEventListener('turbo:before-render', ({ detail }) => {
    isLeftOut = isRefreshing && isWriting();
    if (isLeftOut) detail.render = async () => {};
    isRefreshing = false;
  });
  document.addEventListener('turbo:load', () => {
    isBusy = false;
    if (isLeftOut) {
      isLeftOut = false;
      lastRefresh = Date.now();
      return later();
    }
    isTouched = false;
    isWaiting = false;
    lastRefresh = Date.now();
    open();
  });
  document.addEventListener('turbo:submit-start', () => isTouched = false);
  // What was just told stays to be read.
  document.addEventListener('turbo:before-morph-element', event => {
    if (event.target.id === 'told' && !event.detail.newElement) event.preventDefault();
  });
  // What the reader opened stays open, until what is in it was sent.
  document.addEventListener('turbo:submit-end', ({ target, detail }) => {
    if (detail.success && target.method === 'post') target.closest('details')?.removeAttribute('open');
  });
  document.addEventListener('turbo:before-morph-attribute', event => {
    if (event.target.matches('details') && event.detail.attributeName === 'open' && event.detail.mutationType === 'remove') event.preventDefault();
  });
})();
