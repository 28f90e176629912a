/* Keeps the columns of a list current from /ws/live/: a snapshot, then changes, numbered one by one. */
const host = document.querySelector("[data-feed]");
const words = document.querySelector("#vocabulary")?.content;
const language = document.documentElement.lang || "en";
const tenth = new Intl.NumberFormat(language, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const NOTHING = "–";

const degrees = (value) => value == null ? NOTHING : `${tenth.format(value)} °C`;
const percent = (value) => value == null ? NOTHING : `${Math.floor(value)} %`;
function left(seconds) {
  if (seconds == null) return NOTHING;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")}`;
}

/* What a change of one field writes: [data-f, text]. */
const PRINTER = {
  nozzle_c: ["nozzle", degrees], bed_c: ["bed", degrees], progress: ["progress", percent], left_s: ["left", left],
};
const JOB = { good: ["good", String], in_flight: ["in_flight", String], quantity: ["quantity", String] };

const find = (kind, id, field) => document.querySelectorAll(`[data-${kind}="${id}"][data-f="${field}"], [data-${kind}="${id}"] [data-f="${field}"]`);
function write(kind, id, field, text) {
  for (const element of find(kind, id, field)) if (element.textContent !== text) element.textContent = text;
}
function writeAll(kind, id, change, table) {
  for (const [name, [field, text]] of Object.entries(table)) if (name in change) write(kind, id, field, text(change[name]));
}
function draw(kind, id, code) {
  for (const element of find(kind, id, "state")) {
    if (element.dataset.code === code) continue;
    const mark = words?.querySelector(`[data-table="${element.dataset.table}"][data-code="${CSS.escape(code)}"]`);
    if (!mark) continue;
    element.dataset.code = code;
    element.replaceChildren(...[...mark.childNodes].map((node) => node.cloneNode(true)));
  }
}
function bar(kind, id, value) {
  for (const element of find(kind, id, "bar")) { element.hidden = value == null; element.value = value ?? 0; }
}

function printer(id, change) {
  writeAll("printer", id, change, PRINTER);
  if ("progress" in change) bar("printer", id, change.progress);
  if ("look" in change) draw("printer", id, change.look);
  if ("occupancy" in change) for (const field of find("printer", id, "occupancy")) field.value = change.occupancy ?? "";
  if ("job" in change) job(id, change.job);
  if ("materials" in change) filament(id, change.materials);
  if ("run" in change) run(id, change);
}
function job(id, tile) {
  for (const cell of find("printer", id, "job")) {
    const text = tile ? `J-${tile.id} ${tile.name}` : NOTHING;
    if (cell.textContent === text) continue;
    const link = document.createElement(tile ? "a" : "span");
    if (tile) link.href = cell.dataset.link.replace("/0/", `/${tile.id}/`);
    link.textContent = text;
    cell.replaceChildren(link);
  }
}
/* Drawn by the server; another spool is written as text until the page is loaded again. */
function filament(id, materials) {
  const code = JSON.stringify(materials);
  for (const cell of find("printer", id, "filament")) {
    if (JSON.stringify(JSON.parse(cell.dataset.code)) === code) continue;
    cell.dataset.code = code;
    cell.textContent = materials.filter(([name]) => name).map((pair) => pair.join(" ").trim()).join(", ") || NOTHING;
  }
}
/* The run a printer works on; one that it has left ended somehow, and only the server knows how. */
function run(id, change) {
  if (change.run != null && change.run_state) draw("run", change.run, change.run_state);
  if (change.run != null && "progress" in change) { write("run", change.run, "progress", percent(change.progress)); bar("run", change.run, change.progress); }
  for (const cell of document.querySelectorAll(`[data-of-printer="${id}"] [data-run]`)) {
    if (Number(cell.dataset.run) !== change.run && !ENDED.has(cell.dataset.code)) ask();
  }
}
const ENDED = new Set(["finished", "failed", "cancelled", "rejected"]);
let asking = 0;
function ask() {
  asking ||= setTimeout(async () => {
    const answer = await fetch(location.href, { credentials: "same-origin" }).catch(() => null);
    const page = answer?.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
    for (const cell of page?.querySelectorAll("[data-run][data-f='state']") ?? []) draw("run", cell.dataset.run, cell.dataset.code);
    setTimeout(() => { asking = 0; }, 5000);
  }, 1000);
}
function jobRow(id, change) {
  writeAll("job", id, change, JOB);
  if ("state" in change) draw("job", id, change.state);
  if ("held_reason" in change) write("job", id, "reason", change.held_reason || change.held_code || "");
}

export function apply(message) {
  for (const [id, change] of Object.entries(message.printers ?? {})) printer(id, change);
  for (const [id, change] of Object.entries(message.jobs ?? {})) jobRow(id, change);
}

function show(state) {
  host.dataset.feed = state;
  document.querySelector("#result_list")?.classList.toggle("live-stale", state === "lost");
}
let wait = 1000;
let silence = 0;
/* Printers are looked at every few seconds; a line that says nothing has nothing current to show. */
function heard() {
  show("live");
  clearTimeout(silence);
  silence = setTimeout(() => show("lost"), 10000);
}
function listen() {
  const socket = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/ws/live/`);
  let expected = null;
  socket.addEventListener("message", (event) => {
    const message = JSON.parse(event.data);
    if (message.type !== "snapshot" && message.sequence !== expected) return socket.send('{"type": "resync"}');
    expected = message.sequence + 1;
    wait = 1000;
    heard();
    apply(message);
  });
  socket.addEventListener("close", (event) => {
    clearTimeout(silence);
    show("lost");
    if (event.code === 4401 || event.code === 4403) return;
    setTimeout(listen, wait);
    wait = Math.min(wait * 2, 15000);
  });
}
if (host) listen();
