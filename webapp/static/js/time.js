// @ts-check
/** Times in the person's zone (not the browser's), by the reader's clock; relative ones tick. */

const DAY = 86_400_000;
/** @type {Record<string, Intl.DateTimeFormatOptions>} */
const FORMS = {
  time: { timeStyle: "short" },
  date: { day: "numeric", month: "long", year: "numeric" },
  day: { day: "numeric", month: "long" },
  datetime: { dateStyle: "long", timeStyle: "short" },
};

export function start() {
  paint();
  setInterval(() => paint("time[data-ago]"), 15_000);
  document.addEventListener("htmx:after:swap", () => paint());
}

/** The time of day, as the person reads it. @param {number} at */
export const clock = (at) => written(at, "time", zone(), locale());

/** So many minutes after midnight, as the person reads it. @param {number} minutes */
export const clockAt = (minutes) => written(minutes * 60_000, "time", "UTC", locale());

/**
 * @param {number} at @param {number} now @param {string} [zone] @param {string} [locale]
 */
export function ago(at, now, zone, locale) {
  const seconds = (now - at) / 1000;
  if (seconds < -60) return written(at, "datetime", zone, locale);
  if (seconds < 8) return "just now";
  if (seconds < 60) return `${Math.floor(seconds)} s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ago`;
  const day = (/** @type {number} */ t) => written(t, "date", zone, locale);
  if (day(at) === day(now - DAY)) return "yesterday";
  const year = (/** @type {number} */ t) => new Intl.DateTimeFormat("en", { year: "numeric", timeZone: zone }).format(t);
  return written(at, year(at) === year(now) ? "day" : "date", zone, locale);
}

/**
 * @param {number} at @param {string} form @param {string} [zone] @param {string} [locale]
 */
export const written = (at, form, zone, locale) =>
  new Intl.DateTimeFormat(locale, { ...FORMS[form], timeZone: zone }).format(at);

function paint(which = "time[data-ago], time[data-fmt]") {
  const [now, here, tongue] = [Date.now(), zone(), locale()];
  for (const time of /** @type {NodeListOf<HTMLTimeElement>} */ (document.querySelectorAll(which))) {
    const at = Date.parse(time.dateTime);
    if (Number.isNaN(at)) continue;
    const form = time.dataset.fmt;
    const text = form ? written(at, form, here, tongue) : ago(at, now, here, tongue);
    if (time.textContent !== text) time.textContent = text;
    time.title = written(at, "datetime", here, tongue);
  }
}

const zone = () => document.documentElement.dataset.tz || undefined;

/** The reader's own habits, as far as they are of the page's language. */
const locale = () => [...navigator.languages].find((l) => l.startsWith(document.documentElement.lang)) ?? "en-GB";
