/* The curve of a run: temperatures and progress on one time axis, drawn from the page's colours. */
import { $ } from "./dom.js";
import { moment, number, percent } from "./format.js";
const panel = $("[data-curve]"), host = $(".chart", panel), [NOZZLE, BED, CHAMBER, PROGRESS] = host.dataset.words.split("|");
const HEIGHT = 264, AGAIN_MS = 15000;
const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const at = (seconds) => moment(seconds * 1000);
let plot = null, data = null;

const series = (label, colour, extra = {}) => ({ label, stroke: css(colour), width: 1.75, points: { show: false }, spanGaps: true, scale: "temp", ...extra });

function options(tip) {
  const axis = { stroke: css("--ink-3"), font: `11px ${css("--font")}`, grid: { stroke: css("--grid"), width: 1 }, ticks: { show: false }, gap: 6 };
  return {
    width: host.clientWidth, height: HEIGHT, legend: { show: false }, cursor: { y: false, points: { size: 6 } }, padding: [8, 8, 0, 0],
    scales: { x: { time: false }, temp: { range: [0, 300] }, p: { range: [0, 100] } },
    axes: [
      { ...axis, size: 28, space: 80, incrs: [60, 300, 600, 1200, 1800, 3600, 7200, 14400], values: (_, v) => v.map(at) },
      { ...axis, scale: "temp", size: 48, values: (_, v) => v.map((n) => `${n} °`) },
      { ...axis, scale: "p", side: 1, size: 46, grid: { show: false }, values: (_, v) => v.map((n) => `${n} %`) },
    ],
    series: [
      {}, series(PROGRESS, "--chart-2", { scale: "p", width: 1, fill: css("--run-soft") }),
      series("", "--nozzle", { dash: [5, 4], width: 1 }), series("", "--bed", { dash: [5, 4], width: 1 }),
      series(CHAMBER, "--chamber", { width: 1.25 }), series(BED, "--bed"), series(NOZZLE, "--nozzle", { width: 2 }),
    ],
    hooks: { setCursor: [(u) => point(u, tip)] },
  };
}

function point(u, tip) {
  const i = u.cursor.idx;
  tip.hidden = i == null || u.cursor.left < 0;
  if (tip.hidden) return;
  const lines = [[NOZZLE, data.nozzle_c, "°C"], [BED, data.bed_c, "°C"], [CHAMBER, data.chamber_c, "°C"]].filter(([, v]) => v[i] != null);
  const title = document.createElement("b");
  title.textContent = at(data.at[i]);
  tip.replaceChildren(title, ...lines.map(([word, v, unit]) => line(word, `${number(v[i], 1)} ${unit}`)), line(PROGRESS, percent(data.progress[i])));
  tip.style.left = `${Math.min(u.cursor.left + 66, host.clientWidth - 160)}px`;
  tip.style.top = "2.5rem";
}

function line(word, value) {
  const row = document.createElement("div"), said = document.createElement("span");
  said.textContent = value;
  row.append(word, said);
  return row;
}

function draw() {
  plot?.destroy();
  host.replaceChildren();
  const tip = Object.assign(document.createElement("div"), { className: "tip num", hidden: true });
  plot = new window.uPlot(options(tip), [data.at, data.progress, data.nozzle_target_c, data.bed_target_c, data.chamber_c, data.bed_c, data.nozzle_c], host);
  host.append(tip);
}

async function load() {
  const answer = await fetch(panel.dataset.curve);
  if (!answer.ok) return;
  data = await answer.json();
  panel.hidden = data.at.length < 2;
  if (!panel.hidden) draw();
}

load();
if ("open" in panel.dataset) setInterval(load, AGAIN_MS);
document.addEventListener("themechange", () => { if (plot) draw(); });
new ResizeObserver(() => plot?.setSize({ width: host.clientWidth, height: HEIGHT })).observe(host);
