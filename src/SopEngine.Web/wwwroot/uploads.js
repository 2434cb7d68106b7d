// Uploads files as soon as they are chosen, photographed, dropped or pasted; without this script the form's own button sends them.
// The answer to a form with data-upload="part" is its list of files; with "page" the whole page loads again.
// A form may have several areas: its attachments, and one for each of its fields that takes files.
const formOf = (element) => element instanceof Element ? element.closest("form[data-upload]") : null;
const areaOf = (element) => element.closest("[data-upload-area]") ?? mainOf(formOf(element));
const mainOf = (form) => form.querySelector("[data-upload-area=main]") ?? form;
const part = (url) => `${url}${url.includes("?") ? "&" : "?"}part=true`;

function say(area, text) {
  area.querySelector("[data-upload-status]").textContent = text;
}

function post(area, url, files) {
  const form = formOf(area);
  const data = new FormData();
  data.append("__RequestVerificationToken", form.elements.__RequestVerificationToken.value);
  // The page alone knows which documents the list holds, and which of them are for the customer.
  for (const kept of area.querySelectorAll("[data-upload-list] input, [data-upload-new]")) {
    if (kept.type !== "checkbox" || kept.checked) data.append(kept.name, kept.value);
  }
  const name = area.querySelector("input[type=file][name]").name;
  for (const file of files) data.append(name, file, file.name);
  const request = new XMLHttpRequest();
  return new Promise((resolve) => {
    request.upload.onprogress = (event) => {
      if (!files.length || !event.lengthComputable) return;
      say(area, `${form.dataset.textSending} ${Math.floor((100 * event.loaded) / event.total)} %`);
    };
    request.onload = request.onerror = () => resolve(request);
    request.open("POST", part(url));
    request.send(data);
  });
}

function show(area, answer) {
  const form = formOf(area);
  const isSignIn = new URL(answer.responseURL || location.href).pathname === "/sign-in";
  if (!isSignIn && (answer.status === 200 || answer.status === 422)) {
    area.querySelector("[data-upload-list]").innerHTML = answer.responseText;
    say(area, "");
    tell(form);
  } else {
    say(area, isSignIn ? form.dataset.textSignedOut : form.dataset.textFailed);
  }
}

// The list of what the customer will see follows the boxes and the files.
function tell(form) {
  const note = form.querySelector("[data-goes-note]");
  if (!note) return;
  const names = [...form.querySelectorAll("[data-goes]")]
    .filter((item) => !item.closest("[hidden]") && (item.querySelector("[data-goes-if]")?.checked ?? true))
    .map((item) => item.dataset.goes);
  note.querySelector("[data-goes-list]").replaceChildren(...names.map((name) =>
    Object.assign(document.createElement("li"), { textContent: name })));
  note.querySelector("[data-goes-some]").hidden = names.length === 0;
  note.querySelector("[data-goes-none]").hidden = names.length > 0;
}

async function send(area, files) {
  if (!files.length) return;
  const form = formOf(area);
  const button = area.querySelector("[data-upload-send]");
  if (form.dataset.upload === "page") {
    const input = form.querySelector("input[type=file][name]");
    const all = new DataTransfer();
    for (const file of files) all.items.add(file);
    input.files = all.files;
    say(area, form.dataset.textSending);
    form.requestSubmit(button);
    return;
  }

  // One request a file: on a slow line the first files appear early, and each request stays far below the size limit.
  // Each answer replaces the list and explains only its own file's refusal, so the earlier refusals are put back.
  const list = area.querySelector("[data-upload-list]");
  let refusals = [];
  for (const file of files) {
    show(area, await post(area, button.getAttribute("formaction"), [file]));
    list.firstElementChild.prepend(...refusals);
    refusals = [...list.querySelectorAll("[role=alert]")];
  }
}

document.addEventListener("change", (event) => {
  const input = event.target;
  const form = formOf(input);
  if (!form) return;
  if (input.matches("[data-goes-if]")) tell(form);
  if (!input.matches("[data-upload-files]")) return;
  const files = [...input.files];
  input.value = "";
  send(areaOf(input), files);
});

document.addEventListener("click", async (event) => {
  const button = event.target instanceof Element ? event.target.closest("[data-upload-remove]") : null;
  const form = formOf(button);
  if (!form || form.dataset.upload !== "part") return;
  event.preventDefault();
  const area = areaOf(button);
  show(area, await post(area, button.getAttribute("formaction"), []));
});

document.addEventListener("dragover", (event) => {
  const form = formOf(event.target);
  if (!form || !event.dataTransfer.types.includes("Files")) return;
  event.preventDefault();
  form.classList.add("is-dragged-over");
});

document.addEventListener("dragleave", (event) => {
  const form = formOf(event.target);
  if (form && !form.contains(event.relatedTarget)) form.classList.remove("is-dragged-over");
});

document.addEventListener("drop", (event) => {
  const form = formOf(event.target);
  if (!form || !event.dataTransfer.files.length) return;
  event.preventDefault();
  form.classList.remove("is-dragged-over");
  send(areaOf(event.target), [...event.dataTransfer.files]);
});

document.addEventListener("paste", (event) => {
  const form = document.querySelector("form[data-upload]");
  const files = [...(event.clipboardData?.files ?? [])];
  if (!form || !files.length) return;
  event.preventDefault();
  send(mainOf(form), files);
});

const ready = () => document.documentElement.classList.add("has-uploads");
document.addEventListener("turbo:load", ready);
ready();
