// @ts-check
/** One unit on screen: how long it was really attended to, how far it was read, how often it was touched. */

const IDLE = 60_000;
const INPUTS = ["pointerdown", "pointermove", "keydown", "scroll", "wheel", "touchstart"];

export class View {
  id = "";
  startedAt = new Date();
  inputAt = performance.now();
  tickedAt = 0;
  touchedAt = 0;
  active = false;
  activeMs = 0; // since the view began: what is told is a state, never a difference
  toldMs = 0;
  seq = 0;
  depth = 0;
  touches = 0;

  /** @param {Record<string, number>} place @param {Element} content @param {HTMLVideoElement[]} videos */
  constructor(place, content, videos) {
    this.place = place;
    this.content = content;
    this.videos = videos;
    this.begin();
    for (const name of INPUTS)
      document.addEventListener(name, () => (this.inputAt = performance.now()), { passive: true, capture: true });
    for (const name of ["click", "keydown", "input"]) content.addEventListener(name, (event) => this.touch(event));
    document.addEventListener("scroll", () => this.read(), { passive: true, capture: true });
    new ResizeObserver(() => this.read()).observe(content);
  }

  /** At load, and again when the page comes back from the browser's memory. */
  begin() {
    this.id = uuid();
    this.startedAt = new Date();
    this.tickedAt = performance.now();
    this.activeMs = this.toldMs = 0;
    this.seq = this.depth = this.touches = 0;
    this.read();
  }

  /** @param {number} at */
  tick(at) {
    this.active = attended(at - this.inputAt, this.playing(), document.hidden && !document.pictureInPictureElement);
    if (this.active) this.activeMs += counted(at - this.tickedAt);
    this.tickedAt = at;
  }

  playing() {
    return this.videos.some((video) => !video.paused && !video.ended);
  }

  read() {
    const { top, height } = this.content.getBoundingClientRect();
    this.depth = Math.max(this.depth, depthOf(top, height, innerHeight));
  }

  /** That something was touched, at most four times a second; never what. @param {Event} event */
  touch(event) {
    if (!event.isTrusted || performance.now() - this.touchedAt < 250) return;
    this.touchedAt = performance.now();
    this.touches += 1;
  }

  /** @param {string} type @param {string} id @param {object} [more] */
  event(type, id, more) {
    return {
      activity_type: type,
      ...this.place,
      event_id: id,
      view_id: this.id,
      active_ms: Math.round(this.activeMs),
      start_time: this.startedAt.toISOString(),
      engagement_metrics: this.metrics(),
      ...more,
    };
  }

  metrics() {
    return { scroll_depth: this.depth, interaction_count: this.touches };
  }

  /** The state of the view so far, unless nothing was added to it since the last time. */
  beat() {
    this.tick(performance.now());
    if (this.activeMs === this.toldMs) return null;
    this.toldMs = this.activeMs;
    return {
      ...this.place,
      is_active: !document.hidden && Boolean(this.active),
      timestamp: new Date().toISOString(),
      view_id: this.id,
      seq: ++this.seq,
      active_ms: Math.round(this.activeMs),
    };
  }
}

/** @param {number} sinceInput ms @param {boolean} playing @param {boolean} hidden */
export const attended = (sinceInput, playing, hidden) => !hidden && (playing || sinceInput < IDLE);

/** A gap is a sleeping machine or a throttled tab, not learning. @param {number} ms since the last tick */
export const counted = (ms) => (ms > 5000 || ms < 0 ? 0 : Math.min(ms, 1500));

/** How much of it has been on screen, in percent. @param {number} top @param {number} height @param {number} screen */
export const depthOf = (top, height, screen) =>
  height ? Math.round(100 * Math.min(1, Math.max(0, (screen - top) / height))) : 0;

/** A random UUID, also on plain http, where `crypto.randomUUID` does not exist. */
export function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
