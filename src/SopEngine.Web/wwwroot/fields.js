// The editor of a step's form: each of its buttons, and each choice that brings other settings along, asks the server for the page as the
// editor now stands, and puts in its part. Without this script the buttons do the same with a whole page.
const title = (card) => card.querySelector(".field-card-title").textContent;

async function ask(form, deed) {
  const data = new FormData(form);
  data.set("deed", deed);
  const focus = document.activeElement?.id ?? "";
  const closed = [...form.querySelectorAll("[data-field-card]:not([open])")].map(title);
  const known = [...form.querySelectorAll("[data-field-card]")].map(title);
  const answer = await fetch(form.action, { method: "POST", body: data, redirect: "manual" }).catch(() => null);
  const page = answer?.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
  const fresh = page?.querySelector("[data-fields-editor] > fieldset");
  if (!fresh) return void send(form, deed);
  form.querySelector("fieldset").replaceWith(fresh);
  document.querySelector("[data-fields-preview]").replaceWith(page.querySelector("[data-fields-preview]"));
  for (const card of form.querySelectorAll("[data-field-card]")) {
    if (closed.includes(title(card))) card.open = false;
  }
  const added = !deed.startsWith("add") ? []
    : [...form.querySelectorAll("[data-field-card][open]")].filter((card) => !known.includes(title(card)));
  (added.pop()?.querySelector("input:not([type=hidden])") ?? document.getElementById(focus))?.focus();
}

// The whole page, as without a script, shows the error.
function send(form, deed) {
  const button = Object.assign(document.createElement("button"), { name: "deed", value: deed, hidden: true });
  button.dataset.turbo = "false";
  form.append(button);
  form.requestSubmit(button);
}

document.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest("[data-fields-editor] button[name=deed]") : null;
  if (!button || button.value === "save" || button.hidden) return;
  event.preventDefault();
  ask(button.form, button.value);
});

document.addEventListener("change", (event) => {
  const form = event.target.matches?.("[data-look]") ? event.target.closest("[data-fields-editor]") : null;
  if (form) ask(form, "look");
});
