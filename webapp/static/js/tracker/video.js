// @ts-check
/** The seconds of a video really played (a seek plays nothing), and where the person left off. */
import { person } from "../reach.js";

const ENOUGH = 90; // percent

export class Played {
  /** @param {number} duration s */
  constructor(duration) {
    this.seconds = new Uint8Array(Math.ceil(duration));
    this.at = NaN;
  }

  /** The position moved here. @param {number} to @param {number} rate */
  step(to, rate) {
    const gone = to - this.at;
    if (gone > 0 && gone < 1.5 * Math.max(1, rate)) this.seconds.fill(1, Math.floor(this.at), Math.ceil(to));
    this.at = to;
  }

  get count() {
    return this.seconds.reduce((sum, one) => sum + one, 0);
  }

  get percent() {
    return Math.floor((100 * this.count) / this.seconds.length) || 0;
  }
}

/**
 * @param {HTMLVideoElement} video @param {import("./view.js").View} view @param {import("./queue.js").Queue} queue
 * @param {string} id of having watched it today
 */
export function watchVideo(video, view, queue, id) {
  const key = `tandem:position:${person()}:${view.place.unit_id}`;
  /** @type {Played | undefined} */
  let played;
  /** @type {Date | undefined} */
  let begun;
  const ready = () => {
    if (played || !Number.isFinite(video.duration)) return;
    played = new Played(video.duration);
    const left = Number(localStorage.getItem(key));
    if (left > 3 && left < 0.95 * video.duration) video.currentTime = left;
  };
  video.addEventListener("loadedmetadata", ready);
  ready();
  video.addEventListener("seeking", () => played && (played.at = NaN));
  video.addEventListener("play", () => (begun ??= new Date()));
  video.addEventListener("timeupdate", () => {
    if (!played || video.seeking) return;
    played.step(video.currentTime, video.playbackRate);
    keep(key, video.ended ? 0 : video.currentTime);
    if (played.percent < ENOUGH || !begun) return;
    const watched = { duration_seconds: played.count, start_time: begun.toISOString(), end_time: new Date().toISOString() };
    const engagement_metrics = { ...view.metrics(), video_watch_percentage: played.percent };
    queue.addOnce(view.event("video_watch", id, { ...watched, engagement_metrics }));
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
