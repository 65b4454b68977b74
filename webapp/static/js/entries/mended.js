// @ts-check
/** A field that was refused for being empty is refused no longer once something is in it: its words go, and their line above
 * the form. What else was wrong with a field stays said until the server has looked again. */

/** @param {HTMLFormElement} form */
export function mendedIn(form) {
  const refused = form.querySelectorAll("[aria-invalid]");
  for (const field of /** @type {NodeListOf<HTMLInputElement | HTMLTextAreaElement>} */ (refused))
    if (!field.value.trim()) field.addEventListener("input", () => field.value.trim() && mended(form, field));
}

/** @param {HTMLFormElement} form @param {HTMLElement} field */
function mended(form, field) {
  const words = document.getElementById(`${field.id}-error`);
  if (!words) return;
  words.remove();
  field.removeAttribute("aria-invalid");
  const described = (field.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => document.getElementById(id));
  if (described.length) field.setAttribute("aria-describedby", described.join(" "));
  else field.removeAttribute("aria-describedby");
  const summary = form.querySelector(".errors");
  summary?.querySelector(`a[href="#${field.id}"]`)?.closest("li")?.remove();
  const left = summary?.querySelectorAll("li").length;
  if (!left) summary?.remove();
  else recount(summary?.querySelector("h2"), left);
}

/** @param {Element | null | undefined} heading @param {number} left */
function recount(heading, left) {
  const words = heading?.lastChild;
  if (words) words.textContent = `${left === 1 ? "One thing" : `${left} things`} to put right`;
}
