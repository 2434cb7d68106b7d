// The table editor of a SOP. The server is the one place of rules: the script sends the table, and shows what the server says of it.
import { begin, canRedo, canUndo, columns, isStep, page, redo, remember, saved, state, undo } from "./state.js";
import { draw, here, placeOf } from "./grid.js";
import { close, down, edit, insert, isOpen, move, place, remove, step, turn, write } from "./editing.js";
import { changed, restore, save } from "./saving.js";
import { openLane, openRow } from "./dialogs.js";
import { goTo, showProblems, showSheets } from "./beside.js";
import { cellsOf } from "./clipboard.js";
import { drawLines } from "./lines.js";

const grid = page.querySelector("[data-grid]");
const answer = JSON.parse(page.dataset.answer);

Object.assign(state, { version: answer.version, revision: answer.revision, problems: answer.problems });
Object.assign(state, { lanes: answer.table.lanes, rows: answer.table.rows });
saved.table = JSON.parse(JSON.stringify(answer.table));
page.querySelector("[data-plain]").remove();
page.querySelector("[data-editor]").hidden = false;
if (!page.dataset.locked) restore();
begin();
state.at = { row: Math.max(0, state.rows.findIndex(isStep)), column: 1 };
showProblems();
showSheets(answer.sheets);
draw();
const address = new URLSearchParams(location.search);
if (address.has("at")) goTo(address.get("at"), address.get("column"));
new ResizeObserver(() => drawLines(grid)).observe(grid);

/** What the cell where the author stands does: a symbol, a dialog, a text box. */
function act() {
  if (page.dataset.locked) return;
  const { row, column } = state.at;
  const at = columns()[column];
  if (at.noLane) return openLane();
  if (row < 0) return at.lane ? openLane(at.lane) : undefined;
  if (at.lane) return place(at.lane);
  if (at.field === "number") return openRow();
  edit();
}

grid.addEventListener("keydown", (event) => {
  if (isOpen() || event.isComposing) return;
  const way = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
  const control = event.ctrlKey || event.metaKey;
  if (way && event.altKey) return done(event, () => move(way[0] || 0));
  if (way) return done(event, () => { state.at.row += way[0]; state.at.column += way[1]; here(); });
  if (event.key === "Home") return done(event, () => { state.at = { row: control ? 0 : state.at.row, column: 0 }; here(); });
  if (event.key === "End")
    return done(event, () => { state.at = { row: control ? state.rows.length - 1 : state.at.row, column: columns().length - 1 }; here(); });
  if (event.key === "Tab") return leave(event) ? undefined : done(event, () => step(event.shiftKey ? -1 : 1));
  if (page.dataset.locked) return;
  if (control && event.key === "Enter") return done(event, () => openRow());
  if (event.key === "Enter" || event.key === "F2") return done(event, act);
  if (control && event.key.toLowerCase() === "z") return done(event, () => back(event.shiftKey ? redo : undo));
  if (control && event.key.toLowerCase() === "y") return done(event, () => back(redo));
  if (control && (event.key === "+" || event.key === "=" || event.key === "Insert")) return done(event, () => insert(state.at.row + 1));
  if (event.key === "Insert") return done(event, () => insert(Math.max(state.at.row, 0)));
  if (control && (event.key === "-" || event.key === "Delete")) return done(event, remove);
  if (event.key === "Delete" || event.key === "Backspace") return done(event, clear);
  if (control || event.altKey || event.key.length > 1) return;
  const at = columns()[state.at.column];
  if (at.lane) {
    if (event.key === " ") return done(event, act);
    const row = state.rows[state.at.row];
    const symbol = { p: "Process", k: "Decision", d: "Decision" }[event.key.toLowerCase()];
    if (symbol && row && isStep(row)) done(event, () => { remember(); row.lane = at.lane.id; turn(row, symbol); changed(); draw(true); });
    return;
  }
  // The page's own letter keys do nothing here.
  event.stopPropagation();
  if (edit(event.key)) event.preventDefault();
});

function done(event, then) {
  event.preventDefault();
  event.stopPropagation();
  then();
}

/** Tab leaves the grid before its first cell and behind its last. */
function leave(event) {
  const last = columns().length - 1;
  if (event.shiftKey) return state.at.row <= 0 && state.at.column === 0;
  return state.at.row >= state.rows.length - 1 && state.at.column === last;
}

function clear() {
  const row = state.rows[state.at.row];
  const at = columns()[state.at.column];
  if (!row) return;
  if (at.lane && row.lane === at.lane.id && isStep(row)) { remember(); row.lane = ""; changed(); draw(true); }
  else if (at.field && at.field !== "number" && row.symbol !== "Locked") { write(row, at.field, ""); here(); }
}

function back(way) {
  if (!way()) return;
  changed();
  draw(true);
}

grid.addEventListener("click", (event) => {
  if (event.target.closest("textarea")) return;
  const at = placeOf(event.target);
  if (!at) return;
  const isSame = at.row === state.at.row && at.column === state.at.column;
  close(true);
  state.at = at;
  here();
  const column = columns()[at.column];
  if (at.row < 0 || column.lane || column.noLane || column.field === "number" || isSame) act();
});

grid.addEventListener("dblclick", (event) => {
  if (!event.target.closest("textarea") && columns()[state.at.column]?.field) edit();
});

document.addEventListener("paste", (event) => {
  if (page.dataset.locked || !grid.contains(document.activeElement) || isOpen()) return;
  const cells = cellsOf(event.clipboardData);
  if (!cells.length) return;
  event.preventDefault();
  const column = columns()[state.at.column];
  if (cells.length === 1 && cells[0].length === 1 && column.field && column.field !== "number" && state.rows[state.at.row]) {
    write(state.rows[state.at.row], column.field, cells[0][0].trim());
    return here();
  }
  remember();
  const kept = state.rows.filter((row, i) => i < state.at.row && row.fresh && !row.text && !row.lane);
  state.rows = state.rows.filter((row) => !row.fresh || row.text || row.lane);
  state.renumber = true;
  save({ paste: { row: Math.max(0, state.at.row - kept.length), column: state.at.column, cells } });
});

document.addEventListener("copy", (event) => {
  if (!grid.contains(document.activeElement) || isOpen() || !getSelection().isCollapsed) return;
  const row = state.rows[state.at.row];
  const column = columns()[state.at.column];
  if (!row || !column.field) return;
  event.preventDefault();
  event.clipboardData.setData("text/plain", column.field === "go" ? row.go ?? "" : row[column.field] ?? "");
});

page.addEventListener("click", (event) => {
  const deed = event.target.closest("[data-deed]")?.dataset.deed;
  if (!deed) return;
  close(true);
  ({
    undo: () => back(undo), redo: () => back(redo), above: () => insert(Math.max(state.at.row, 0)), below: () => insert(state.at.row + 1),
    remove, up: () => move(-1), down: () => move(1), lane: () => openLane(), row: openRow, next: down,
  })[deed]?.();
});

const buttons = () => {
  page.querySelector("[data-deed=undo]").disabled = !canUndo();
  page.querySelector("[data-deed=redo]").disabled = !canRedo();
};
new MutationObserver(buttons).observe(grid, { childList: true });
buttons();
