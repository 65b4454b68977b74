// @ts-check
/** Keeps what is typed into an entry on the server, three seconds after the last key and on leaving. */
import { clock } from "../time.js";

const PAUSE = 3000;
const form = /** @type {HTMLFormElement | null} */ (document.querySelector("form[data-keep]"));
const state = document.querySelector("[data-draft-state]");

/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;
let isSending = false;

if (form) {
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

/** Whatever else happens, what is typed stays on this device too (draft.js). */
async function keep() {
  clearTimeout(timer);
  timer = undefined;
  if (!form || form.ariaBusy || isSending) return;
  isSending = true;
  const typed = new FormData(form);
  try {
    const body = new URLSearchParams(/** @type {any} */ (typed));
    const headers = { Accept: "application/json" };
    const answer = await fetch(form.dataset.keep ?? "", { method: "POST", body, headers, keepalive: body.toString().length < 60_000 });
    if (!answer.ok) throw new Error(String(answer.status));
    if (answer.status === 204) return; // it was sent meanwhile
    kept(typed);
    tell(`Draft kept at ${clock(Date.parse((await answer.json()).saved_at))}`);
  } catch {
    tell("Not kept on the server yet; it is kept on this device.");
  }
  isSending = false;
}

/** From here on the copy on this device begins at what the server has. @param {FormData} typed */
function kept(typed) {
  for (const field of /** @type {NodeListOf<HTMLTextAreaElement>} */ (form?.querySelectorAll("textarea[data-draft]") ?? []))
    field.defaultValue = String(typed.get(field.name) ?? "").replaceAll("\r\n", "\n");
}

/** @param {string} words */
function tell(words) {
  if (state) state.textContent = words;
}
