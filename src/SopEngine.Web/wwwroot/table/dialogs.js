// The dialogs of a lane and of a row.
import { columns, isStep, page, remember, state, T } from "./state.js";
import { draw, here, nameOf } from "./grid.js";
import { changed, save } from "./saving.js";
import { move, remove, turn } from "./editing.js";
import { element } from "./symbols.js";

const laneDialog = page.querySelector("[data-lane]");
const rowDialog = page.querySelector("[data-row-dialog]");
let lane = null;
let row = null;

/** Opens a lane; without one, a new lane. */
export function openLane(known = null) {
  lane = known;
  const form = laneDialog.querySelector("form");
  form.elements.name.value = known?.name ?? "";
  form.elements.external.checked = known?.external ?? false;
  form.elements.counter.checked = known?.counter ?? false;
  for (const button of form.querySelectorAll("[data-lane-deed]")) button.hidden = !known;
  laneDialog.showModal();
  form.elements.name.focus();
}

laneDialog.querySelector("form").addEventListener("submit", (event) => {
  event.preventDefault();
  const { name, external, counter } = event.target.elements;
  laneDialog.close();
  if (!name.value.trim()) return here();
  remember();
  const values = { name: name.value.trim(), external: external.checked, counter: counter.checked && !external.checked };
  if (lane) Object.assign(lane, values);
  else {
    state.lanes.push({ id: `~${Date.now().toString(36)}`, ...values });
    state.at.column = 1 + state.lanes.length;
  }
  changed();
  draw(true);
});

laneDialog.addEventListener("click", (event) => {
  const deed = event.target.closest("[data-lane-deed]")?.dataset.laneDeed;
  if (!deed || !lane) return;
  laneDialog.close();
  remember();
  const at = state.lanes.indexOf(lane);
  if (deed === "remove") {
    state.lanes.splice(at, 1);
    for (const other of state.rows) if (other.lane === lane.id) other.lane = "";
  } else {
    const to = at + (deed === "left" ? -1 : 1);
    if (to >= 0 && to < state.lanes.length) [state.lanes[at], state.lanes[to]] = [state.lanes[to], state.lanes[at]];
    state.at.column = columns().findIndex((column) => column.lane === lane);
  }
  changed();
  draw(true);
});

/** Opens what a row has beside its cells: its short name, its exits, what runs beside it. */
export function openRow() {
  row = state.rows[state.at.row];
  if (!row || !isStep(row)) return;
  const form = rowDialog.querySelector("form");
  rowDialog.querySelector("[data-row-name]").textContent = nameOf(row, state.at.row);
  form.elements.shortName.value = row.shortName;
  form.elements.symbol.value = row.symbol;
  form.elements.symbol.disabled = row.type && !/Step$|Decision$/.test(row.type);
  rowDialog.querySelector("[data-row-form]").href = `/sops/${page.dataset.id}/form?step=${encodeURIComponent(row.key)}`;
  fill(form);
  rowDialog.showModal();
}

function fill(form) {
  const decides = form.elements.symbol.value === "Decision";
  const list = rowDialog.querySelector("[data-exits]");
  const exits = decides === (row.symbol === "Decision") ? row.exits
    : decides ? [{ label: T.yes, to: null }, { label: T.no, to: "" }] : [{ label: "", to: null }];
  list.replaceChildren(...exits.map((exit) => exitLine(exit, decides)));
  rowDialog.querySelector("[data-add-exit]").textContent = decides ? T.addChoice : T.addBeside;
  const others = [...targets().filter(([key]) => key !== null && key !== "")];
  for (const name of ["with", "meets"]) {
    const options = others.map(([key, words]) => element("option", { value: key }, words));
    form.elements[name].replaceChildren(element("option", { value: "" }, "–"), ...options);
  }
}

/** The rows that an exit may lead to, in words. */
function targets() {
  return [[null, T.nextRow], ["", T.nowhere], ...state.rows.filter((other) => other.symbol !== "Start" && other !== row)
    .map((other) => [other.key, `${nameOf(other, state.rows.indexOf(other))}${other.shortName ? `. ${other.shortName}` : ""}`])];
}

function exitLine(exit, decides) {
  const line = element("li", { class: "exit-line" });
  const label = element("input", { class: "form-control", "data-label": "", "aria-label": T.choice, maxlength: 200 });
  label.value = exit.label;
  label.hidden = !decides;
  const to = element("select", { class: "form-select", "data-to": "", "aria-label": T.go });
  for (const [key, words] of targets()) {
    const option = element("option", { value: key === null ? ">" : key }, words);
    option.selected = key === exit.to;
    to.append(option);
  }
  const gone = element("button", { type: "button", class: "btn", "data-remove-exit": "", "aria-label": T.removeExit }, "×");
  line.append(label, to, gone);
  return line;
}

rowDialog.addEventListener("click", (event) => {
  if (event.target.closest("[data-remove-exit]")) event.target.closest("li").remove();
  if (event.target.closest("[data-add-exit]")) {
    const decides = rowDialog.querySelector("form").elements.symbol.value === "Decision";
    rowDialog.querySelector("[data-exits]").append(exitLine({ label: "", to: decides ? "" : null }, decides));
  }
  const deed = event.target.closest("[data-row-deed]")?.dataset.rowDeed;
  if (!deed) return;
  rowDialog.close();
  if (deed === "remove") remove();
  else move(deed === "up" ? -1 : 1);
});

rowDialog.addEventListener("change", (event) => { if (event.target.name === "symbol") fill(event.target.form); });

rowDialog.querySelector("form").addEventListener("submit", (event) => {
  event.preventDefault();
  const { shortName, symbol, with: beside, meets } = event.target.elements;
  rowDialog.close();
  remember();
  turn(row, symbol.value);
  row.shortName = shortName.value.trim();
  row.exits = [...rowDialog.querySelectorAll("[data-exits] li")].map((line) => {
    const to = line.querySelector("[data-to]").value;
    return { label: symbol.value === "Decision" ? line.querySelector("[data-label]").value.trim() : "", to: to === ">" ? null : to };
  });
  delete row.goTyped;
  if (beside.value && meets.value) save({ beside: { key: row.key, with: beside.value, meets: meets.value } });
  else changed();
  draw(true);
});

for (const dialog of [laneDialog, rowDialog]) {
  dialog.addEventListener("click", (event) => { if (event.target.closest("[data-close]")) dialog.close(); });
  dialog.addEventListener("close", () => here());
}
