// @ts-check
/** The top of a student's pages: a code that was refused stays, marked for the next try; what ended goes by itself. */

function clear() {
  for (const line of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-gone-at]")))
    if (Date.now() > Date.parse(line.dataset.goneAt ?? "") && !line.contains(document.activeElement)) line.remove();
}
setInterval(clear, 15_000);

document.addEventListener("htmx:finally:request", ({ target }) => {
  const form = /** @type {HTMLFormElement} */ (target);
  if (!form.matches?.("[data-check-in]")) return;
  const field = /** @type {HTMLInputElement} */ (form.elements.namedItem("code"));
  const refused = Boolean(document.getElementById("attend-wrong")?.textContent?.trim());
  field.setAttribute("aria-invalid", String(refused));
  if (!refused) return form.reset();
  field.focus();
  field.select();
});
