// The search dialog of Ctrl-K: it searches a moment after typing, arrow keys walk the results, Enter opens one.
(() => {
  const dialog = () => document.getElementById("palette");
  const links = () => [...dialog().querySelectorAll(".found-link")];
  let timer = null;

  const find = () => {
    const { value } = dialog().querySelector("input");
    dialog().querySelector("turbo-frame").src = "/find?" + new URLSearchParams({ q: value });
  };

  const open = () => {
    if (!dialog() || dialog().open) return;
    dialog().showModal();
    dialog().querySelector("input").select();
    find();
  };

  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k" && dialog()) {
      event.preventDefault();
      open();
      return;
    }
    if (!dialog()?.open || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
    const stops = [dialog().querySelector("input"), ...links()];
    const at = stops.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1);
    event.preventDefault();
    stops[(at + stops.length) % stops.length].focus();
  });

  document.addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest("[data-palette]") && dialog()) {
      event.preventDefault();
      open();
    } else if (event.target === dialog()) dialog().close();
  });

  document.addEventListener("input", (event) => {
    if (!event.target.closest("#palette")) return;
    clearTimeout(timer);
    timer = setTimeout(find, 150);
  });

  // Enter opens the first result; without results for the typed text, the form leads to the search page.
  document.addEventListener("submit", (event) => {
    if (!event.target.closest("#palette")) return;
    const [first] = links();
    const isCurrent = dialog().querySelector("turbo-frame").src?.endsWith(new URLSearchParams({ q: event.target.q.value }).toString());
    if (!first || !isCurrent) return;
    event.preventDefault();
    first.click();
  }, true);

  const close = () => dialog()?.open && dialog().close();
  document.addEventListener("turbo:visit", close);
  document.addEventListener("turbo:before-cache", close);
})();
