// @ts-check
/** The dashboard: the tape moves on with the minutes, and days turn. */
import { catchUp } from "../regions.js";

const MINUTE = 60_000;
const STEP = 4;
const HALF_HOUR = 30 * MINUTE;

/** How far a tape that begins at this minute has to be moved. @param {number} began @param {number} now */
export const shift = (began, now) => Math.max(0, Math.floor(now / MINUTE) - began - 59) * STEP;

function wind() {
  for (const tape of /** @type {NodeListOf<SVGElement>} */ (document.querySelectorAll("[data-tape]"))) {
    const by = shift(Number(tape.dataset.tape), Date.now());
    tape.querySelector("g")?.setAttribute("transform", `translate(${-by})`);
  }
}

document.addEventListener("htmx:after:swap", wind);
setInterval(wind, 5_000);
wind();

/** Midnight falls on a half hour wherever somebody is: what is of today, or of the last days, is asked for anew then. */
let half = Math.floor(Date.now() / HALF_HOUR);
setInterval(() => {
  if (document.hidden || Math.floor(Date.now() / HALF_HOUR) === half) return;
  half = Math.floor(Date.now() / HALF_HOUR);
  catchUp();
}, 5_000);
