// @ts-check
/** What the page shows of sessions counts as seen once somebody can see the page: what it was loaded with, and what a redraw brings. */
import { aroundRedraw } from "../reach.js";

const form = /** @type {HTMLFormElement} */ (document.querySelector("[data-sightings]"));
const shown = () => document.querySelector("main")?.textContent;
let before = shown();
let named = new URLSearchParams(/** @type {any} */ (new FormData(form)));
let isNew = named.has("shown");
/** @type {ReturnType<typeof setTimeout> | undefined} */
let soon;

function say() {
  if (!isNew || document.visibilityState !== "visible" || document.querySelector("[data-gone]")) return;
  isNew = false;
  fetch(form.action, { method: "POST", body: named, headers: { "HX-Request": "true" }, keepalive: true }).then(
    (answer) => { isNew ||= answer.status >= 500; },
    () => { isNew = true; },
  );
}

aroundRedraw(() => {}, () => {
  if (shown() === before) return;
  before = shown();
  named = new URLSearchParams();
  isNew = true;
  clearTimeout(soon);
  soon = setTimeout(say, 500);
});
document.addEventListener("visibilitychange", say);
say();
