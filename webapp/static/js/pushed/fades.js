// @ts-check
/** A page on which what is pushed away fades first. */
import { settled } from "../regions.js";
import { fadeAll } from "./fading.js";

document.addEventListener("htmx:sse:before:message", (event) => {
  const { detail } = /** @type {CustomEvent} */ (event);
  detail.waitUntil(settled().then(() => fadeAll(detail.message.data)));
});
