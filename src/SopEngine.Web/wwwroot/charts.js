// Draws charts from the figures of a table: data-chart is the table's id, data-bars and data-lines are its columns, from 0.
// Bars of cells with a data-grade have the grade's colour; data-most is the end of their axis.
const colours = { bars: ["#3f8f96", "#c2413a"], lines: ["#0b5d64", "#8a4b08"] };
const grades = { A: "#14532d", B: "#0b5d64", C: "#b7791f", D: "#9b1c1c" };
const charts = new Map();

// A chart follows the size of its element, which changes when the page's styles arrive or the page is printed.
const sizes = new ResizeObserver((entries) => entries.forEach(({ target }) => charts.get(target)?.resize()));

function read(table) {
  const heads = [...table.tHead.rows[0].cells].map((cell) => cell.textContent.trim());
  const rows = [...table.tBodies[0].rows];
  const names = rows.map((row) => (row.cells[0].querySelector("[data-name]") ?? row.cells[0]).textContent.trim());
  // The places of the rows that have a note, which a chart marks with a line.
  const notes = rows.flatMap((row, i) => (row.dataset.note ? [i] : []));
  const column = (index) => ({
    name: heads[index],
    values: rows.map((row) => (row.cells[index].dataset.value === "" ? null : Number(row.cells[index].dataset.value))),
    colours: rows.map((row) => grades[row.cells[index].dataset.grade]),
  });
  return { names, column, notes };
}

function options(element) {
  const { names, column, notes } = read(document.getElementById(element.dataset.chart));
  const indexes = (text) => (text ?? "").split(",").filter(Boolean).map(Number);
  const bars = indexes(element.dataset.bars);
  const format = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 });
  const percent = (value) => (value == null ? "–" : `${format.format(value)}%`);
  const percents = { type: "value", min: 0, axisLabel: { formatter: percent, color: "#36404d" }, splitLine: { show: bars.length === 0 } };
  const counts = { type: "value", minInterval: 1, axisLabel: { formatter: (value) => format.format(value), color: "#36404d" } };
  if (element.dataset.most) counts.max = Number(element.dataset.most);
  const series = [
    ...bars.map((index, i) => ({
      type: "bar", stack: "all", barMaxWidth: 28, itemStyle: { color: colours.bars[i] },
      data: column(index).values.map((value, at) => ({ value, itemStyle: { color: column(index).colours[at] ?? colours.bars[i] } })),
      name: column(index).name,
    })),
    ...indexes(element.dataset.lines).map((index, i) => ({
      type: "line", symbol: i === 0 ? "circle" : "triangle", symbolSize: 6,
      lineStyle: { width: 2, type: i === 0 ? "solid" : "dashed" }, itemStyle: { color: colours.lines[i] },
      connectNulls: true, yAxisIndex: bars.length > 0 ? 1 : 0,
      data: column(index).values, name: column(index).name, tooltip: { valueFormatter: percent },
    })),
  ];
  // The words of a note stand in the table; the line says where.
  if (notes.length > 0) {
    series[0].markLine = {
      symbol: ["none", "pin"], symbolSize: 12, silent: true, label: { show: false }, lineStyle: { color: "#6b5fa8", type: "dotted" },
      data: notes.map((xAxis) => ({ xAxis })),
    };
  }
  // The legend names the standard: a label beside its line would be crossed by the other lines.
  if (element.dataset.standard) {
    series.push({
      type: "line", name: `${element.dataset.standard} (100%)`, data: names.map(() => 100), symbol: "none", z: 1,
      lineStyle: { width: 1.5 }, itemStyle: { color: "#9b1c1c" }, tooltip: { valueFormatter: percent },
    });
  }
  // On a phone the legend has a line for each name.
  const legendHeight = element.clientWidth < 420 ? 20 + 20 * series.length : element.dataset.standard ? 60 : 40;
  return {
    animation: false,
    aria: { enabled: false },
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
    grid: { left: 8, right: 8, top: legendHeight, bottom: 8, containLabel: true },
    legend: { top: 0, left: 0, textStyle: { color: "#1d2733" } },
    // Rich text is drawn on the canvas. An HTML tooltip needs inline styles, which the content-security policy forbids.
    tooltip: { trigger: "axis", renderMode: "richText" },
    xAxis: { type: "category", data: names, axisLabel: { color: "#36404d" } },
    yAxis: bars.length === 0 ? [percents] : element.dataset.lines ? [counts, percents] : [counts],
    series,
  };
}

async function draw() {
  const elements = [...document.querySelectorAll("[data-chart]")].filter((element) => !charts.has(element));
  if (elements.length === 0) return;
  if (!globalThis.echarts) await import(document.querySelector("[data-echarts]").dataset.echarts);
  for (const element of elements) {
    if (!element.isConnected || charts.has(element)) continue;
    const chart = globalThis.echarts.init(element);
    charts.set(element, chart);
    chart.setOption(options(element));
    sizes.observe(element);
    element.dataset.drawn = "";
  }
}

function forget() {
  for (const [element, chart] of charts) {
    sizes.unobserve(element);
    chart.dispose();
    delete element.dataset.drawn;
  }
  charts.clear();
}

const resize = (size) => charts.forEach((chart) => chart.resize(size));
addEventListener("beforeprint", () => resize({ width: 660 }));
addEventListener("afterprint", () => resize({ width: "auto" }));
document.addEventListener("turbo:before-cache", forget);
document.addEventListener("turbo:load", draw);
draw();
