// What the editor knows: the table as its author has it, what was saved last, and the way back.
const root = document.getElementById("table-editor");

export const page = root;
export const T = JSON.parse(root.dataset.texts);
export const state = { version: 0, revision: 0, lanes: [], rows: [], problems: [], at: { row: 0, column: 1 }, renumber: false };
export const saved = { table: null };
const past = [];
const future = [];
const MOST = 200;

export const isStep = (row) => row.symbol === "Process" || row.symbol === "Decision";
export const newKey = () => `step-${[...crypto.getRandomValues(new Uint8Array(4))].map((n) => n.toString(16).padStart(2, "0")).join("")}`;

export function newRow(lane = "") {
  return {
    key: newKey(), symbol: "Process", number: "", text: "", shortName: "", lane, requirements: "", time: "", output: "", remarks: "",
    exits: [{ label: "", to: null }], go: "", type: "", fresh: true,
  };
}

/** A row that its author has not written anything into yet; it is not sent. */
export const isBlank = (row) => row.fresh && isStep(row)
  && !row.text && !row.requirements && !row.time && !row.output && !row.remarks && row.goTyped === undefined && row.symbol === "Process";

/** The columns from left to right: fields of a row, and one for each lane. */
export function columns() {
  const lanes = state.lanes.length ? state.lanes.map((lane) => ({ lane })) : [{ noLane: true }];
  return [
    { field: "number" }, { field: "text" }, ...lanes, { field: "requirements" }, { field: "time" }, { field: "output" },
    { field: "remarks" }, { field: "go" },
  ];
}

export function columnOf(field) {
  return Math.max(0, columns().findIndex((column) => column.field === field));
}

/** The table as the server reads it. */
export function sent() {
  const rows = state.rows.filter((row) => !isBlank(row));
  return {
    lanes: state.lanes.filter((lane) => lane.name.trim()).map(({ id, name, external, counter }) => ({ id, name, external, counter })),
    rows: rows.map((row) => ({
      key: row.key, symbol: row.symbol, number: row.number, text: row.text, shortName: row.shortName,
      lane: state.lanes.some((lane) => lane.id === row.lane && lane.name.trim()) || !state.lanes.some((lane) => lane.id === row.lane)
        ? row.lane : "",
      requirements: row.requirements, time: row.time, output: row.output, remarks: row.remarks,
      exits: row.exits.map(({ label, to }) => ({ label, to: target(to, rows) })), go: row.goTyped ?? null, type: row.type ?? "",
    })),
  };
}

/** A way to a row that is gone leads nowhere. */
const target = (to, rows) => (to && !rows.some((row) => row.key === to) ? "" : to);

/** Takes the server's table; rows that were not sent stay where they are. */
export function take(table) {
  const blanks = state.rows.map((row, i) => ({ row, before: state.rows[i - 1]?.key })).filter(({ row }) => isBlank(row));
  state.lanes = table.lanes.concat(state.lanes.filter((lane) => !lane.name.trim()));
  state.rows = table.rows.map((row) => ({ ...row }));
  for (const { row, before } of blanks) {
    const at = state.rows.findIndex((other) => other.key === before);
    state.rows.splice(at < 0 && before ? state.rows.length : at + 1, 0, row);
  }
}

/** Rows to begin with: an author without a row finds one to write into. */
export function begin() {
  if (state.rows.some(isStep)) return;
  const end = state.rows.findIndex((row) => row.symbol === "End");
  state.rows.splice(end < 0 ? state.rows.length : end, 0, newRow());
}

const snapshot = () => JSON.stringify({ lanes: state.lanes, rows: state.rows });

/** Notes the table as it stands, before a change. */
export function remember() {
  const now = snapshot();
  if (past.at(-1) === now) return;
  past.push(now);
  if (past.length > MOST) past.shift();
  future.length = 0;
}

export const canUndo = () => past.length > 0;
export const canRedo = () => future.length > 0;
export const undo = () => go(past, future);
export const redo = () => go(future, past);

function go(from, to) {
  const text = from.pop();
  if (text === undefined) return false;
  to.push(snapshot());
  Object.assign(state, JSON.parse(text));
  state.renumber = true;
  return true;
}
