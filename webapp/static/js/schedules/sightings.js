// @ts-check
/** What a redraw brought while somebody could see the page counts as seen. What the page was loaded with does already. */
import { aroundRedraw } from "../reach.js";

const place = /** @type {HTMLElement} */ (document.querySelector("[data-sightings]"));
const shown = () => document.querySelector("main")?.textContent;
let before = shown();
/** @type {ReturnType<typeof setTimeout> | undefined} */
let soon;

aroundRedraw(() => {}, () => {
  if (document.visibilityState !== "visible" || shown() === before) return;
  before = shown();
  clearTimeout(soon);
  soon = setTimeout(() => fetch(place.dataset.sightings ?? "", { method: "POST", keepalive: true }).catch(() => {}), 500);
});
