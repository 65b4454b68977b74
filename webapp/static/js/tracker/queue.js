// @ts-check
/**
 * Sends what the store keeps. An event stays until an answer names it: whether a request arrived is not known without
 * one, and a repeat changes nothing. A heartbeat is a snapshot; only the last one of a view is kept.
 */
import { hear, pause, tell } from "../reach.js";

const EVENTS = "/api/student/activity/batch";
const BEATS = "/api/courses/activity/heartbeat";
const EVERY = 30_000;
const FULL = 20;
const LONGEST = 300_000;

export class Queue {
  /** @param {ReturnType<typeof import("./store.js").openStore>} store */
  constructor(store) {
    this.store = store;
    this.size = 50;
    this.failures = 0;
    this.notBefore = 0;
    this.sending = false;
    this.barred = false; // signed out or gone: what is sent now might be sent as somebody else
    /** @type {Set<string>} */
    this.added = new Set();
  }

  start() {
    setInterval(() => this.flush(), EVERY);
    document.addEventListener("visibilitychange", () => document.hidden && this.flush(true));
    addEventListener("pagehide", () => this.leave());
    addEventListener("pageshow", (event) => event.persisted && this.wake());
    addEventListener("online", () => this.wake());
    hear("conn", (state) => (state === "live" ? this.wake() : (this.barred ||= state === "out")));
    this.count();
    this.flush();
  }

  /** @param {import("./store.js").Body} event @param {boolean} [now] */
  add(event, now) {
    this.added.add(event.event_id);
    this.store.put(event.event_id, event);
    const waiting = this.count();
    if (now || waiting >= FULL) this.flush();
  }

  /** At once, and never again on this page. @param {import("./store.js").Body} event */
  addOnce(event) {
    if (!this.added.has(event.event_id)) this.add(event, true);
  }

  /** Goes with the next flush. @param {import("./store.js").Body} beat */
  beat(beat) {
    this.store.put(`beat:${beat.view_id}`, beat);
  }

  /** The way is free again. */
  wake() {
    this.notBefore = this.failures = 0;
    this.barred = false;
    this.flush();
  }

  /** A hidden page does not know who is signed in by now; it sends only while being hidden. */
  async flush(hiding = false) {
    if (this.sending || this.barred || Date.now() < this.notBefore || (document.hidden && !hiding)) return;
    this.sending = true;
    try {
      // Several tabs keep one store; one of them sends. Without https there are no locks: the server sees repeats.
      const { locks } = navigator;
      if (!locks) await this.drain();
      else
        await locks.request("tandem:sending", { ifAvailable: true }, (lock) =>
          lock ? this.drain() : void setTimeout(() => this.flush(), 2000),
        );
    } finally {
      this.sending = false;
    }
  }

  async drain() {
    while (!this.barred) {
      const { events, beats } = sorted(this.store.all());
      const [beat, batch] = [beats[0], events.slice(0, this.size)];
      if (!beat && !batch.length) return;
      const answer = await (batch.length ? post(EVENTS, batched(batch)) : post(BEATS, beat));
      if (!(batch.length ? await this.settled(batch, answer) : this.told(beat, answer))) return this.later(answer);
      this.failures = 0;
    }
  }

  /** @param {import("./store.js").Body[]} batch @param {Response | null} answer */
  async settled(batch, answer) {
    const results = (await answer?.json().catch(() => null))?.results;
    if (results) return this.settle(batch, results);
    if (answer?.status !== 400 && answer?.status !== 413) return false;
    if (batch.length > 1) this.size = Math.ceil(batch.length / 2);
    else this.drop(batch[0], answer.status);
    return true;
  }

  /** @param {import("./store.js").Body} beat @param {Response | null} answer */
  told(beat, answer) {
    const told = Boolean(answer && (answer.ok || [400, 403, 404, 413].includes(answer.status)));
    const id = `beat:${beat.view_id}`;
    // Unless a newer one took its place meanwhile.
    if (told && this.store.all().get(id)?.seq === beat.seq) this.store.remove(id);
    return told;
  }

  /**
   * True if it brought us on.
   * @param {import("./store.js").Body[]} batch @param {{status: string, code?: string}[]} results
   */
  settle(batch, results) {
    const stored = [];
    let dropped = 0;
    for (const [index, event] of batch.entries()) {
      const result = results[index];
      if (result?.status === "stored" || result?.status === "duplicate") stored.push(event.event_id);
      else if (result?.status === "rejected") dropped += this.drop(event, result);
    }
    for (const id of stored) this.store.remove(id);
    this.count();
    tell("stored", stored);
    return stored.length + dropped > 0;
  }

  /** @param {import("./store.js").Body} event @param {unknown} why */
  drop(event, why) {
    console.warn("The server does not take this event", event, why);
    this.store.remove(event.event_id);
    this.count();
    return 1;
  }

  /** Signed out: wait for `wake`. Otherwise a growing pause, never shorter than the server asked for. @param {Response | null} answer */
  later(answer) {
    this.failures += 1;
    const wait = Math.max(pause(this.failures, LONGEST), 1000 * Number(answer?.headers.get("Retry-After") ?? 0) || 0);
    this.notBefore = answer?.status === 401 ? Infinity : Date.now() + wait;
    if (answer?.status !== 401) setTimeout(() => this.flush(), wait + 10);
  }

  /** The page may end here: send a copy of everything, and keep it. */
  leave() {
    if (this.barred) return;
    this.barred = true;
    const { events, beats } = sorted(this.store.all());
    if (events.length) post(EVENTS, batched(events.slice(0, this.size)), true);
    for (const beat of beats) post(BEATS, beat, true);
  }

  /** How much is unsent; looking at one's profile is nothing to wait for. */
  count() {
    const { events } = sorted(this.store.all());
    const waiting = events.filter((event) => !event.activity_type.startsWith("profile")).length;
    const root = document.documentElement.dataset;
    if (waiting) root.waiting = String(waiting);
    else delete root.waiting;
    tell("waiting", waiting);
    return waiting;
  }
}

/** @param {Map<string, import("./store.js").Body>} kept */
function sorted(kept) {
  const all = [...kept.values()];
  return { events: all.filter((body) => body.event_id), beats: all.filter((body) => !body.event_id) };
}

/** @param {import("./store.js").Body[]} events */
function batched(events) {
  const sent_at = new Date().toISOString();
  return { events: events.map((event) => ({ ...event, sent_at })) };
}

/** @param {string} url @param {object} body @param {boolean} [leaving] @returns {Promise<Response | null>} */
async function post(url, body, leaving) {
  const text = JSON.stringify(body);
  try {
    return await fetch(url, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json" },
      body: text,
      keepalive: true,
      signal: leaving ? null : AbortSignal.timeout(EVERY), // an answer that never comes must not stop the others
    });
  } catch {
    if (leaving) navigator.sendBeacon(url, new Blob([text], { type: "application/json" }));
    return null;
  }
}
