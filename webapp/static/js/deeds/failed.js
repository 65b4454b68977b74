// @ts-check
/** What was pressed and did not work says so, and offers another try; what can wait is kept instead. */
import { say } from "../announce.js";
import { deedOf, keep } from "./kept.js";

/** @type {WeakMap<HTMLFormElement, HTMLElement | null>} by which button a form was sent last */
const pressed = new WeakMap();

export function start() {
  document.addEventListener("submit", remember, true);
  document.addEventListener("htmx:before:request", () => box()?.querySelector("[data-failed]")?.remove());
  document.addEventListener("htmx:error", (/** @type {any} */ { detail }) => detail.ctx && lost(detail.ctx.sourceElement));
  document.addEventListener("htmx:response:error", (/** @type {any} */ { detail: { ctx } }) => {
    const text = String(ctx.text ?? "");
    if (!text.includes("<hx-partial")) offer(ctx.sourceElement, wordsOf(text));
  });
}

const box = () => document.getElementById("toasts");

/** @param {Event} event */
function remember(event) {
  const { target, submitter } = /** @type {SubmitEvent} */ (event);
  pressed.set(/** @type {HTMLFormElement} */ (target), submitter);
}

/** No answer came. @param {HTMLElement} target */
function lost(target) {
  if (target instanceof HTMLFormElement && "keeps" in target.dataset) {
    keep(deedOf(target));
    return say("Kept on this device, and sent when you are back.");
  }
  offer(target, `${target.dataset.needs ?? "This needs a connection"}. Nothing was changed.`);
}

/** What an answer that is no says of itself. @param {string} text */
function wordsOf(text) {
  const page = new DOMParser().parseFromString(text, "text/html");
  const words = [...page.querySelectorAll("[role=alert] :is(h3, p:not(.tiny), li)")].map((part) => part.textContent?.trim() ?? "");
  const said = words.filter(Boolean).map((part) => (/[.!?]$/.test(part) ? part : `${part}.`));
  return said.join(" ") || "That did not work. Nothing was changed.";
}

/** Only what somebody pressed: what a page asks by itself, it asks again by itself. @param {HTMLElement} target @param {string} words */
function offer(target, words) {
  if (!target.matches("form, a")) return;
  const toast = document.createElement("div");
  toast.className = "toast";
  toast.dataset.failed = "";
  toast.setAttribute("role", "alert");
  toast.append(words, button("Try again", () => again(target)), button("Close", () => {}));
  box()?.replaceChildren(...[...box()?.querySelectorAll(".toast:not([data-failed])") ?? [], toast]);

  /** @param {string} name @param {() => void} then */
  function button(name, then) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "button button--small";
    made.textContent = name;
    made.addEventListener("click", () => (toast.remove(), then()));
    return made;
  }
}

/** A redraw may have put another in its place. @param {HTMLElement} target */
function again(target) {
  if (!(target instanceof HTMLFormElement)) return target.click();
  const form = target.isConnected ? target : [...document.forms].find(({ action }) => action === target.action);
  const button = pressed.get(target);
  form?.requestSubmit(button?.isConnected && form.contains(button) ? button : null);
}
