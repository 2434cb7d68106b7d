// A cell becomes a text box, and what was written goes into the row.
import { columns, isStep, newRow, remember, state, T } from "./state.js";
import { cellAt, draw, here, isEditable, nameOf } from "./grid.js";
import { changed, settle } from "./saving.js";
import { element } from "./symbols.js";

let open = null;

/** Opens the cell where the author stands. */
export function edit(text = null) {
  const { row: i, column: c } = state.at;
  const row = state.rows[i];
  const field = columns()[c]?.field;
  if (!row || !field || !isEditable(row, field)) return false;

  const cell = cellAt(i, c);
  const value = field === "go" ? row.goTyped ?? row.go ?? "" : row[field] ?? "";
  const label = `${nameOf(row, i)}, ${T[field]}`;
  const box = element("textarea", { class: "sop-box", rows: 1, "aria-label": label, spellcheck: "false", maxlength: 10000 });
  box.value = text ?? value;
  open = { box, row, field, value };
  cell.append(box);
  cell.classList.add("is-edited");
  box.focus();
  if (text === null) box.select();
  grow(box);
  box.addEventListener("input", () => grow(box));
  box.addEventListener("keydown", keys);
  box.addEventListener("blur", () => close(true));
  return true;
}

export const isOpen = () => open !== null;

function grow(box) {
  box.style.height = "auto";
  box.style.height = `${Math.max(box.scrollHeight + 2, box.parentElement.clientHeight)}px`;
}

function keys(event) {
  event.stopPropagation();
  if (event.isComposing) return;
  if (event.key === "Escape") return stop(event, () => { close(false); here(); });
  if (event.key === "Tab") return stop(event, () => { close(true); step(event.shiftKey ? -1 : 1); });
  if (event.key === "Enter" && !event.altKey && !event.shiftKey) return stop(event, () => { close(true); down(); });
  if (event.key === "Enter") {
    event.preventDefault();
    const at = event.target.selectionStart;
    event.target.setRangeText("\n", at, event.target.selectionEnd, "end");
    grow(event.target);
  }
}

function stop(event, then) {
  event.preventDefault();
  then();
}

/** Takes what was written, or leaves the cell as it was. */
export function close(takes) {
  if (!open) return;
  const { box, row, field, value } = open;
  open = null;
  const text = box.value.trim();
  box.parentElement?.classList.remove("is-edited");
  box.remove();
  if (takes && text !== value) write(row, field, text);
  else settle();
}

export function write(row, field, text) {
  remember();
  if (field === "go") row.goTyped = text;
  else row[field] = text;
  changed();
  draw();
}

/** To the next cell, and from the last one to the next row. */
export function step(by) {
  const last = columns().length - 1;
  if (state.at.column + by > last && state.at.row < state.rows.length) {
    state.at.column = 1;
    down();
    return;
  }
  if (state.at.column + by < 0) state.at = { row: state.at.row - 1, column: last };
  else state.at.column += by;
  here();
}

/** To the row below; below the last step there is a new one. */
export function down() {
  const next = state.rows.findIndex((row, i) => i > state.at.row && isStep(row));
  if (next < 0 && isStep(state.rows[state.at.row] ?? {}) && hasText(state.rows[state.at.row])) return insert(state.at.row + 1);
  state.at.row = next < 0 ? Math.min(state.at.row + 1, state.rows.length - 1) : next;
  here();
}

const hasText = (row) => row.text || row.time || row.output || row.requirements;

export function insert(at) {
  remember();
  state.rows.splice(at, 0, newRow());
  state.at = { row: at, column: state.at.column };
  draw(true);
}

export function remove() {
  const row = state.rows[state.at.row];
  if (!row || row.symbol === "Locked") return;
  remember();
  state.rows.splice(state.at.row, 1);
  state.renumber = true;
  if (!row.fresh || row.text) changed();
  draw(true);
}

export function move(by) {
  const { row } = state.at;
  const to = row + by;
  if (!state.rows[row] || !state.rows[to]) return;
  remember();
  [state.rows[row], state.rows[to]] = [state.rows[to], state.rows[row]];
  state.at.row = to;
  state.renumber = true;
  changed();
  draw(true);
}

/** Puts the symbol of a row into a lane; where it stands already, it becomes the other one. */
export function place(lane) {
  const row = state.rows[state.at.row];
  if (!row || !isStep(row)) return;
  remember();
  if (row.lane !== lane.id) row.lane = lane.id;
  else turn(row);
  changed();
  draw(true);
}

export function turn(row, symbol = row.symbol === "Process" ? "Decision" : "Process") {
  if (row.symbol === symbol || (row.type && !/Step$|Decision$/.test(row.type))) return;
  row.symbol = symbol;
  delete row.goTyped;
  row.exits = symbol === "Decision" ? [{ label: T.yes, to: null }, { label: T.no, to: "" }] : [{ label: "", to: null }];
  row.go = symbol === "Decision" ? `${T.yes}: …; ${T.no}: –` : "";
}
