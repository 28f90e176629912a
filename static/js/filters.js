/* The farm's filters: they hide cards, live in the address, and hold while cards are swapped. */
import { $, $$ } from "./dom.js";
const chosen = { tones: new Set(), text: "", kind: "", material: "", priority: "", lane: "" };

const fits = ({ dataset: d }) => (!chosen.tones.size || chosen.tones.has(d.tone))
  && (!chosen.kind || d.kind === chosen.kind)
  && (!chosen.material || d.materials.split(" ").includes(chosen.material))
  && (!chosen.lane || d.lane === chosen.lane)
  && (!chosen.priority || Number(d.priority) >= Number(chosen.priority))
  && d.text.includes(chosen.text.toLowerCase());

function show() {
  const all = $$("#farm [data-printer]");
  let shown = 0;
  for (const el of all) { el.hidden = !fits(el); shown += !el.hidden; }
  const note = $("#shown");
  note.textContent = note.dataset.text.replace("%n", shown).replace("%all", all.length);
  $("#none-shown").hidden = shown > 0;
  for (const b of $$("[data-tone-filter]")) b.setAttribute("aria-pressed", chosen.tones.has(b.dataset.toneFilter));
}

function keep() {
  const address = new URL(location);
  for (const key of ["text", "kind", "material", "priority", "lane"]) setOrDrop(address, key, chosen[key]);
  setOrDrop(address, "tone", [...chosen.tones].join(","));
  history.replaceState(null, "", address);
}
const setOrDrop = (address, key, value) => (value ? address.searchParams.set(key, value) : address.searchParams.delete(key));

function restore() {
  const query = new URLSearchParams(location.search);
  for (const field of $$("[data-filter]")) chosen[field.dataset.filter] = field.value = query.get(field.dataset.filter) ?? "";
  chosen.tones = new Set((query.get("tone") ?? "").split(",").filter(Boolean));
}

function change() { show(); keep(); }

export function start() {
  if (!$("#farm")) return;
  restore();
  show();
  document.addEventListener("input", ({ target }) => { if (target.dataset.filter) { chosen[target.dataset.filter] = target.value; change(); } });
  document.addEventListener("click", ({ target }) => {
    const tone = target.closest("[data-tone-filter]")?.dataset.toneFilter, only = target.closest("[data-only]")?.dataset.only;
    if (tone && !chosen.tones.delete(tone)) chosen.tones.add(tone);
    if (only) chosen.tones = new Set([only]);
    if (target.closest("[data-reset]")) reset();
    if (tone || only || target.closest("[data-reset]")) change();
  });
  document.addEventListener("farm:placed", show);
}

function reset() {
  chosen.tones.clear();
  for (const field of $$("[data-filter]")) chosen[field.dataset.filter] = field.value = "";
}
