// @ts-check
/** A form is sent once. Without a connection it is not sent, says so, and keeps what was typed. */
import { reachable } from "./reach.js";

export function start() {
  document.addEventListener("submit", submit);
  addEventListener("pageshow", (event) => event.persisted && document.querySelectorAll("form").forEach(open));
}

/** @param {SubmitEvent} event */
function submit(event) {
  const form = /** @type {HTMLFormElement} */ (event.target);
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.ariaBusy) return event.preventDefault();
  form.ariaBusy = "true";
  form.querySelector("[data-offline]")?.remove();
  const sure = navigator.onLine || document.documentElement.dataset.conn === "live" || form.dataset.sure;
  delete form.dataset.sure;
  if (!sure) {
    event.preventDefault();
    return ask(form, event.submitter);
  }
  setTimeout(() => buttons(form, true)); // after the browser has taken the pressed button's value
  setTimeout(open, 10_000, form); // an answer that is a download leaves the page standing
}

/** The browser says offline, but may be wrong about a server nearby. @param {HTMLFormElement} form @param {HTMLElement | null} button */
async function ask(form, button) {
  const there = await reachable();
  open(form);
  if (there) {
    form.dataset.sure = "yes";
    return form.requestSubmit(button);
  }
  const line = document.createElement("p");
  line.className = "tip tone--sun";
  line.dataset.offline = "";
  line.setAttribute("role", "alert");
  line.textContent = "You are offline. This needs a connection; what you typed stays here.";
  (button ?? form.lastElementChild)?.before(line);
}

/** @param {HTMLFormElement} form */
function open(form) {
  form.ariaBusy = null;
  buttons(form, false);
}

/** Those the server printed as disabled stay so. @param {HTMLFormElement} form @param {boolean} off */
function buttons(form, off) {
  for (const button of form.elements)
    if (button instanceof HTMLButtonElement && button.disabled !== off && (off || "sent" in button.dataset)) {
      button.disabled = off;
      button.toggleAttribute("data-sent", off);
    }
}
