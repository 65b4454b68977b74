// @ts-check
/**
 * Counts down to the next code and up from the start, in the server's time: the page says how many seconds are left or
 * have passed, and from there only the browser's stopwatch runs. Its clock may be an hour wrong.
 */
import { aroundRedraw, hear } from "../reach.js";
import { catchUp } from "../regions.js";

const LATE = 3_000; // so long after its time a code that has not been replaced is not shown any more
/** @type {HTMLElement | null} */
let gate = null;
let shown = "";
let until = 0;
let askedAt = 0;
let began = 0;
let running = "";

export function start() {
  gate = document.querySelector("[data-gate]");
  const arrived = /** @type {any} */ (performance.getEntriesByType("navigation")[0])?.responseStart ?? 0;
  read(arrived);
  aroundRedraw(() => {}, () => read(performance.now()));
  document.addEventListener("htmx:after:swap", () => read(performance.now()));
  hear("conn", tick);
  setInterval(tick, 250);
  tick();
  const full = document.querySelector("[data-fill]");
  full?.toggleAttribute("hidden", !document.fullscreenEnabled);
  full?.addEventListener("click", fill);
}

/** The projector's part of the page alone on the screen, and back. */
export function fill() {
  if (document.fullscreenElement) document.exitFullscreen();
  else document.querySelector("[data-screen]")?.requestFullscreen();
}

/** Whole seconds until the next code. @param {number} end @param {number} now */
export const left = (end, now) => Math.max(0, Math.ceil((end - now) / 1000));

/** Minutes and seconds, hours where there are any. @param {number} seconds */
export function stopwatch(seconds) {
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const two = (/** @type {number} */ number) => String(number).padStart(2, "0");
  return `${hours ? `${hours}:${two(minutes)}` : minutes}:${two(seconds % 60)}`;
}

/** What the server says, as it stood at that moment of the stopwatch. @param {number} at */
function read(at) {
  const open = /** @type {HTMLElement | null} */ (gate?.querySelector("[data-left]") ?? null);
  const key = open ? `${open.dataset.left} ${open.querySelector(".code")?.textContent}` : "";
  if (key && key !== shown) until = at + 1000 * Number(open?.dataset.left);
  shown = key;
  const clock = /** @type {HTMLElement | null} */ (document.querySelector("[data-running]"));
  if (clock && clock.dataset.running !== running) {
    running = clock.dataset.running ?? "";
    began = at - 1000 * Number(running);
  }
  tick();
}

function tick() {
  const now = performance.now();
  const clock = document.querySelector("[data-running]");
  if (clock) put(clock, stopwatch(Math.max(0, Math.floor((now - began) / 1000))));
  if (!gate) return;
  put(gate.querySelector("[data-count]"), String(left(until, now)));
  const late = shown !== "" && now > until + LATE;
  const conn = document.documentElement.dataset.conn ?? "live";
  const paused = shown !== "" && (late || conn !== "live");
  gate.classList.toggle("gate--paused", paused);
  gate.querySelector(".gate__paused")?.toggleAttribute("hidden", !paused);
  if (late && conn === "live" && now - askedAt > LATE) {
    askedAt = now;
    catchUp();
  }
}

/** @param {Element | null} element @param {string} text */
function put(element, text) {
  if (element && element.textContent !== text) element.textContent = text;
}
