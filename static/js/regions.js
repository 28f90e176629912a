/* Regions of a page are fetched again when the farm says that something changed; one that is in use waits. */
import { $$, parsed } from "./dom.js";
import { paint } from "./paint.js";
const APART_MS = 1500;
let due = 0, last = 0, running = false;

/* A control that holds the focus stays: whoever is about to press it presses what they saw. */
export const isHeld = (el) => el.contains(document.activeElement)
  && document.activeElement.matches("button, input, select, textarea, summary");
const isBusy = (el) => el.querySelector("details[open], .htmx-request") !== null || isHeld(el);

export function refresh(wait = 0) {
  const at = Math.max(Date.now() + wait, last + APART_MS);
  clearTimeout(due);
  due = setTimeout(load, Math.max(0, at - Date.now()));
}

async function load() {
  if (running) return refresh(APART_MS);
  running = true;
  last = Date.now();
  try {
    const answer = await fetch(location.href, { headers: { "X-Regions": "1" } });
    if (answer.ok) place(parsed(await answer.text()));
  } catch { /* no network: the live connection tells it */ } finally { running = false; }
}

function place(fresh) {
  let waits = false;
  for (const el of $$("[data-region]")) {
    const next = fresh.getElementById(el.id);
    if (!next || next.outerHTML === el.served) continue;
    if (isBusy(el)) { waits = true; continue; }
    swap(el, next);
  }
  if (waits) document.addEventListener("focusout", () => refresh(300), { once: true });
}

export function swap(old, next) {
  const node = document.importNode(next, true);
  node.served = next.outerHTML;
  const link = old.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
  old.replaceWith(node);
  if (link) node.querySelector(`a[href="${link}"]`)?.focus({ preventScroll: true });
  paint(node);
  window.htmx?.process(node);
  document.dispatchEvent(new CustomEvent("farm:placed", { detail: node }));
}
