// Keeps an open page up to date: the number at the bell on every page, and the page itself where it says what it lives on
// (<meta name="live" content="any"> or a case's number), or those of its frames that do (data-live is what they show). A page that is not looked at keeps no connection, so that many open tabs cost nothing.
// The fresh page is fetched beside whatever the reader does, and shown only where he does nothing: what he sends or where he goes is never called off by it.
(() => {
  const pause = 3000;
  let source = null;
  let isBehind = false;
  let timer = null;
  let lastRefresh = 0;
  let fetching = null;
  let isTouched = false;
  let isSending = false;
  let isAnswered = false;
  let isLeaving = false;
  let isOwnVisit = false;
  let isLeftOut = false;

  const frames = () => document.querySelectorAll('turbo-frame[data-live]');
  const lives = () => document.querySelector('meta[name="live"]')?.content;
  const isBusy = () => isSending || isLeaving || fetching !== null;
  // What was typed, and what was wrong with it, stays.
  const isWriting = () => isTouched || document.querySelector('[role="alert"]') || document.activeElement?.matches?.('input:not([type="checkbox"]), textarea, select');

  function open() {
    if (source || document.hidden || !document.querySelector('[data-bell]')) return;
    source = new EventSource('/live');
    source.addEventListener('changed', ({ data }) => changed(data.split(',')));
    source.addEventListener('unread', ({ data }) => ring(data));
    // What happened while nobody listened is not known.
    source.addEventListener('error', () => isBehind = true);
    source.addEventListener('open', () => {
      if (isBehind) later();
      isBehind = false;
    });
  }

  function close() {
    isBehind ||= source !== null;
    source?.close();
    source = null;
  }

  function changed(cases) {
    const topic = lives();
    if (topic === 'any' || frames().length > 0 || (topic && (cases.includes(topic) || cases.includes('*')))) later();
  }

  // At most once in a while, a little apart for each browser.
  function later() {
    timer ??= setTimeout(refresh, Math.max(0, lastRefresh + pause - Date.now()) + Math.random() * 300);
  }

  async function refresh() {
    timer = null;
    if (document.hidden) return void (isBehind = true);
    if (isBusy()) return void (timer = setTimeout(refresh, 200));
    if (!lives()) return refreshFrames();
    if (isWriting()) return void (timer = setTimeout(refresh, 1000));

    lastRefresh = Date.now();
    fetching = new AbortController();
    try {
      const answer = await fetch(document.baseURI, { headers: { Accept: 'text/html', 'X-Refresh': 'page' }, signal: fetching.signal });
      const html = await answer.text();
      if (isWriting()) later();
      else if (answer.redirected) Turbo.visit(answer.url);
      else if (answer.ok) show(html);
      else isBehind = true;
    } catch (error) {
      // The service is not there, and the page stays as it is until it is heard of again; or the reader went on.
      if (error.name !== 'AbortError') isBehind = true;
    } finally {
      fetching = null;
    }
  }

  function refreshFrames() {
    lastRefresh = Date.now();
    for (const frame of frames()) {
      if (frame.src) frame.reload();
      else frame.src = frame.dataset.live;
    }
  }

  function show(html) {
    isOwnVisit = true;
    keepMarks();
    Turbo.visit(document.baseURI, { action: 'replace', shouldCacheSnapshot: false, response: { statusCode: 200, responseHTML: html, redirected: false } });
  }

  // Tasks that are marked stay marked in the fresh page, where they still stand.
  function keepMarks() {
    const marked = new Set([...document.querySelectorAll('.task-check:checked')].map((box) => box.value));
    if (marked.size === 0) return;
    document.addEventListener('turbo:render', () => {
      for (const box of document.querySelectorAll('.task-check')) box.checked = marked.has(box.value);
      document.querySelector('.task-check')?.dispatchEvent(new Event('change', { bubbles: true }));
    }, { once: true });
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
  // A form is under way until what was answered is shown: as a page to go to, or in place of the form.
  document.addEventListener('turbo:submit-start', () => {
    fetching?.abort();
    isTouched = isAnswered = isOwnVisit = false;
    isSending = true;
  });
  document.addEventListener('turbo:submit-end', ({ detail }) => {
    isAnswered = true;
    isSending = detail.fetchResponse?.isHTML === true;
  });
  document.addEventListener('turbo:render', () => isSending &&= !isAnswered);
  document.addEventListener('turbo:visit', () => {
    isLeaving = !isOwnVisit;
    if (isLeaving) fetching?.abort();
  });
  document.addEventListener('turbo:click', () => isOwnVisit = false);
  // Who began to write in the moment before the fresh page is shown keeps the old one; it is asked for again later.
  document.addEventListener('turbo:before-render', ({ detail }) => {
    isLeftOut = isOwnVisit && isWriting();
    if (isLeftOut) detail.render = async () => {};
    isOwnVisit = false;
  });
  document.addEventListener('turbo:load', () => {
    isSending = isLeaving = false;
    lastRefresh = Date.now();
    if (isLeftOut) later();
    else isTouched = false;
    isLeftOut = false;
    open();
  });
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
