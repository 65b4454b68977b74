// @ts-check
/** From week to week on My schedule: ← and → while nothing in particular has the focus, and the way to today. */
import { isFree } from "../keys/keys.js";

const box = /** @type {HTMLElement | null} */ (document.querySelector("[data-weeks]"));
/** @type {Record<string, string>} */
const WAYS = { ArrowLeft: "before", ArrowRight: "after" };

// The browser goes to the day itself first, and takes the focus with it.
if (location.hash.startsWith("#day-")) addEventListener("load", () => setTimeout(today));
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

/** To the first session of today; to the week where today has none. */
function today() {
  const first = /** @type {HTMLElement | null} */ (document.querySelector(".grid__day--today .slot__link"));
  (first ?? box)?.focus();
}
