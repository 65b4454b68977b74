// @ts-check
/** From week to week on My schedule: ← and → while nothing in particular has the focus, and the way to today. */
import { isFree } from "../keys/keys.js";

const box = /** @type {HTMLElement | null} */ (document.querySelector("[data-weeks]"));
/** @type {Record<string, string>} */
const WAYS = { ArrowLeft: "before", ArrowRight: "after" };

// The browser goes to the day itself first, and takes the focus with it.
if (location.hash.startsWith("#day-")) addEventListener("load", () => setTimeout(today));
scroll();
document.addEventListener("click", (event) => {
  const link = /** @type {Element} */ (event.target).closest?.('[data-week="here"]');
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  today();
});
document.addEventListener("keydown", (event) => {
  const way = WAYS[event.key];
  const isOnNothing = /** @type {Element} */ (event.target).matches("body, main, [data-weeks]");
  if (!way || !isOnNothing || event.shiftKey || event.repeat || !isFree(event)) return;
  if (document.querySelector("[popover]:popover-open")) return;
  event.preventDefault();
  /** @type {HTMLElement | null} */ (document.querySelector(`[data-week=${way}]`))?.click();
});

/** Where only some days are shown at once: today, or the first with something on it. */
function scroll() {
  const day = document.querySelector(".grid__day--today") ?? document.querySelector(".grid__day:has(.slot)");
  const grid = day?.parentElement;
  const hours = grid?.querySelector(".grid__hours");
  if (grid && hours) grid.scrollLeft = /** @type {HTMLElement} */ (day).offsetLeft - grid.offsetLeft - hours.clientWidth;
}

/** To the first session of today; to the week where today has none. */
function today() {
  const first = /** @type {HTMLElement | null} */ (document.querySelector(".grid__day--today .slot__link"));
  (first ?? box)?.focus();
}
