// The page of a reading: Enter accepts a doubt and goes to the next; what is waited for is looked at again by itself.
(() => {
  if (window.hasReadingKeys) return;
  window.hasReadingKeys = true;
  const show = (box) => {
    document.querySelectorAll(".reading-place.is-here").forEach((place) => place.classList.remove("is-here"));
    const place = document.getElementById(box.dataset.place);
    place?.classList.add("is-here");
    place?.scrollIntoView({ block: "nearest" });
  };
  document.addEventListener("focusin", (event) => {
    if (event.target.matches?.("[data-reading-doubts] input")) show(event.target);
  });
  document.addEventListener("keydown", (event) => {
    const box = event.target;
    if (event.key !== "Enter" || !box.matches?.("[data-reading-doubts] input")) return;
    event.preventDefault();
    box.checked = true;
    const all = [...box.closest("[data-reading-doubts]").querySelectorAll("input")];
    const next = all.slice(all.indexOf(box) + 1).find((other) => !other.checked);
    (next ?? box.closest("form").querySelector("button, a.btn"))?.focus();
  });
  const wait = () => {
    if (document.querySelector("[data-reading-waits]")) setTimeout(() => {
      if (!document.querySelector("[data-reading-waits]")) return;
      if (document.activeElement?.closest("form")) wait();
      else location.reload();
    }, 3000);
  };
  wait();
  document.addEventListener("turbo:load", wait);
})();
