// @ts-check
/** Asks once whether to show times in the browser's zone, where it is not the person's. Never changes it by itself. */

export function start() {
  const form = /** @type {HTMLFormElement | null} */ (document.getElementById("zone-ask"));
  const mine = document.documentElement.dataset.tz;
  const there = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (!form || !mine || !there || same(mine, there) || localStorage.getItem("tandem:zone") === there) return;
  const text = form.querySelector("[data-zone-text]");
  if (text) text.textContent = question(there);
  /** @type {HTMLInputElement} */ (form.elements.namedItem("time_zone")).value = there;
  form.querySelector("[data-zone-dismiss]")?.addEventListener("click", () => {
    localStorage.setItem("tandem:zone", there);
    form.hidden = true;
  });
  form.hidden = false;
}

/** @param {string} zone */
export function question(zone) {
  const place = zone.split("/").pop()?.replaceAll("_", " ");
  return `You seem to be in ${place}. Show times in ${place} time?`;
}

/** Two names of one clock need no question. @param {string} a @param {string} b */
export function same(a, b) {
  const year = new Date().getUTCFullYear();
  const clock = (/** @type {string} */ timeZone) => {
    const format = new Intl.DateTimeFormat("en", { timeZone, dateStyle: "short", timeStyle: "long" });
    return [0, 3, 6, 9].map((month) => format.format(Date.UTC(year, month)).replace(/ [^ ]+$/, "")).join();
  };
  return clock(a) === clock(b);
}
