// Keyboard shortcuts of one character: j and k walk a list, c claims, x marks, / searches, digits choose a list, n and p go from task to
// task, ? shows the help. They do nothing while the reader writes in a field.
(() => {
  document.documentElement.classList.add("has-script");
  const isWriting = (target) => target.closest("input:not([type=checkbox]), textarea, select, [contenteditable=true]") !== null;
  const list = () => document.querySelector("[data-keys-list]");
  const links = () => [...(list()?.querySelectorAll(".task-link") ?? [])];
  const here = () => links().indexOf(document.activeElement.closest(".task-row")?.querySelector(".task-link"));

  const walk = (by) => {
    const all = links();
    if (all.length === 0) return false;
    const next = all[Math.max(0, Math.min(all.length - 1, here() < 0 ? 0 : here() + by))];
    next.focus();
    next.closest(".task-row").scrollIntoView({ block: "nearest" });
    return true;
  };

  const press = (selector) => {
    const found = document.activeElement.closest(".task-row")?.querySelector(selector);
    found?.click();
    return found != null;
  };

  const step = (by) => {
    const link = document.querySelector(`[data-neighbours]:not([hidden]) [data-by="${by}"][href]`);
    link?.click();
    return link != null;
  };

  const acts = {
    j: () => walk(1),
    ArrowDown: () => here() >= 0 && walk(1),
    k: () => walk(-1),
    ArrowUp: () => here() >= 0 && walk(-1),
    c: () => press("[data-keys-claim]"),
    x: () => press(".task-check"),
    n: () => step(1),
    p: () => step(-1),
    "/": () => {
      const search = document.querySelector("main [role=search] input[type=search]");
      search?.select();
      search?.focus();
      return search != null;
    },
    "?": () => {
      const help = document.getElementById("keys-help");
      help?.showModal();
      return help != null;
    },
  };

  document.addEventListener("keydown", (event) => {
    // The account can turn off single-character shortcuts.
    if (document.documentElement.dataset.letterKeys === "off" && event.key.length === 1) return;
    if (event.ctrlKey || event.metaKey || event.altKey || isWriting(event.target) || document.querySelector("dialog[open]")) return;
    if (list() && /^[1-9]$/.test(event.key)) {
      document.querySelectorAll(".tabs .tab")[Number(event.key) - 1]?.click();
      return;
    }
    if (Object.hasOwn(acts, event.key) && acts[event.key]()) event.preventDefault();
  });

  // Scrolls the open tab into sight when the row of tabs is wider than the screen.
  document.addEventListener("turbo:load", () => {
    const tab = document.querySelector(".tabs .active");
    if (tab) tab.parentElement.scrollLeft = tab.offsetLeft - tab.parentElement.offsetLeft - 24;
  });

  // A click outside an open menu closes it.
  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("details:is(.app-menu, .app-manage)[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });

  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && document.querySelector("details:is(.app-menu, .app-manage)[open]");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });

  document.addEventListener("change", (event) => {
    if (!event.target.matches("[data-check-all]")) return;
    for (const box of document.querySelectorAll(".task-check")) box.checked = event.target.checked;
  });

  // Shows the number of marked tasks in the bar with the actions on them.
  const count = () => {
    const chosen = document.querySelector("[data-chosen]");
    if (chosen) chosen.textContent = chosen.dataset.chosen.replace("{0}", document.querySelectorAll(".task-check:checked").length);
  };
  document.addEventListener("change", count);
  document.addEventListener("turbo:load", count);

  // Keeps the last list of tasks in this tab, so that a task's page can link to the next task and the one before.
  const key = "task-list";
  document.addEventListener("turbo:load", () => {
    const tasks = document.querySelector("[data-tasks]");
    if (!tasks) return;
    sessionStorage.setItem(key, JSON.stringify({
      tasks: [...tasks.querySelectorAll(".task-link")].map((link) => link.getAttribute("href")),
      list: location.pathname + location.search,
      next: document.querySelector("a[rel=next]")?.getAttribute("href") ?? null,
    }));
  });
  document.addEventListener("turbo:load", () => {
    const neighbours = document.querySelector("[data-neighbours]");
    const kept = neighbours && JSON.parse(sessionStorage.getItem(key) ?? "null");
    const at = kept ? kept.tasks.indexOf(`/tasks/${neighbours.dataset.neighbours}`) : -1;
    if (at < 0 || (kept.tasks.length === 1 && !kept.next)) return;
    for (const link of neighbours.querySelectorAll("[data-by]")) {
      const href = kept.tasks[at + Number(link.dataset.by)] ?? (link.dataset.by === "1" ? kept.next : null);
      if (href) link.setAttribute("href", href);
      link.hidden = !href;
    }
    neighbours.querySelector("[data-at]").textContent = neighbours.dataset.place.replace("{0}", at + 1).replace("{1}", kept.tasks.length);
    document.querySelector("[data-list-link]").setAttribute("href", kept.list);
    neighbours.hidden = false;
  });
  // Opening a task, a case or a document is noted as a view of it: Turbo fetches none of them just because the pointer is over a link.
  document.addEventListener("turbo:before-prefetch", (event) => {
    if (/^\/(tasks|cases|documents)\/\d/.test(new URL(event.target.href).pathname)) event.preventDefault();
  });
  // A refresh of the page must not undo these links: the server's page does not have them.
  document.addEventListener("turbo:before-morph-attribute", (event) => {
    if (event.target.matches("[data-neighbours], [data-neighbours] *, [data-list-link]")) event.preventDefault();
  });
})();
