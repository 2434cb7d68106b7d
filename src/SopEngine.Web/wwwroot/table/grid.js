// Draws the table as a grid: one tab stop, arrows lead from cell to cell.
import { columns, isStep, page, state, T } from "./state.js";
import { drawLines } from "./lines.js";
import { element, symbol } from "./symbols.js";

const grid = page.querySelector("[data-grid]");

export function draw(focus = false) {
  const all = columns();
  const lanes = all.filter((column) => !column.field);
  grid.replaceChildren(head(all, lanes), body(all));
  grid.setAttribute("aria-rowcount", state.rows.length + 2);
  grid.setAttribute("aria-colcount", all.length);
  grid.style.setProperty("--lanes", lanes.length);
  here(focus);
  drawLines(grid);
}

/** Makes the cell where the author stands the one tab stop. */
export function here(focus = true) {
  const all = columns();
  state.at.row = Math.max(-1, Math.min(state.at.row, state.rows.length - 1));
  state.at.column = Math.max(0, Math.min(state.at.column, all.length - 1));
  for (const cell of grid.querySelectorAll("[tabindex='0']")) cell.tabIndex = -1;
  for (const row of grid.querySelectorAll("tr.is-here")) row.classList.remove("is-here");
  const cell = cellAt(state.at.row, state.at.column) ?? cellAt(0, 1);
  if (!cell) return;
  cell.tabIndex = 0;
  cell.closest("tr").classList.add("is-here");
  if (!focus) return;
  cell.focus({ preventScroll: true });
  cell.scrollIntoView({ block: "nearest", inline: "nearest" });
}

export function cellAt(row, column) {
  return grid.querySelector(row < 0 ? `[data-head="${column}"]` : `tbody tr[data-row="${row}"] > [data-column="${column}"]`);
}

/** The place of the cell that an event happened in; null for none. */
export function placeOf(target) {
  const cell = target.closest?.("[data-column], [data-head]");
  if (!cell || !grid.contains(cell)) return null;
  if (cell.dataset.head) return { row: -1, column: Number(cell.dataset.head) };
  return { row: Number(cell.parentElement.dataset.row), column: Number(cell.dataset.column) };
}

function head(all, lanes) {
  const first = element("tr", { role: "row", "aria-rowindex": 1 });
  const second = element("tr", { role: "row", "aria-rowindex": 2 });
  all.forEach((column, i) => {
    const at = { role: "columnheader", scope: "col", tabindex: -1, "data-head": i, "aria-colindex": i + 1 };
    if (column.lane) second.append(laneHead(column.lane, at));
    else if (column.noLane) second.append(element("th", { ...at, class: "sop-lane sop-no-lane" }, T.addLane));
    else if (["requirements", "time", "output"].includes(column.field)) second.append(element("th", at, T[column.field]));
    else first.append(element("th", { ...at, rowspan: 2, class: `sop-${column.field}` }, T[column.field]));
  });
  const group = (text, span) => element("th", { role: "columnheader", scope: "colgroup", colspan: span }, text);
  first.children[2].before(group(T.lanes, lanes.length), group(T.standard, 3));
  return append(element("thead", { role: "rowgroup" }), first, second);
}

function laneHead(lane, at) {
  const name = lane.name || T.laneUnnamed;
  const cell = element("th", { ...at, class: "sop-lane", "aria-haspopup": "dialog", title: T.laneHint }, name);
  if (lane.external) cell.append(element("small", {}, T.external));
  mark(cell, state.problems.filter((problem) => !problem.row && problem.column === "Lane" && problem.text.includes(`“${lane.name}”`)));
  return cell;
}

function body(all) {
  const rows = element("tbody", { role: "rowgroup" });
  state.rows.forEach((row, i) => rows.append(rowOf(row, i, all)));
  return rows;
}

function rowOf(row, i, all) {
  const line = element("tr", {
    role: "row", "data-row": i, "data-key": row.key, "aria-rowindex": i + 3,
    class: isStep(row) ? "sop-step" : row.symbol === "Locked" ? "sop-locked" : "sop-terminator",
  });
  const symbolIn = isStep(row) ? row.lane : terminatorLane(row, i);
  all.forEach((column, c) => {
    const at = { "data-column": c, "aria-colindex": c + 1, tabindex: -1 };
    if (column.lane) line.append(laneCell(row, i, column.lane, symbolIn === column.lane.id, at));
    else if (column.noLane) line.append(element("td", { ...at, role: "gridcell", class: "sop-lane", "aria-label": T.addLane }));
    else line.append(textCell(row, i, column.field, at));
  });
  return line;
}

