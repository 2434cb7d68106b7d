// Shows the preview of a template while its text is written. Without this script, the preview's button does.
const form = document.getElementById("template");
let last = 0;

async function show() {
  const now = ++last;
  const answer = await fetch(form.dataset.preview, { method: "POST", body: new URLSearchParams(new FormData(form)) });
  if (now !== last || !answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const id of ["preview", "problems"]) {
    const made = page.getElementById(id);
    if (made) document.getElementById(id).replaceChildren(...made.childNodes);
  }
}

if (form) {
  let soon;
  form.addEventListener("input", () => {
    clearTimeout(soon);
    soon = setTimeout(() => show().catch(() => {}), 600);
  });
}
