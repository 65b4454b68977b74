// @ts-check
/** A video goes on where the person left it. */
import { person } from "../reach.js";

export function start() {
  const main = document.querySelector("main");
  const video = main?.querySelector("video");
  if (!main || !video) return;
  const key = `tandem:position:${person()}:${main.dataset.trackUnit}`;
  const goOn = () => {
    const left = Number(localStorage.getItem(key));
    if (left > 3 && left < 0.95 * video.duration) video.currentTime = left;
  };
  if (video.readyState) goOn();
  else video.addEventListener("loadedmetadata", goOn, { once: true });
  video.addEventListener("timeupdate", () => {
    if (!video.seeking) keep(key, video.ended ? 0 : video.currentTime);
  });
}

/** @param {string} key @param {number} position */
function keep(key, position) {
  try {
    localStorage.setItem(key, String(Math.floor(position)));
  } catch {
    // full or forbidden: the video starts at its beginning next time
  }
}
