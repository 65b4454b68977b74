// @ts-check
/** In a queue with its deeds in place, j and k go from line to line (`data-queued`), and a deed's key (`data-deed`) does it
 * to the line one is on, never to another. */
import { isFree } from "../keys/keys.js";

/** @type {number} where one was last, for when that line is gone */
let place = -1;

document.addEventListener("focusin", () => {
  if (at() >= 0) place = at();
});
document.addEventListener("keydown", (event) => {
  if (!isFree(event)) return;
  const part = event.key === "j" || event.key === "k" ? beside(event.key === "j" ? 1 : -1) : !event.repeat && deed(event.key);
  if (!part) return;
  event.preventDefault();
  if (part instanceof HTMLAnchorElement && !part.dataset.deed) part.focus();
  else part.click();
});

/** The title of the next line or the one before. What moved up into the place of a line that went is the next. @param {number} step */
function beside(step) {
  const all = lines();
  const on = at();
  const to = on >= 0 || place < 0 ? (on < 0 ? 0 : on + step) : place + (step < 0 ? -1 : 0);
  return /** @type {HTMLElement | null | undefined} */ (all[Math.max(0, Math.min(to, all.length - 1))]?.querySelector("h3 a"));
}

/** @param {string} key */
function deed(key) {
  const line = lines()[at()];
  return /** @type {HTMLElement | null | undefined} */ (line?.querySelector(`[data-deed="${CSS.escape(key)}"]`));
}

const at = () => lines().findIndex((line) => line.contains(document.activeElement));

const lines = () => [...document.querySelectorAll("[data-queued]")];
