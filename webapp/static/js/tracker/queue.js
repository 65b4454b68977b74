// @ts-check
/**
 * Sends what the store keeps. An event stays until an answer names it: whether a request arrived is not known without
 * one, and a repeat changes nothing. A heartbeat is a snapshot; only the last one of a view is kept.
 */
import { hear, pause, tell } from "../reach.js";

const FLOOR = "tandem:not-before";
const type = "application/json";
const MOST = 50;
const MOST_BYTES = 48_000; // browsers take 64 kB for all that is sent on the way out
const LONGEST = 300_000;
const PATIENCE = 30_000; // an answer that never comes must not stop the others

/** @typedef {import("./store.js").Body} Body @typedef {import("./store.js").Row} Row */
/** @typedef {{ status?: number, asked: number, body: any }} Answer `asked`: ms to wait, by the server's word */

export class Queue {
  size = MOST;
  every = 30; // s, unless the server asks for less
  failures = 0;
  notBefore = 0;
  sending = false;
  barred = false; // signed out or gone

  /** @param {import("./store.js").Store} store @param {typeof fetch} [send] else by the person's session on our own pages */
  constructor(store, send) {
    this.store = store;
    this.send = send;
  }

  start() {
    const again = () => setTimeout(() => (this.flush(), again()), 1000 * this.every);
    again();
    document.addEventListener("visibilitychange", () => this.flush());
    onLeave(() => this.leave());
    addEventListener("pageshow", (event) => event.persisted && this.wake());
    addEventListener("online", () => this.wake());
    hear("conn", (state) => (state === "live" ? this.wake() : (this.barred ||= state === "out")));
    this.flush();
  }

  /** @param {Body} event @param {boolean} [now] */
  async add(event, now) {
    this.store.put(event.event_id, event);
    if ((await this.count()) > 19 || now) this.flush(); // twenty are worth a request
  }

  /** The way is free again. What the server asked to wait is waited all the same. */
  wake() {
    this.notBefore = this.failures = 0;
    this.barred = false;
    this.flush();
  }

  async flush() {
    if (this.sending || this.barred || Date.now() < Math.max(this.notBefore, floor())) return;
    this.sending = true;
    try {
      // Several tabs keep one store; one of them sends. Without https there are no locks: the server sees repeats.
      const go = (/** @type {unknown} */ lock) => (lock ? this.drain() : void setTimeout(() => this.flush(), 2000));
      await (navigator.locks?.request(FLOOR, { ifAvailable: true }, go) ?? go(true));
    } finally {
      this.sending = false;
      this.count();
    }
  }

  async drain() {
    for (;;) {
      const rows = fitting(await this.store.all(), this.size);
      if (!rows.length || this.barred) return;
      const answer = await this.post(rows);
      if (!(await this.settle(rows, answer))) return this.later(answer);
      this.failures = 0;
      this.every = answer.body?.next_flush_s ?? this.every;
    }
  }

  /**
   * What the answer says of each; true if it brought us on. Where the disk does not let go of them it did not.
   * @param {Row[]} rows @param {Answer} answer
   */
  async settle(rows, { status, body }) {
    const { results, heartbeats = [], error } = body ?? {};
    const faulty = !results && (status === 413 || status === 400);
    if (faulty && rows[1]) return (this.size = rows.length >> 1);
    // A fault of the whole is that of the only one, if our server says so and not a proxy.
    const said = results?.concat(heartbeats) ?? [{ status: faulty && error && "rejected" }];
    const named = (/** @type {string} */ words) => rows.filter((_, place) => words.includes(said[place]?.status));
    const [stored, done] = ["stored duplicate", "stored duplicate rejected"].map(named);
    if (done[stored.length]) console.warn("Refused", body);
    if (stored[0]) this.store.dropped = 0;
    const gone = await this.store.remove(done);
    tell("stored", stored.map(({ id }) => id));
    return gone !== null && done[0];
  }

  /** Signed out: wait for `wake`. Otherwise a growing pause, never shorter than the server asked for. @param {Answer} answer */
  later({ status, asked }) {
    if (asked) localStorage.setItem(FLOOR, String(Date.now() + asked)); // also for the next page
    const wait = status === 401 ? Infinity : Math.max(pause(++this.failures, LONGEST), asked);
    this.notBefore = Date.now() + wait;
    this.size = MOST;
    setTimeout(() => this.flush(), wait + 10);
  }

  /** The page may end here: send a copy of what it made, and keep it. */
  leave() {
    if (this.barred) return;
    this.barred = true;
    const rows = fitting([...this.store.mine.values()], this.size);
    if (rows[0]) this.post(rows, true);
  }

  /**
   * Says for whom it is: the server refuses it once somebody else is signed in here.
   * @param {Row[]} rows @param {boolean} [leaving] @returns {Promise<Answer>}
   */
  async post(rows, leaving) {
    const { store, send = fetch } = this;
    const bodies = rows.map(({ body }) => body);
    const batch = {
      events: bodies.filter(({ event_id }) => event_id),
      heartbeats: bodies.filter(({ event_id }) => !event_id),
      sent_at: new Date().toISOString(),
      tracker: "tandem/2",
      durable: !store.loose[0],
      dropped: store.dropped,
    };
    const url = `/api/student/activity/batch?as=${store.person}`;
    const body = JSON.stringify(batch);
    const asking = { method: "POST", body, headers: { "Content-Type": type }, keepalive: true, signal: AbortSignal.timeout(PATIENCE) };
    const answer = await send(url, asking).catch(() => {
      if (leaving && send === fetch) navigator.sendBeacon(url, new Blob([body], { type }));
    });
    const asked = 1000 * Number(answer?.headers.get("Retry-After")) || 0;
    return { status: answer?.status, asked, body: await answer?.json().catch(() => {}) };
  }

  /** How much is unsent, and how much of it for long; looking at one's profile is nothing to wait for. */
  async count() {
    const events = (await this.store.all()).filter(isEvent);
    const waiting = events.filter(({ body }) => !/^profile/.test(body.activity_type));
    const late = waiting.filter(({ at }) => at < Date.now() - 60_000);
    const root = document.documentElement.dataset;
    for (const [name, { length }] of Object.entries({ waiting, late }))
      if (length) root[name] = String(length);
      else delete root[name];
    tell("waiting");
    return events.length;
  }
}

/** When the page is left, or the person signs out. @param {() => void} then */
export function onLeave(then) {
  addEventListener("pagehide", then);
  document.addEventListener("submit", ({ target }) => /out$/.test(/** @type {HTMLFormElement} */ (target).action) && then());
}

const isEvent = (/** @type {Row} */ { body }) => body.event_id;

/** As many from the first on as one request may carry. @param {Row[]} rows @param {number} most */
export function fitting(rows, most) {
  let bytes = 500;
  return rows.slice(0, most).filter(({ body }) => (bytes += JSON.stringify(body).length + 50) < MOST_BYTES);
}

/** Until when the server asked this browser to wait. A clock that was set back must not make that days. */
function floor() {
  const until = Number(localStorage.getItem(FLOOR));
  return until < Date.now() + 3_600_000 ? until : 0;
}
