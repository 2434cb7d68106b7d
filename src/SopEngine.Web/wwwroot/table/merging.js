// Two authors changed the SOP: shows what each wrote, row by row, and takes what this one chooses.
import { page, T } from "./state.js";
import { element } from "./symbols.js";

const dialog = page.querySelector("[data-merge]");
const cells = [
  ["Text", "text"], ["ShortName", "shortName"], ["Lane", "lane"], ["Requirements", "requirements"], ["Time", "time"],
  ["Output", "output"], ["Remarks", "remarks"], ["Exits", "go"], ["Number", "number"],
];

/** The merged table, once the author has chosen. */
export function compare(joined) {
  const table = joined.table;
  if (!joined.conflicts.length && !joined.changed.length) return Promise.resolve(table);

  dialog.querySelector("[data-merge-by]").textContent = T.mergeBy.replace("{0}", joined.by || T.somebody).replace("{1}", joined.at);
  dialog.querySelector("[data-merge-changed]").replaceChildren(...joined.changed.map((name) => element("li", {}, name)));
  const list = dialog.querySelector("[data-merge-rows]");
  list.replaceChildren(...joined.conflicts.map((conflict, i) => choice(conflict, i, joined)));
  dialog.querySelector("[data-merge-hint]").hidden = !joined.conflicts.length;
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      joined.conflicts.forEach((conflict, i) => {
        const theirs = list.querySelector(`[name="merge-${i}"]:checked`)?.value === "theirs";
        put(table, conflict, theirs ? conflict.theirs : conflict.mine);
      });
      resolve(table);
    }, { once: true });
  });
}

function put(table, conflict, row) {
  const at = table.rows.findIndex((other) => other.key === conflict.key);
  if (!row) {
    if (at >= 0) table.rows.splice(at, 1);
    return;
  }
  if (at >= 0) table.rows[at] = { ...row };
}

function choice(conflict, i, joined) {
  const set = element("fieldset", { class: "merge-row" });
  set.append(element("legend", {}, conflict.name));
  const columns = conflict.columns.length ? cells.filter(([name]) => conflict.columns.includes(name)) : cells.slice(0, 1);
  for (const [value, row, words] of [["mine", conflict.mine, T.mine], ["theirs", conflict.theirs, T.theirs]]) {
    const label = element("label", { class: "merge-side" });
    const input = element("input", { type: "radio", name: `merge-${i}`, value, class: "form-check-input" });
    input.checked = value === "mine";
    label.append(input, element("strong", {}, words));
    for (const [name, field] of columns) {
      const text = !row ? T.deleted : field === "lane" ? laneName(row.lane, joined) : row[field] ?? "";
      label.append(element("span", { class: "merge-cell" }, `${T.columns[name]}: ${text || "–"}`));
    }
    set.append(label);
  }
  return set;
}

const laneName = (id, joined) => joined.table.lanes.find((lane) => lane.id === id)?.name ?? id;
