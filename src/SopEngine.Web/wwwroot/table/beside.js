// What stands beside the grid: the list of problems, which leads to the cells, and the drawn sheet.
import { columnOf, columns, page, state, T } from "./state.js";
import { here } from "./grid.js";
import { element } from "./symbols.js";

const list = page.querySelector("[data-problems]");
const sheet = page.querySelector("[data-sheet]");
const fields = {
  Number: "number", Text: "text", ShortName: "number", Requirements: "requirements", Time: "time", Output: "output", Remarks: "remarks",
  Exits: "go",
};

export function showProblems() {
  const errors = state.problems.filter((problem) => problem.isError).length;
  const head = page.querySelector("[data-problems-count]");
  head.textContent = !state.problems.length ? T.noProblems
    : errors ? T.errors.replace("{0}", errors) : T.warnings.replace("{0}", state.problems.length);
  head.closest("details").classList.toggle("is-wrong", errors > 0);
  list.replaceChildren(...state.problems.map(item));
}

function item(problem) {
  const row = element("li", { class: problem.isError ? "is-error" : "is-warning" });
  row.append(element("span", { class: "problem-kind" }, T[problem.isError ? "error" : "warning"]));
  const words = problem.name ? `${problem.name}: ${problem.text}` : problem.text;
  const link = problem.fix ? element("a", { href: problem.fix, "data-turbo": "false" }, words)
    : element("button", { type: "button", class: "btn-link" }, words);
  if (!problem.fix) link.addEventListener("click", () => goTo(problem.row, problem.column));
  row.append(link);
  return row;
}

/** Leads to a cell. */
export function goTo(key, column) {
  const row = key ? state.rows.findIndex((other) => other.key === key) : -1;
  const lane = state.lanes.findIndex((other) => other.id === state.rows[row]?.lane);
  const first = columns().findIndex((other) => !other.field);
  state.at = { row, column: column === "Lane" ? first + Math.max(0, lane) : columnOf(fields[column] ?? "text") };
  here();
}

export function showSheets(pages) {
  if (!pages.length) {
    sheet.replaceChildren(element("p", { class: "text-secondary m-3" }, T.noSheet));
    return;
  }
  // The table comes first: it is what the author works on.
  sheet.replaceChildren(...pages.slice(1).concat(pages[0]).map((svg) => {
    const paper = element("div", { class: "sheet" });
    paper.innerHTML = svg;
    return paper;
  }));
}
