/* Applies what the feed says about printers: figures are written, a change of state fetches the card. */
import { $, $$, parsed } from "./dom.js";
import { duration, moment, number, percent } from "./format.js";
import { isHeld, refresh, swap } from "./regions.js";
const SHOW = {
  nozzle_c: (v) => number(v, 1), bed_c: (v) => number(v, 1), chamber_c: (v) => number(v, 1),
  progress: percent, left_s: duration, ends_at: moment, layer: (v) => number(v), seen_at: moment,
};
const STATE = ["look", "run", "run_state", "bed", "link", "service", "activity", "approval"];
const GATHER_MS = 150, AGAIN_MS = 4000, HEATS_C = 10;
const wanted = new Set(), tried = new Map();
let due = 0;

const all = (id) => $$(`[data-printer="${id}"]`);
const write = (el, text) => { if (el.textContent !== text) el.textContent = text; };

export function figures(host, change) {
  for (const [field, value] of Object.entries(change)) {
    if (SHOW[field]) for (const el of $$(`[data-f="${field}"]`, host)) write(el, SHOW[field](value));
  }
  if (change.progress == null) return;
  for (const el of $$('[data-f="bar"], [data-f="thumb"]', host)) {
    el.style.setProperty("--p", change.progress);
    if (el.hasAttribute("aria-valuenow")) el.setAttribute("aria-valuenow", Math.round(change.progress));
  }
}

function isOther(host, change) {
  const now = (host.dataset.state ?? "").split(" ");
  return STATE.some((key, i) => key in change && String(change[key] ?? (key === "run" ? 0 : "")) !== now[i]);
}

/* What the numbers alone tell: it is warm now, or there is a progress that the card has no place for. */
function isOutgrown(host, change, id) {
  const look = (host.dataset.state ?? "").split(" ")[0], gap = change.nozzle_target_c - change.nozzle_c;
  const warm = look === "heating" && (gap <= HEATS_C || change.progress > 1);
  const cold = look === "printing" && gap > HEATS_C && change.progress != null && change.progress <= 1;
  const placeless = host.dataset.tone === "run" && change.progress != null && !$('[data-f="progress"]', host);
  if (!(warm || cold || placeless) || Date.now() - (tried.get(id) ?? 0) < AGAIN_MS) return false;
  tried.set(id, Date.now());
  return true;
}

function want(id, host) {
  if (!host.closest("#farm")) return refresh(100);
  wanted.add(id);
  clearTimeout(due);
  due = setTimeout(fetchCards, GATHER_MS);
}

async function fetchCards() {
  const farm = $("#farm"), ids = [...wanted];
  wanted.clear();
  const answer = await fetch(`${farm.dataset.cards}?view=${farm.dataset.view}&ids=${ids.join(",")}`);
  if (!answer.ok) return;
  for (const card of $$("[data-printer]", parsed(await answer.text()))) placeCard(card);
  refresh(500);
}

/* A card whose button holds the focus is left alone until the focus leaves it. */
function placeCard(card) {
  const old = document.getElementById(card.id);
  if (!old) return;
  if (isHeld(old)) return old.addEventListener("focusout", () => setTimeout(placeCard, 0, card), { once: true });
  swap(old, card);
}

function apply(printers) {
  for (const [id, change] of Object.entries(printers ?? {})) {
    for (const host of all(id)) {
      if (host.dataset.state !== undefined && (isOther(host, change) || isOutgrown(host, change, id))) want(id, host);
      else figures(host, change);
    }
  }
}

function isAnotherFarm(printers) {
  const shown = $$("#farm [data-printer]").map((el) => el.dataset.printer);
  const known = $("#farm") || $("#no-printers");
  return known && (shown.length !== Object.keys(printers).length || shown.some((id) => !(id in printers)));
}

/* At most one reload in ten seconds, whatever the two sides believe. */
function reloadOnce() {
  const last = Number(sessionStorage.reloaded ?? 0);
  if (Date.now() - last < 10000) return;
  sessionStorage.reloaded = Date.now();
  location.reload();
}

export function start() {
  document.addEventListener("farm:snapshot", ({ detail }) => {
    if (isAnotherFarm(detail.printers)) return reloadOnce();
    apply(detail.printers);
    refresh(200);
  });
  document.addEventListener("farm:changes", ({ detail }) => {
    apply(detail.printers);
    if (detail.jobs || detail.farm) refresh(300);
  });
}
