/* Numbers, times and durations in the page's language and the farm's time zone; as apps/dashboard/words.py. */
const root = document.documentElement;
const locale = root.lang === "de" ? "de-DE" : "en-GB";
const zone = root.dataset.zone || undefined;
const GAP = "\u00a0";
const NONE = "–";
const clock = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: zone });
const weekday = new Intl.DateTimeFormat(locale, { weekday: "short", timeZone: zone });
const dateOf = new Intl.DateTimeFormat("en-CA", { timeZone: zone });
const digits = [0, 1].map((n) => new Intl.NumberFormat(locale, { minimumFractionDigits: n, maximumFractionDigits: n }));

export const number = (value, places = 0) => (value == null ? NONE : digits[places].format(value));
export const percent = (value) => (value == null ? NONE : `${number(Math.floor(value))}${GAP}%`);
export function moment(at) {
  if (at == null) return NONE;
  const date = new Date(at), today = dateOf.format(new Date()) === dateOf.format(date);
  return today ? clock.format(date) : `${weekday.format(date)}${GAP}${clock.format(date)}`;
}
export function duration(seconds) {
  if (seconds == null) return NONE;
  if (seconds < 60) return `${Math.max(0, Math.round(seconds))}${GAP}s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes}${GAP}min`;
  if (minutes < 2880) return `${Math.floor(minutes / 60)}${GAP}h${GAP}${String(minutes % 60).padStart(2, "0")}`;
  return `${Math.floor(minutes / 1440)}${GAP}${root.dataset.day}${GAP}${Math.floor((minutes % 1440) / 60)}${GAP}h`;
}
