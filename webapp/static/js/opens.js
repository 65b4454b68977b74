// @ts-check
/** Opening what a link leads to marks it read, however it is opened. Without scripts a form does that on the way. */
export function start() {
  for (const kind of ["click", "auxclick"]) document.addEventListener(kind, open);
}

/** @param {Event} event */
function open(event) {
  const { target, type, button } = /** @type {MouseEvent} */ (event);
  const link = /** @type {HTMLElement | null} */ (/** @type {Element} */ (target).closest("[data-opens]"));
  if (link?.dataset.opens && (type === "click" || button === 1))
    fetch(link.dataset.opens, { method: "POST", keepalive: true, redirect: "manual" });
}
