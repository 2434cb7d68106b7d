// Entry of answers on paper with the keys 1 to 4: each score leads to the next field; backspace in an empty one goes back, and Enter sends
// the sheet from a list, too.
const fields = (form) => [...form.querySelectorAll("[data-score]")];

addEventListener("input", ({ target }) => {
  if (!target.matches?.("[data-score]")) return;
  target.value = /[1-4]/.exec(target.value)?.[0] ?? "";
  if (!target.value) return;
  const all = fields(target.form);
  const next = all[all.indexOf(target) + 1] ?? target.form.querySelector("[data-after-scores]");
  next?.focus();
  next?.select?.();
});

addEventListener("keydown", (event) => {
  const { target, key } = event;
  if (!target.matches?.("[data-score]") || key !== "Backspace" || target.value) return;
  const all = fields(target.form);
  all[all.indexOf(target) - 1]?.focus();
  event.preventDefault();
});

addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.matches?.("select") || !event.target.form?.querySelector("[data-score]")) return;
  event.preventDefault();
  event.target.form.requestSubmit();
});
