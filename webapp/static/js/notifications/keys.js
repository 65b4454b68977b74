// @ts-check
/** J and K go from line to line, E, M and X press the buttons of the line one is on, U undoes. They can be turned off. */
import { areOn, isTyped, start as offer } from "../keys/switch.js";

/** @type {number} where one was, for when that line goes */
let place = -1;

export function start() {
  offer();
  document.addEventListener("keydown", (event) => areOn() && press(event));
  document.addEventListener("focusin", () => (place = here()));
  document.addEventListener("htmx:after:swap", () => setTimeout(stay));
}

/** @param {KeyboardEvent} event */
function press(event) {
  if (isTyped(event) || event.ctrlKey || event.metaKey || event.altKey) return;
  const key = event.key.toLowerCase();
  if (here() >= 0) place = here(); // lines came or went above it
  if (key === "j" || key === "k") return go(place + (key === "j" ? 1 : -1));
  const deed =
    key === "u"
      ? document.querySelector("#toasts [data-undo] button, #cleared button")
      : "emx".includes(key) && lines()[place]?.querySelector(`[data-deed=${key}] button`);
  if (deed) /** @type {HTMLElement} */ (deed).click();
}

/** @param {number} to */
function go(to) {
  const all = lines();
  const line = all[Math.max(0, Math.min(to, all.length - 1))];
  line?.querySelector("a")?.focus();
}

/** When the line one was on has gone, one is on the next. */
function stay() {
  if (place >= 0 && document.activeElement === document.body) go(place);
}

const here = () => lines().findIndex((line) => line.contains(document.activeElement));

const lines = () => [...document.querySelectorAll(".inbox .note")];
