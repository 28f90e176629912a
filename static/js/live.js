/* The live connection: one socket, a snapshot, then changes in sequence; lost after five seconds of silence. */
import { $, $$ } from "./dom.js";
const SILENCE_MS = 5000, ASK_MS = 2000, LONGEST_MS = 15000;
let socket = null, expected = null, heard = Date.now(), tries = 0, retry = 0;

const tell = (name, detail) => document.dispatchEvent(new CustomEvent(name, { detail }));

function take(message) {
  heard = Date.now();
  show(true);
  if (message.type === "pong") return;
  if (message.type === "snapshot") expected = message.sequence;
  else if (message.sequence !== expected) return socket.send('{"type": "resync"}');
  expected += 1;
  tell(message.type === "snapshot" ? "farm:snapshot" : "farm:changes", message);
}

function connect() {
  clearTimeout(retry);
  socket?.close();
  const mine = socket = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}${document.body.dataset.live}`);
  mine.onopen = () => { tries = 0; };
  mine.onmessage = (event) => { if (mine === socket) take(JSON.parse(event.data)); };
  mine.onclose = (event) => { if (mine === socket) later(event.code); };
}

/* 4401: signed out meanwhile; only a login helps. */
function later(code) {
  if (code === 4401) return location.reload();
  const wait = Math.min(LONGEST_MS, 500 * 2 ** tries) * (0.75 + Math.random() / 2);
  tries += 1;
  clearTimeout(retry);
  retry = setTimeout(connect, wait);
}

function show(alive) {
  const lost = $("#lost");
  if (lost.hidden === alive) return;
  lost.hidden = alive;
  document.body.classList.toggle("stale", !alive);
  const feed = $("#feed"), word = $("span", feed);
  feed.classList.toggle("lost", !alive);
  word.textContent = alive ? word.dataset.word : word.dataset.lost;
  for (const el of $$("[data-f]")) el.classList.toggle("live-stale", !alive);
}

function watch() {
  if (socket?.readyState === WebSocket.OPEN) socket.send('{"type": "ping"}');
  if (Date.now() - heard > SILENCE_MS && !document.hidden) show(false);
}

export function start() {
  if (!document.body.dataset.live) return;
  connect();
  setInterval(watch, ASK_MS);
  $("[data-reconnect]").addEventListener("click", connect);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) { heard = Date.now(); watch(); } });
}
