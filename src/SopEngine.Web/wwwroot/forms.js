// Asks the server for a form's computed values and shown fields while it is filled in. Without this script the form's own
// buttons do the same with a whole page. Only the answer's computed values and shown fields are put in, so typing and focus stay.
const pause = 250;
const timers = new WeakMap();
const areas = "[data-form-fields]:not([data-form-fields=''])";

function body(form, button) {
  const data = new FormData(form);
  for (const input of form.querySelectorAll("input[type=file]")) data.delete(input.name);
  if (button?.name) data.append(button.name, button.value);
  return data;
}

async function ask(area, button) {
  const form = area.closest("form");
  const asked = (Number(area.dataset.asked) || 0) + 1;
  area.dataset.asked = asked;
  const answer = await fetch(`${area.dataset.formFields}?part=true`, { method: "POST", body: body(form, button), redirect: "manual" });
  // Only the last answer counts. A session that has ended is the drafts' to tell.
  if (!answer.ok || Number(area.dataset.asked) !== asked || !area.isConnected) return null;
  return new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-form-fields]");
}

function patch(area, fresh) {
  for (const now of area.querySelectorAll("[data-field]")) {
    const next = fresh.querySelector(`[data-field="${CSS.escape(now.dataset.field)}"]`);
    if (next && next.hidden !== now.hidden) now.replaceWith(next);
  }
  for (const output of area.querySelectorAll("output[id]")) {
    const next = fresh.querySelector(`#${CSS.escape(output.id)}`);
    if (next && next.textContent !== output.textContent) output.textContent = next.textContent;
  }
}

async function look(area) {
  const fresh = await ask(area).catch(() => null);
  if (fresh) patch(area, fresh);
}

async function change(area, button) {
  const [deed, table] = button.value.split(":");
  const fresh = await ask(area, button).catch(() => null);
  const now = area.querySelector(`[data-field="${CSS.escape(table)}"]`);
  const next = fresh?.querySelector(`[data-field="${CSS.escape(table)}"]`);
  // The whole page, as without a script, shows the error.
  if (!next) return void button.form.requestSubmit(button);
  now.replaceWith(next);
  patch(area, fresh);
  const rows = next.querySelectorAll("tbody > tr");
  const last = rows[rows.length - 1]?.querySelector("input, select, textarea");
  (deed === "add" ? last : next.querySelector("button[value^='add:']") ?? last)?.focus();
  last?.dispatchEvent(new Event("input", { bubbles: true }));
}

document.addEventListener("change", (event) => {
  const area = event.target.closest?.(areas);
  if (!area || !event.target.closest("[data-watched]")) return;
  clearTimeout(timers.get(area));
  timers.set(area, setTimeout(() => look(area), pause));
});

document.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest("[data-row], [data-form-compute]") : null;
  const area = button?.closest(areas);
  if (!area) return;
  event.preventDefault();
  if ("row" in button.dataset) change(area, button);
  else look(area);
});

const ready = () => document.documentElement.classList.add("has-forms");
document.addEventListener("turbo:load", ready);
ready();
