// @ts-check
/** The code field at the top of a student's pages: what was refused stays, marked for the next try. */

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