export function nameOf(row, i) {
  if (!isStep(row)) return row.text || T[row.symbol];
  return row.number ? `${T.step} ${row.number}` : `${T.row} ${i + 1}`;
}

function laneCell(row, i, lane, has, at) {
  const what = has ? T[row.symbol] : T.noSymbol;
  const label = `${nameOf(row, i)}, ${lane.name || T.laneUnnamed}: ${what}`;
  const cell = element("td", { ...at, role: "gridcell", class: `sop-lane${has ? " has-symbol" : ""}`, "aria-label": label });
  if (!isStep(row)) cell.setAttribute("aria-readonly", "true");
  if (has && row.symbol !== "Locked") cell.append(symbol(row));
  if (isStep(row)) mark(cell, problemsOf(row, "Lane"), has || !row.lane);
  return cell;
}

function textCell(row, i, field, at) {
  const isHead = field === "number";
  const cell = element(isHead ? "th" : "td", { ...at, role: isHead ? "rowheader" : "gridcell", class: `sop-${field}` });
  if (isHead) cell.setAttribute("scope", "row");
  const text = field === "go" ? goText(row) : row[field] ?? "";
  if (isHead && !isStep(row)) cell.append(element("span", { class: "visually-hidden" }, T[row.symbol]));
  else if (field === "text" && row.symbol === "Locked")
    cell.append(element("span", { class: "sop-lock", title: T.lockedHint }, text), element("small", {}, T.locked));
  else if (field === "requirements" && text.includes("\n")) cell.append(list(text));
  else cell.textContent = text;
  if (field === "text" && isStep(row) && T[row.type]) cell.append(element("small", {}, T[row.type]));
  if (!isEditable(row, field)) cell.setAttribute("aria-readonly", "true");
  mark(cell, problemsOf(row, field === "go" ? "Exits" : field[0].toUpperCase() + field.slice(1), field));
  return cell;
}

export function isEditable(row, field) {
  if (row.symbol === "Locked") return false;
  if (field === "text") return true;
  if (field === "go") return row.symbol !== "End";
  return isStep(row) && field !== "number";
}

function goText(row) {
  if (row.goTyped !== undefined) return row.goTyped;
  return row.go ?? "";
}

function list(text) {
  const items = element("ol");
  for (const line of text.split("\n").filter(Boolean)) items.append(element("li", {}, line));
  return items;
}

/** The problems of a cell; those that no cell has stand at the number. */
function problemsOf(row, column, field) {
  return state.problems.filter((problem) => problem.row === row.key
    && (problem.column === column || (field === "number" && (!problem.column || problem.column === "ShortName"))
      || (field === "text" && !isStep(row) && !problem.column)));
}

function mark(cell, problems, isShown = true) {
  if (!problems.length || !isShown) return;
  const isError = problems.some((problem) => problem.isError);
  cell.classList.add(isError ? "is-wrong" : "is-doubtful");
  if (isError && cell.getAttribute("role") === "gridcell") cell.setAttribute("aria-invalid", "true");
  cell.title = problems.map((problem) => problem.text).join("\n");
  cell.append(element("span", { class: "visually-hidden" }, ` ${T[isError ? "error" : "warning"]}: ${cell.title}`));
  if (cell.hasAttribute("aria-label")) cell.setAttribute("aria-label", `${cell.getAttribute("aria-label")}. ${cell.title}`);
}

/** A start is drawn in the lane of the row that it leads to, an end in that of the last row that leads to it. */
function terminatorLane(row, i) {
  const leads = (other, j) => other.exits.some((exit) => (exit.to === null ? state.rows[j + 1]?.key : exit.to) === row.key);
  if (row.symbol === "Start") {
    const to = row.exits[0]?.to;
    return (to ? state.rows.find((other) => other.key === to) : state.rows[i + 1])?.lane;
  }
  return row.symbol === "End" ? state.rows.filter((other, j) => isStep(other) && leads(other, j)).at(-1)?.lane : "";
}

function append(parent, ...children) {
  parent.append(...children);
  return parent;
}
