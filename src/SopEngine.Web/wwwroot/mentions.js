// Completes the name after an @ in a comment, from the names at the form's checkboxes of colleagues.
const names = (area) => [...area.form.querySelectorAll("[name=mention]")].map((box) => box.parentElement.textContent.trim());
const typed = (area) => /(^|\s)@([^@\n]{0,40})$/.exec(area.value.slice(0, area.selectionStart));
// The typed text may begin at any word of the name.
const fits = (words, begun) => words.some((_, i) => words.slice(i).join(" ").startsWith(begun));
const listOf = (area) => document.getElementById(area.id + "-names");

function close(area) {
  listOf(area)?.remove();
  area.removeAttribute("aria-activedescendant");
  area.removeAttribute("aria-controls");
}

function show(area) {
  const begun = typed(area)?.[2].toLocaleLowerCase();
  const fitting = begun === undefined ? [] : names(area).filter((name) =>
    name.toLocaleLowerCase() !== begun.trimEnd() && fits(name.toLocaleLowerCase().split(" "), begun)).slice(0, 8);
  close(area);
  if (fitting.length === 0) return;
  const list = document.createElement("ul");
  list.id = area.id + "-names";
  list.className = "mention-names card";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", area.dataset.mentions);
  fitting.forEach((name, i) => {
    const option = document.createElement("li");
    option.id = `${list.id}-${i}`;
    option.textContent = name;
    option.setAttribute("role", "option");
    // At mousedown the list is still there: it closes when the field loses the focus, which comes before the click.
    option.addEventListener("mousedown", (event) => {
      event.preventDefault();
      take(area, name);
    });
    list.append(option);
  });
  area.after(list);
  area.setAttribute("aria-controls", list.id);
  choose(area, 0);
}

function choose(area, at) {
  const options = [...listOf(area).children];
  const chosen = (at + options.length) % options.length;
  options.forEach((option, i) => option.setAttribute("aria-selected", i === chosen ? "true" : "false"));
  options[chosen].scrollIntoView({ block: "nearest" });
  area.setAttribute("aria-activedescendant", options[chosen].id);
}

function take(area, name) {
  const end = area.selectionStart;
  const start = end - typed(area)[2].length;
  area.setRangeText(name + " ", start, end, "end");
  close(area);
  area.focus();
}

document.addEventListener("input", ({ target }) => target.matches("[data-mentions]") && show(target));
document.addEventListener("focusout", ({ target }) => target.matches?.("[data-mentions]") && close(target));
document.addEventListener("keydown", (event) => {
  const area = event.target;
  const list = area.matches?.("[data-mentions]") && listOf(area);
  if (!list) return;
  const at = [...list.children].findIndex((option) => option.getAttribute("aria-selected") === "true");
  if (event.key === "ArrowDown") choose(area, at + 1);
  else if (event.key === "ArrowUp") choose(area, at - 1);
  else if (event.key === "Enter" || event.key === "Tab") take(area, list.children[at].textContent);
  else if (event.key === "Escape") close(area);
  else return;
  event.preventDefault();
});
