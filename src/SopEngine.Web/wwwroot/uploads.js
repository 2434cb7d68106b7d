// Uploads files as soon as they are chosen, photographed, dropped or pasted; without this script the form's own button sends them.
// The answer to a form with data-upload="part" is its list of files; with "page" the whole page loads again.
const formOf = (element) => element instanceof Element ? element.closest("form[data-upload]") : null;
const part = (url) => `${url}?part=true`;

function say(form, text) {
  form.querySelector("[data-upload-status]").textContent = text;
}

function post(form, url, files) {
  const data = new FormData();
  data.append("__RequestVerificationToken", form.elements.__RequestVerificationToken.value);
  for (const file of files) data.append("files", file, file.name);
  const request = new XMLHttpRequest();
  return new Promise((resolve) => {
    request.upload.onprogress = (event) => {
      if (!files.length || !event.lengthComputable) return;
      say(form, `${form.dataset.textSending} ${Math.floor((100 * event.loaded) / event.total)} %`);
    };
    request.onload = request.onerror = () => resolve(request);
    request.open("POST", part(url));
    request.send(data);
  });
}

function show(form, answer) {
  const isSignIn = new URL(answer.responseURL || location.href).pathname === "/sign-in";
  if (!isSignIn && (answer.status === 200 || answer.status === 422)) {
    form.querySelector("[data-upload-list]").innerHTML = answer.responseText;
    say(form, "");
  } else {
    say(form, isSignIn ? form.dataset.textSignedOut : form.dataset.textFailed);
  }
}

async function send(form, files) {
  if (!files.length) return;
  const button = form.querySelector("[data-upload-send]");
  if (form.dataset.upload === "page") {
    const input = form.querySelector("input[type=file][name]");
    const all = new DataTransfer();
    for (const file of files) all.items.add(file);
    input.files = all.files;
    say(form, form.dataset.textSending);
    form.requestSubmit(button);
    return;
  }

  // One request a file: on a slow line the first files appear early, and each request stays far below the size limit.
  // Each answer replaces the list and explains only its own file's refusal, so the earlier refusals are put back.
  const list = form.querySelector("[data-upload-list]");
  let refusals = [];
  for (const file of files) {
    show(form, await post(form, button.getAttribute("formaction"), [file]));
    list.firstElementChild.prepend(...refusals);
    refusals = [...list.querySelectorAll("[role=alert]")];
  }
}

document.addEventListener("change", (event) => {
  const input = event.target;
  const form = formOf(input);
  if (!form || !input.matches("[data-upload-files]")) return;
  const files = [...input.files];
  input.value = "";
  send(form, files);
});

document.addEventListener("click", async (event) => {
  const button = event.target instanceof Element ? event.target.closest("[data-upload-remove]") : null;
  const form = formOf(button);
  if (!form || form.dataset.upload !== "part") return;
  event.preventDefault();
  show(form, await post(form, button.getAttribute("formaction"), []));
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
  send(form, [...event.dataTransfer.files]);
});

document.addEventListener("paste", (event) => {
  const form = document.querySelector("form[data-upload]");
  const files = [...(event.clipboardData?.files ?? [])];
  if (!form || !files.length) return;
  event.preventDefault();
  send(form, files);
});

const ready = () => document.documentElement.classList.add("has-uploads");
document.addEventListener("turbo:load", ready);
ready();
