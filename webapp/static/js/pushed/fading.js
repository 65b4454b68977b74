// @ts-check
/** What goes by itself, or goes elsewhere, fades where it was before the page is redrawn: a `data-stays` that is not in the
 * new drawing, or is there with another value, on something with an id. */
import { parsed, partials } from "./partials.js";

const LASTS = 400; // as in css/layout.css
const isStill = matchMedia("(prefers-reduced-motion: reduce)");

/** Whatever a message takes away. @param {string} [data] */
export const fadeAll = (data) =>
  Promise.all([...partials(data)].map(([id, inner]) => fade(document.getElementById(id), inner)));

/** Of what a region shows, all that its next drawing does not. @param {Element | null} region @param {string} inner */
export async function fade(region, inner) {
  const shown = /** @type {HTMLElement[]} */ ([...(region?.querySelectorAll("[data-stays]") ?? [])]);
  if (!shown.length || isStill.matches) return;
  const next = parsed(inner);
  const going = shown.filter(({ id, dataset }) => next.getElementById(id)?.dataset.stays !== dataset.stays);
  for (const part of going) part.classList.add("going");
  if (going.length) await new Promise((done) => setTimeout(done, LASTS));
}
