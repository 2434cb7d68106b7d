// The arrows between the symbols, drawn over the lanes of the grid.
import { state, T } from "./state.js";
import { drawn } from "./symbols.js";

let over = null;

export function drawLines(grid) {
  over?.remove();
  over = drawn("svg", { class: "sop-lines", "aria-hidden": "true" });
  const origin = grid.getBoundingClientRect();
  if (!origin.width) return;
  const boxes = new Map();
  for (const shape of grid.querySelectorAll("[data-symbol]")) {
    const box = shape.getBoundingClientRect();
    const cell = shape.closest("td").getBoundingClientRect();
    boxes.set(shape.dataset.symbol, {
      x: (box.left + box.right) / 2 - origin.left, top: box.top - origin.top, bottom: box.bottom - origin.top,
      y: (box.top + box.bottom) / 2 - origin.top, half: box.width / 2, rowBottom: cell.bottom - origin.top,
      right: cell.right - origin.left,
    });
  }
  over.setAttribute("width", origin.width);
  over.setAttribute("height", origin.height);
  const tip = drawn("marker", { id: "sop-tip", viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 6, markerHeight: 6, orient: "auto" });
  tip.append(drawn("path", { d: "M0,0 L8,4 L0,8 z" }));
  over.append(tip);

  let lane = 0;
  state.rows.forEach((row, i) => {
    const from = boxes.get(row.key);
    if (!from) return;
    for (const { label, to } of row.exits) {
      const next = reached(i, to);
      const target = boxes.get(next);
      if (target) arrow(from, target, label, isNext(i, next, boxes), lane++);
    }
  });
  grid.parentElement.append(over);
}

/** The row that an exit leads to. What a locked row does is not drawn: its way on is. */
function reached(i, to) {
  let at = to === null ? i + 1 : state.rows.findIndex((row) => row.key === to);
  for (let steps = 0; state.rows[at]?.symbol === "Locked" && steps < 20; steps++) {
    const way = state.rows[at].exits[0];
    if (!way) return null;
    at = way.to === null ? at + 1 : state.rows.findIndex((row) => row.key === way.to);
  }
  return state.rows[at]?.key;
}

function isNext(i, key, boxes) {
  for (let at = i + 1; at < state.rows.length; at++) {
    if (state.rows[at].key === key) return true;
    if (boxes.has(state.rows[at].key)) return false;
  }
  return false;
}

function arrow(from, to, label, isDown, number) {
  const turn = Math.max(from.bottom + 4, from.rowBottom - 3);
  const channel = Math.max(from.right, to.right) - 4 - (number % 3) * 3;
  const path = isDown
    ? `M${from.x},${from.bottom - 1} V${turn} H${to.x} V${to.top + 1}`
    : `M${from.x + from.half - 1},${from.y} H${channel} V${to.y} H${to.x + to.half + 1}`;
  over.append(drawn("path", { d: path, "marker-end": "url(#sop-tip)" }));
  if (!label) return;
  const text = drawn("text", isDown ? { x: from.x + 4, y: from.bottom + 8 } : { x: from.x + from.half + 1, y: from.y - 3 });
  text.textContent = label.length > 14 ? `${label.slice(0, 13)}…` : label;
  text.setAttribute("data-label", T.step);
  over.append(text);
}
