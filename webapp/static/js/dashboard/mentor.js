// @ts-check
/** The dashboard: the tape moves on with the minutes, days turn, and a list does not jump under the pointer. */
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

/** Whether somebody is about to press something in there. @param {Element | null} list */
const isInUse = (list) => Boolean(list?.matches(":hover, :focus-within"));

/** What is pushed waits while a calm list is under the pointer or has the focus, but for ten seconds at most. */
function calm() {
  const began = Date.now();
  return new Promise((done) => {
    const look = () =>
      isInUse(document.querySelector("[data-calm]")) && Date.now() - began < 10_000 ? setTimeout(look, 250) : done(0);
    look();
  });
}

document.addEventListener("htmx:sse:before:message", (event) => {
  const { detail } = /** @type {CustomEvent} */ (event);
  if (isInUse(document.querySelector("[data-calm]")) && String(detail.message?.data ?? "").includes("data-calm"))
    detail.waitUntil(calm());
});
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
