// Counts down beside each button that takes something back, and removes it when the time is up. This machine's clock may be off, so the server says how many
// seconds were left when the page came.
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
