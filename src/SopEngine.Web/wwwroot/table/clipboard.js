// Cells that were copied from Word, Excel, LibreOffice or a page: a table in HTML, or texts between tabs.
const MOST = 900;

/** @returns rows of texts; none for what is no text. */
export function cellsOf(clipboard) {
  const html = clipboard.getData("text/html");
  const table = html && new DOMParser().parseFromString(html, "text/html").querySelector("table");
  if (table) return fromTable(table).slice(0, MOST);
  const text = clipboard.getData("text/plain").replace(/\r\n?/g, "\n").replace(/\n$/, "");
  return text ? fromTabs(text).slice(0, MOST) : [];
}

/** A cell over several columns or rows stands in the first of them. */
function fromTable(table) {
  const rows = [...table.rows].map(() => []);
  [...table.rows].forEach((line, r) => {
    let c = 0;
    for (const cell of line.cells) {
      while (rows[r][c] !== undefined) c++;
      for (let down = 0; down < Math.max(1, cell.rowSpan) && rows[r + down]; down++)
        for (let across = 0; across < Math.min(Math.max(1, cell.colSpan), 100); across++)
          rows[r + down][c + across] = down || across ? "" : textOf(cell);
      c += cell.colSpan;
    }
  });
  return rows.map((line) => [...line].map((text) => text ?? ""));
}

/** Paragraphs and breaks are lines; a drawn symbol without a text is a mark. */
function textOf(cell) {
  for (const br of cell.querySelectorAll("br")) br.replaceWith("\n");
  const parts = [...cell.querySelectorAll("p, li, div")].filter((part) => !part.querySelector("p, li, div"));
  const lines = (parts.length ? parts.map((part) => part.textContent) : cell.textContent.split("\n\n"))
    .map((line) => line.replace(/[^\S\n]+/g, " ").replace(parts.length ? /\n/g : /(?!)/g, " ").trim()).filter(Boolean);
  if (lines.length) return lines.join("\n");
  return cell.querySelector("img, svg, v\\:shape, v\\:rect") ? "x" : "";
}

/** As spreadsheets write them: a cell with a line break or a quote stands in quotes. */
function fromTabs(text) {
  const rows = [[]];
  let cell = "";
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const letter = text[i];
    if (quoted) {
      if (letter !== '"') cell += letter;
      else if (text[i + 1] === '"') cell += text[i++];
      else quoted = false;
    } else if (letter === '"' && cell === "") quoted = true;
    else if (letter === "\t" || letter === "\n") {
      rows.at(-1).push(cell);
      cell = "";
      if (letter === "\n") rows.push([]);
    } else cell += letter;
  }
  rows.at(-1).push(cell);
  return rows;
}
