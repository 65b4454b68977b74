// @ts-check
/** "Mark as done" is a plain post. When the server cannot be reached, the tracker keeps the deed and sends it later. */
import { hear, reachable, tell } from "../reach.js";
import { catchUp } from "../regions.js";

let asking = false;

export function start() {
  document.addEventListener("submit", hold, true); // before the forms take it as sent
}

/** @param {SubmitEvent} event */
async function hold(event) {
  const form = /** @type {HTMLFormElement} */ (event.target);
  if (form.dataset.finish === undefined || form.dataset.sure) return;
  event.preventDefault();
  if (asking) return;
  asking = true;
  const there = await reachable();
  asking = false;
  if (!there) return tell("finish", (/** @type {string} */ id) => kept(form, id));
  form.dataset.sure = "yes";
  form.requestSubmit(event.submitter);
}

/** @param {HTMLFormElement} form @param {string} id of the deed, as the tracker keeps it */
function kept(form, id) {
  label(form, "Will be sent");
  hear("stored", (/** @type {string[]} */ ids) => {
    if (!ids.includes(id)) return;
    label(form, "Done");
    catchUp();
  });
}

/** @param {HTMLFormElement} form @param {string} text */
function label(form, text) {
  const button = form.querySelector("button");
  if (!button) return;
  button.textContent = text;
  button.disabled = true;
}
