// @ts-check
/** How long one was active here today: what the server knows of earlier, and what this view adds. */
import { hear } from "../reach.js";

const STILL = 3; // s before the page says that it is not counting

export function start() {
  const line = /** @type {HTMLElement | null} */ (document.querySelector("[data-time-here]"));
  if (!line) return;
  let [before, now, day, still] = [NaN, 0, today(), 0];
  const show = () => {
    const text = minutes(before + now);
    const place = line.querySelector("b");
    if (place && text && place.textContent !== text) place.textContent = text;
    line.hidden = !text;
    for (const other of document.querySelectorAll("[data-time-unknown]")) other.toggleAttribute("hidden", Boolean(text));
  };
  const ask = async () => {
    const answer = await fetch(line.dataset.timeHere ?? "", { headers: { Accept: "application/json" } });
    if (answer.ok) before = (await answer.json()).active_ms;
    show();
  };
  hear("active", (/** @type {number} */ ms) => {
    if (today() !== day) [before, day] = [-ms, today()]; // a new day begins with nothing
    still = ms === now ? still + 1 : 0; // seconds without anything to count
    line.querySelector("[data-time-paused]")?.toggleAttribute("hidden", still < STILL);
    now = ms;
    show();
  });
  addEventListener("pageshow", (event) => event.persisted && ask().catch(() => {}));
  ask().catch(() => {}); // without an answer nothing is claimed
}

/** In words; "" while it is not known. @param {number} ms */
export function minutes(ms) {
  if (!(ms >= 0)) return "";
  const all = Math.floor(ms / 60_000);
  if (all < 1) return "under a minute";
  return all < 60 ? `${all} min` : `${Math.floor(all / 60)} h ${all % 60} min`;
}

const today = () => new Date().toLocaleDateString("en", { timeZone: document.documentElement.dataset.tz });
