// @ts-check
/** What is typed into a `data-device` form stays on this device, all of it, until the server has it or the form was accepted.
 * A copy counts only over the text it was begun on. */
import { person } from "../reach.js";

/** @typedef {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} Field */

/** Puts back what was kept here; says whether there was anything. @param {HTMLFormElement} form */
export function onDevice(form) {
  const place = `tandem:draft:${person()}:${form.dataset.device}`;
  let base = texts(form, printed);

  form.addEventListener("input", note);
  form.addEventListener("submit", (event) => {
    setTimeout(() => event.defaultPrevented || sessionStorage.setItem(`sent:${place}`, "")); // draft.js drops it then
  });
  return { restored: restore(), has };

  function note() {
    const now = texts(form, (field) => field.value);
    if (now === base) localStorage.removeItem(place);
    else localStorage.setItem(place, JSON.stringify({ over: base, texts: now }));
  }

  /** From here on the copy begins at what the server has. @param {string} kept */
  function has(kept) {
    base = kept;
    note();
  }

  function restore() {
    const copy = JSON.parse(localStorage.getItem(place) ?? "{}");
    if (copy.over !== base || texts(form, (field) => field.value) !== base) return false;
    const kept = new Map(JSON.parse(copy.texts));
    for (const field of fields(form)) field.value = String(kept.get(field.name) ?? "");
    return true;
  }
}

/** All that is typed or chosen, as one text to compare. @param {HTMLFormElement} form @param {(field: Field) => string} [of] */
export function texts(form, of = (field) => field.value) {
  return JSON.stringify(fields(form).map((field) => [field.name, of(field)]));
}

/** @param {Field} field */
function printed(field) {
  if (!(field instanceof HTMLSelectElement)) return field.defaultValue;
  return ([...field.options].find((option) => option.defaultSelected) ?? field.options[0])?.value ?? "";
}

/** @param {HTMLFormElement} form @returns {Field[]} */
function fields(form) {
  const all = /** @type {NodeListOf<Field>} */ (form.querySelectorAll("input[name], textarea[name], select[name]"));
  return [...all].filter((field) => field.type !== "hidden");
}
