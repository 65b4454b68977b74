// @ts-check
/** Opening what a link leads to marks it read, however it is opened. Without scripts a form does that on the way. */
import { keep } from "./kept.js";

export function start() {
  for (const kind of ["click", "auxclick"]) document.addEventListener(kind, open);
}

/** @param {Event} event */
function open(event) {
  const { target, type, button } = /** @type {MouseEvent} */ (event);
  const link = /** @type {HTMLElement | null} */ (/** @type {Element} */ (target).closest("[data-opens]"));
  const url = link?.dataset.opens;
  if (!url || (type !== "click" && button !== 1)) return;
  const deed = { name: url, url, body: "" };
  if (!navigator.onLine) return keep(deed); // the page may be gone before an answer fails
  fetch(url, { method: "POST", keepalive: true, redirect: "manual" }).catch(() => keep(deed));
}
