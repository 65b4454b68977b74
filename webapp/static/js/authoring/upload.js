// @ts-check
/** `<form data-upload>` shows how much of its file is sent. Without this script the browser sends it all the same. */

/** @param {ParentNode} [page] */
function start(page = document) {
  for (const form of page.querySelectorAll("form[data-upload]")) form.addEventListener("submit", send);
}

/** @param {Event} event */
function send(event) {
  const form = /** @type {HTMLFormElement} */ (event.target);
  const file = /** @type {HTMLInputElement} */ (form.querySelector("[type=file]"));
  if (event.defaultPrevented || !file.files?.length) return;
  event.preventDefault();
  const request = new XMLHttpRequest();
  request.open("POST", form.action);
  request.upload.addEventListener("progress", ({ loaded, total }) => show(form, Math.floor((loaded / total) * 100)));
  request.addEventListener("load", () => answer(form, request));
  request.addEventListener("error", () => state(form, "lost"));
  request.send(new FormData(form));
  state(form, "bar");
}

/** @param {HTMLFormElement} form @param {number} percent */
function show(form, percent) {
  const bar = /** @type {HTMLProgressElement} */ (form.querySelector("progress"));
  bar.value = percent;
  /** @type {HTMLElement} */ (form.querySelector("[data-upload-share]")).textContent = `${percent}%`;
}

/** On to where it leads; or the same form with what is wrong, or what the server said instead. @param {HTMLFormElement} form @param {XMLHttpRequest} request */
function answer(form, request) {
  if (request.status < 400) return location.assign(request.responseURL);
  const page = new DOMParser().parseFromString(request.responseText, "text/html");
  const again = page.querySelector(`form[data-upload][action="${form.getAttribute("action")}"]`);
  const parent = /** @type {HTMLElement} */ (form.parentElement);
  form.replaceWith(again ?? page.querySelector("main > [role=alert]") ?? form);
  start(parent);
  /** @type {HTMLElement | null} */ (parent.querySelector("[role=alert]"))?.focus();
}

/** Sending, or lost on the way. @param {HTMLFormElement} form @param {"bar" | "lost"} now */
function state(form, now) {
  for (const part of /** @type {NodeListOf<HTMLElement>} */ (form.querySelectorAll("[data-upload-bar], [data-upload-lost]")))
    part.hidden = !(`upload${now[0].toUpperCase()}${now.slice(1)}` in part.dataset);
  for (const button of form.querySelectorAll("button")) button.disabled = now === "bar";
}

start();
