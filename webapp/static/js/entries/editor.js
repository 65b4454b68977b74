// @ts-check
/** Keeps what is typed into an entry on the server, three seconds after the last key and on leaving. Where another tab kept
 * something else meanwhile, it shows both and keeps nothing more until that is settled. */
import { say } from "../announce.js";
import { clock } from "../time.js";
import { onDevice, texts } from "./device.js";
import { mendedIn } from "./mended.js";
import { tab } from "./tab.js";

const PAUSE = 3000;
const form = /** @type {HTMLFormElement | null} */ (document.querySelector("form[data-keep]"));
const state = document.querySelector("[data-draft-state]");

/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;
let isSending = false;
let isSettled = !document.querySelector("[data-draft-clash] > *");

const device = form && onDevice(form);

if (form) {
  mendedIn(form);
  if (state && !state.textContent) tell("Kept as a draft while you write.");
  if (device?.restored) {
    tell("What you typed was kept on this device.");
    timer = setTimeout(keep, PAUSE);
    addEventListener("load", () => form.querySelector("textarea")?.dispatchEvent(new Event("restored"))); // for the preview
  }
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(keep, PAUSE);
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    timer = undefined;
  });
  addEventListener("visibilitychange", () => document.hidden && timer !== undefined && keep());
}

/** Whatever else happens, what is typed stays on this device too. */
async function keep() {
  clearTimeout(timer);
  timer = undefined;
  if (!form || form.ariaBusy || isSending || !isSettled) return;
  isSending = true;
  const typed = texts(form);
  try {
    const body = new URLSearchParams(/** @type {any} */ (new FormData(form)));
    body.set("tab", tab());
    const headers = { Accept: "application/json" };
    const answer = await fetch(form.dataset.keep ?? "", { method: "POST", body, headers, keepalive: body.toString().length < 60_000 });
    if (answer.status === 409) return showBoth((await answer.json()).clash);
    if (!answer.ok) throw new Error(String(answer.status));
    if (answer.status === 204) return tell("This was sent meanwhile.");
    const told = await answer.json();
    device?.has(typed);
    const known = form.elements.namedItem("kept");
    if (known instanceof HTMLInputElement) known.value = told.version;
    tell(`Draft kept at ${clock(Date.parse(told.saved_at))}`);
  } catch {
    tell("Not kept on the server yet; it is kept on this device.");
  } finally {
    isSending = false;
  }
}

/** @param {string} clash both versions, as the server words them */
function showBoth(clash) {
  isSettled = false;
  const place = document.querySelector("[data-draft-clash]");
  if (place) place.innerHTML = clash;
  tell("Not kept: you changed this on another page.");
  say("You changed this on another page. Both versions are above the form.");
}

/** @param {string} words */
function tell(words) {
  if (state) state.textContent = words;
}
