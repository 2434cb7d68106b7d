// Elements, and the symbols of PermenPANRB 35/2012.
const SVG = "http://www.w3.org/2000/svg";

export function element(name, attributes = {}, text = null) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) if (value !== undefined) made.setAttribute(key, value);
  if (text !== null) made.textContent = text;
  return made;
}

export function drawn(name, attributes = {}) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

/** The symbol of a row, for its cell. */
export function symbol(row) {
  const box = drawn("svg", { viewBox: "0 0 44 26", class: "sop-symbol", "aria-hidden": "true", "data-symbol": row.key });
  const shape = {
    Decision: () => drawn("polygon", { points: "22,1 43,13 22,25 1,13" }),
    Process: () => drawn("rect", { x: 2, y: 2, width: 40, height: 22 }),
  }[row.symbol] ?? (() => drawn("rect", { x: 3, y: 5, width: 38, height: 16, rx: 8 }));
  box.append(shape());
  return box;
}
