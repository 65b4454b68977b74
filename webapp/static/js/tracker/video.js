// @ts-check
/** The seconds of a video really played: a seek plays nothing, and each counts once. */

const ENOUGH = 90; // percent
const LONGEST = 6000; // characters of runs

export class Played {
  /** @param {number} duration s */
  constructor(duration) {
    this.duration = duration;
    this.seconds = new Uint8Array(Math.ceil(duration));
    this.at = NaN;
  }

  /** The position moved here. A second counts when its middle was passed. @param {number} to @param {number} rate */
  step(to, rate) {
    const gone = to - this.at;
    const end = to > this.duration - 0.1 ? Infinity : Math.round(to);
    if (gone > 0 && gone < 1.5 * Math.max(1, rate)) this.seconds.fill(1, Math.round(this.at), end);
    this.at = to;
  }

  get count() {
    return this.seconds.filter(Boolean).length;
  }

  get percent() {
    return Math.floor((100 * this.count) / this.seconds.length) || 0;
  }

  /** As runs of whole seconds: 0-11,30-44. */
  get runs() {
    const text = [...this.seconds.join("").matchAll(/1+/g)].map(({ 0: { length }, index }) => `${index}-${index + length - 1}`);
    while (text.join().length > LONGEST) text.pop();
    return text.join();
  }
}

/**
 * @param {HTMLVideoElement} video @param {import("./view.js").View} view @param {import("./queue.js").Queue} queue
 * @param {string} id of having watched it today
 */
export function watchVideo(video, view, queue, id) {
  /** @type {Played | undefined} */
  let played;
  let begun = "";
  let done = false;
  const ready = () => {
    if (played || !Number.isFinite(video.duration)) return;
    const watching = (played = new Played(video.duration));
    view.watched = () => (watching.count ? { duration_seconds: watching.duration, played: watching.runs } : undefined);
  };
  video.addEventListener("loadedmetadata", ready);
  ready();
  video.addEventListener("seeking", () => played && (played.at = NaN));
  video.addEventListener("play", () => (begun ||= new Date().toISOString()));
  video.addEventListener("timeupdate", () => {
    if (!played || video.seeking) return;
    played.step(video.currentTime, video.playbackRate);
    if (played.percent < ENOUGH || !begun || done) return;
    done = true;
    const watched = { duration_seconds: played.count, start_time: begun, end_time: new Date().toISOString() };
    const engagement_metrics = { ...view.metrics(), video_watch_percentage: played.percent };
    queue.add(view.event("video_watch", id, { ...watched, engagement_metrics }), true);
  });
}
