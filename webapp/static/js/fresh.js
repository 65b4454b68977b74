// @ts-check
/** Marks what a redraw changed with the class `fresh` for a minute. The first paint is never fresh. */
import { aroundRedraw } from "./reach.js";

const LASTS = 60_000;
/** @type {Map<string, string>} */
let before = new Map();
/** @type {Map<string, number>} */
const until = new Map();

export function start() {
  aroundRedraw(
    () => (before = values()),
    () => {
      for (const key of changed(before, values())) {
        until.set(key, Date.now() + LASTS);
        setTimeout(mark, LASTS + 50);
      }
      mark(); // a redraw takes the class away again from what changed a moment ago
    },
  );
}

/**
 * The keys whose value is new.
 * @param {Map<string, string>} was @param {Map<string, string>} is
 */
export const changed = (was, is) => [...is.keys()].filter((key) => was.get(key) !== is.get(key));

function mark() {
  const now = Date.now();
  for (const element of keyed()) {
    const end = until.get(element.dataset.freshKey ?? "");
    if (end) element.classList.toggle("fresh", end > now);
  }
  for (const [key, end] of until) if (end <= now) until.delete(key);
}

const keyed = () => /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-fresh-key]"));

const values = () => new Map([...keyed()].map((e) => [e.dataset.freshKey ?? "", e.dataset.freshValue ?? text(e)]));

/** Times tick by themselves and are no change. @param {HTMLElement} element */
export function text(element) {
  const copy = /** @type {HTMLElement} */ (element.cloneNode(true));
  copy.querySelectorAll("time").forEach((time) => time.remove());
  return (copy.textContent ?? "").replace(/\s+/g, " ").trim();
}
