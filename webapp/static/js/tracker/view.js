// @ts-check
/** One unit on screen: how long it was really attended to, how far it was read, how often it was touched. */

import { tell } from "../reach.js";

/** @typedef {{ duration_seconds: number, played: string }} Watched */

export class View {
  inputAt = performance.now();
  tickedAt = 0;
  touchedAt = 0;
  active = false;
  id = "";
  activeMs = 0; // since the view began: what is told is a state, never a difference
  toldMs = 0;
  seq = 0;
  depth = 0;
  touches = 0;
  /** @type {() => Watched | undefined} which seconds of its video were played */
  watched = () => undefined;

  /** @param {Record<string, number>} place @param {Element} content @param {HTMLVideoElement[]} videos */
  constructor(place, content, videos) {
    this.place = place;
    this.content = content;
    this.videos = videos;
    this.begin();
    for (const name of ["pointerdown", "pointermove", "keydown", "scroll"])
      document.addEventListener(name, () => (this.inputAt = performance.now()), true);
    for (const name of ["click", "keydown", "input"]) content.addEventListener(name, (event) => this.touch(event));
    document.addEventListener("scroll", () => this.read(), true);
    new ResizeObserver(() => this.read()).observe(content);
  }

  /** At load, and again when the page comes back from the browser's memory. */
  begin() {
    this.id = uuid();
    this.startedAt = new Date().toISOString();
    this.tickedAt = performance.now();
    this.activeMs = this.toldMs = this.seq = this.depth = this.touches = 0;
    this.read();
  }

  /** A playing video needs no hand on the mouse; one that can be seen, beside another window, no focus either. @param {number} at */
  tick(at) {
    const floating = document.pictureInPictureElement;
    const playing = this.videos.filter((one) => !one.paused && !one.ended);
    const seen = playing.some((one) => {
      const { top, bottom } = one.getBoundingClientRect();
      return one === floating || (bottom > 0 && top < innerHeight);
    });
    const there = (!document.hidden || floating) && (document.hasFocus() || seen);
    this.active = attended(at - this.inputAt, playing.length, there);
    if (this.active) this.activeMs += counted(at - this.tickedAt);
    this.tickedAt = at;
    tell("active", this.activeMs);
  }

  /** The content scrolls with the page, or in a frame of its own. */
  read() {
    const { scrollTop, scrollHeight, clientHeight } = this.content;
    const { top, height } = this.content.getBoundingClientRect();
    const depth =
      scrollHeight > clientHeight + 1 ? depthOf(-scrollTop, scrollHeight, clientHeight) : depthOf(top, height, innerHeight);
    this.depth = Math.max(this.depth, depth);
  }

  /** That something was touched, at most four times a second; never what. @param {Event} event */
  touch({ isTrusted, timeStamp }) {
    if (!isTrusted || timeStamp - this.touchedAt < 250) return;
    this.touchedAt = timeStamp;
    this.touches += 1;
  }

  /** @param {string} type @param {string} id @param {object} [more] */
  event(type, id, more) {
    return { activity_type: type, event_id: id, ...this.state(), ...more };
  }

  state() {
    return {
      ...this.place,
      view_id: this.id,
      active_ms: Math.round(this.activeMs),
      start_time: this.startedAt,
      engagement_metrics: this.metrics(),
      video: this.watched(),
    };
  }

  /** Nothing of how one reads for whoever asks not to be tracked (Global Privacy Control, Do Not Track). */
  metrics() {
    const { globalPrivacyControl, doNotTrack } = /** @type {any} */ (navigator);
    return globalPrivacyControl || doNotTrack === "1" ? {} : { scroll_depth: this.depth, interaction_count: this.touches };
  }

  /** The state of the view so far, unless nothing was added to it since the last time. */
  beat() {
    this.tick(performance.now());
    if (this.activeMs === this.toldMs) return;
    this.toldMs = this.activeMs;
    return { ...this.state(), is_active: this.active, timestamp: new Date().toISOString(), seq: ++this.seq };
  }
}

/** Idle after a minute without a hand. @param {number} sinceInput ms @param {unknown} playing @param {unknown} there */
export const attended = (sinceInput, playing, there) => !!there && (!!playing || sinceInput < 60_000);

/** A gap is a sleeping machine or a throttled tab, not learning. @param {number} ms since the last tick */
export const counted = (ms) => (ms > 5000 || ms < 0 ? 0 : Math.min(ms, 1500));

/** How much of it has been on screen, in percent. @param {number} top @param {number} height @param {number} screen */
export const depthOf = (top, height, screen) =>
  height ? Math.round(100 * Math.min(1, Math.max(0, (screen - top) / height))) : 0;

/** A random UUID, also on plain http, where `crypto.randomUUID` does not exist. */
export const uuid = () =>
  "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (digit) =>
    (Number(digit) ^ ((crypto.getRandomValues(new Uint8Array(1))[0] & 15) >> (Number(digit) / 4))).toString(16),
  );
