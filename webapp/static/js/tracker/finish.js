// @ts-check
/** "Mark as done" is a plain post. When the server cannot be reached, the deed is kept and sent later. */
import { hear, reachable } from "../reach.js";
import { catchUp } from "../regions.js";

/**
 * @param {import("./view.js").View} view @param {import("./queue.js").Queue} queue
 * @param {{type: string, id: string}} deed what finishing this unit is
 */
export function finish(view, queue, { type, id }) {
  let asking = false;
  document.addEventListener("submit", async (event) => {
    const form = /** @type {HTMLFormElement} */ (event.target);
    if (form.dataset.finish === undefined || form.dataset.sure) return;
    event.preventDefault();
    if (asking) return;
    asking = true;
    const there = await reachable();
    asking = false;
    if (there) {
      form.dataset.sure = "yes";
      return form.requestSubmit(event.submitter);
    }
    queue.addOnce(view.event(type, id, { start_time: new Date().toISOString() }));
    label(form, "Will be sent");
    hear("stored", (/** @type {string[]} */ ids) => {
      if (!ids.includes(id)) return;
      label(form, "Done");
      catchUp();
    });
  });
}

/** @param {HTMLFormElement} form @param {string} text */
function label(form, text) {
  const button = form.querySelector("button");
  if (!button) return;
  button.textContent = text;
  button.disabled = true;
}
