// Counts down beside each undo button, and removes the button when its time is up. The server sends the seconds that are left and no
// instant, because the browser's clock may be wrong.
(() => {
  const seen = new WeakMap();

  function tick() {
    for (const form of document.querySelectorAll('[data-undo-seconds]')) {
      if (!seen.has(form)) seen.set(form, Date.now() + Number(form.dataset.undoSeconds) * 1000);
      const seconds = Math.ceil((seen.get(form) - Date.now()) / 1000);
      if (seconds > 0) {
        const shown = form.querySelector('[data-undo-left]');
        if (shown && shown.textContent !== String(seconds)) shown.textContent = seconds;
        continue;
      }
      form.closest('[data-turbo-permanent]')?.removeAttribute('data-turbo-permanent');
      form.remove();
    }
  }

  setInterval(tick, 250);
  document.addEventListener('turbo:load', tick);
  document.addEventListener('turbo:render', tick);
})();
