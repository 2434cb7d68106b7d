// Keeps an open page up to date: the bell's count on every page, and the page's content where <meta name="live"> names the changes
// that refresh it ("any", "messages" or a case's number). Without that meta, each turbo-frame with data-live reloads from that address.
// A hidden page closes its connection, so that many open tabs cost nothing.
// The fresh page is fetched in the background and shown only while the reader does nothing; it never cancels their own request or visit.
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
  // A refresh would lose typed text, and the errors shown beside it.
  const isWriting = () => isTouched || document.querySelector('[role="alert"]')
    || document.activeElement?.matches?.('input:not([type="checkbox"]), textarea, select');

  function open() {
    if (source || document.hidden || !document.querySelector('[data-bell]')) return;
    source = new EventSource('/live');
    source.addEventListener('changed', ({ data }) => changed(data.split(',')));
    source.addEventListener('unread', ({ data }) => ring(data));
    // Changes during an interruption are not sent later, so the page is refreshed when the connection is open again.
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

  // At most one refresh in three seconds; the random delay spreads the requests of many browsers.
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
      const headers = { Accept: 'text/html', 'X-Refresh': 'page' };
      const answer = await fetch(document.baseURI, { headers, signal: fetching.signal });
      const html = await answer.text();
      if (isWriting()) later();
      else if (answer.redirected) Turbo.visit(answer.url);
      else if (answer.ok) show(html);
      else isBehind = true;
    } catch (error) {
      // An abort means that the reader went on. After any other failure the page stays until the connection is open again.
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
    const response = { statusCode: 200, responseHTML: html, redirected: false };
    Turbo.visit(document.baseURI, { action: 'replace', shouldCacheSnapshot: false, response });
  }

  // Marked tasks stay marked if the fresh page still lists them.
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

  // The time left until a task is due changes without any event, so it is refreshed every minute.
  setInterval(() => !document.hidden && document.querySelector('time.due') && later(), 60_000);
  document.addEventListener('visibilitychange', () => document.hidden ? close() : open());
  addEventListener('pagehide', close);
  addEventListener('pageshow', open);
  document.addEventListener('input', ({ target }) => isTouched ||= target.form?.method === 'post');
  // A form counts as being sent until its answer is rendered, either as the next page or in place of the form.
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
  // A reader who begins to write just before the fresh page is rendered keeps the old page; the refresh comes later.
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
  // The message about the last action stays, although the fresh page no longer has it.
  document.addEventListener('turbo:before-morph-element', event => {
    if (event.target.id === 'told' && !event.detail.newElement) event.preventDefault();
  });
  // Details that the reader opened stay open until the form in them is accepted.
  document.addEventListener('turbo:submit-end', ({ target, detail }) => {
    if (detail.success && target.method === 'post') target.closest('details')?.removeAttribute('open');
  });
  document.addEventListener('turbo:before-morph-attribute', event => {
    const isClosing = event.detail.attributeName === 'open' && event.detail.mutationType === 'remove';
    if (isClosing && event.target.matches('details')) event.preventDefault();
  });
})();
