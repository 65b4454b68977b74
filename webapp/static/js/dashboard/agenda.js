// @ts-check
/** Today's sessions go with the clock: what is under way, what is over, and the line of now between what has begun and
 * what has not. */
import { said, state } from "../schedules/clock.js";
import { clock } from "../time.js";

const items = () => /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".agenda__item"));

function paint() {
  const now = Date.now();
  let next = true;
  for (const item of items()) {
    const at = state(Date.parse(item.dataset.starts ?? ""), Date.parse(item.dataset.ends ?? ""), now);
    item.classList.toggle("slot--live", at === "now" && !("over" in item.dataset));
    if (at === "over") item.classList.add("agenda__item--over");
    mark(item, next && at === "before", now);
    if (at === "before") next = false;
  }
  const list = /** @type {HTMLElement | null} */ (document.querySelector(".agenda"));
  if (list) mark(list, next, now);
  const words = document.querySelector("[data-live-said]");
  const live = said(document.querySelectorAll(".agenda .slot--live").length);
  if (words && words.textContent !== live) words.textContent = live;
}

/** @param {HTMLElement} part @param {boolean} isHere @param {number} now */
function mark(part, isHere, now) {
  if (isHere) part.dataset.now = clock(now);
  else delete part.dataset.now;
}

document.addEventListener("htmx:after:swap", paint);
setInterval(paint, 5_000);
paint();
