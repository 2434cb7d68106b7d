// Saves a form's draft on the server a moment after the last change. If the server cannot be reached or the session has ended, the
// draft is kept in this tab, and restored when the page is opened again.
const pause = 1500;
const timers = new WeakMap();
const keyOf = (form) => `draft:${form.dataset.draft}:${form.dataset.draftOf}`;
const isKept = (element) => element.name && !["hidden", "file", "submit"].includes(element.type);

function body(form) {
  const data = new FormData(form);
  for (const input of form.querySelectorAll("input[type=file]")) data.delete(input.name);
  return data;
}

function say(form, text) {
  form.querySelector("[data-draft-status]").textContent = text;
}

function keepHere(form) {
  const values = [...form.elements].filter(isKept)
    .map((element) => [element.name, element.value, element.type === "checkbox" ? element.checked : null]);
  sessionStorage.setItem(keyOf(form), JSON.stringify(values));
}

// The page begins with the rows that the server knows: further ones are made like the last, with other numbers.
function addRows(form, values) {
  for (const [name] of values) {
    const [, table, number] = /^data\.(\w+)\[(\d+)\]/.exec(name) ?? [];
    const body = table && form.querySelector(`[data-field="${table}"] tbody`);
    if (!body || body.rows.length === 0) continue;
    while (body.rows.length <= Number(number)) {
      const last = body.rows.length - 1;
      const row = body.rows[last].cloneNode(true);
      row.innerHTML = row.innerHTML.replaceAll(`[${last}]`, `[${last + 1}]`).replaceAll(`-${last}-`, `-${last + 1}-`)
        .replaceAll(`remove:${table}:${last}"`, `remove:${table}:${last + 1}"`);
      body.append(row);
    }
  }
}

function restore(form) {
  // With data-kept the server has filled in the form as it was last submitted, which is newer than this tab's draft.
  if ("kept" in form.dataset) {
    sessionStorage.removeItem(keyOf(form));
    return void save(form);
  }
  const stored = sessionStorage.getItem(keyOf(form));
  if (!stored) return;
  const values = JSON.parse(stored);
  addRows(form, values);
  for (const [name, value, checked] of values) {
    for (const element of [...form.elements].filter((other) => other.name === name && isKept(other))) {
      if (checked === null) element.value = value;
      else if (element.value === value) element.checked = checked;
    }
  }
  save(form);
}

async function save(form) {
  try {
    const answer = await fetch(`${form.dataset.draft}?part=true`, { method: "POST", body: body(form), redirect: "manual" });
    if (answer.ok) {
      sessionStorage.removeItem(keyOf(form));
      say(form, await answer.text());
      return;
    }
    say(form, answer.type === "opaqueredirect" ? form.dataset.textSignedOut : "");
  } catch {
    say(form, "");
  }
  keepHere(form);
}

document.addEventListener("input", (event) => {
  const form = event.target.closest?.("form[data-draft]");
  if (!form || !isKept(event.target)) return;
  clearTimeout(timers.get(form));
  timers.set(form, setTimeout(() => { timers.delete(form); save(form); }, pause));
});

document.addEventListener("submit", (event) => {
  // At a counter the next person may use the same tab, and must not see these drafts.
  if (event.target.getAttribute("action") === "/sign-out") sessionStorage.clear();
  clearTimeout(timers.get(event.target));
  timers.delete(event.target);
});

// Sends the drafts whose pause is not over when the reader leaves the page.
const leave = () => {
  for (const form of document.querySelectorAll("form[data-draft]")) {
    if (!timers.has(form)) continue;
    clearTimeout(timers.get(form));
    timers.delete(form);
    navigator.sendBeacon(`${form.dataset.draft}?part=true`, body(form));
  }
};
window.addEventListener("pagehide", leave);
document.addEventListener("turbo:before-visit", leave);

const start = () => document.querySelectorAll("form[data-draft]").forEach(restore);
document.addEventListener("turbo:load", start);
if (document.readyState === "complete") start();
