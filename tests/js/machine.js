/**
 * What a browser gives the scripts and node 18 (Debian 12) does not: random bytes, events with a detail. And time
 * that stands still until a test moves it.
 */
import { webcrypto } from "node:crypto";

globalThis.crypto ??= webcrypto;
globalThis.CustomEvent ??= class extends Event {
  constructor(type, { detail, ...options } = {}) {
    super(type, options);
    this.detail = detail;
  }
};

/** IndexedDB as far as the tracker uses it: databases by name that outlive those who opened them. */
export class Disks {
  disks = new Map();
  writes = 0;

  open(name) {
    const rows = this.disks.get(name) ?? new Map();
    this.disks.set(name, rows);
    const asking = { result: { transaction: (_, mode) => this.transaction(rows, mode), createObjectStore() {} } };
    queueMicrotask(() => asking.onsuccess());
    return asking;
  }

  transaction(rows, mode) {
    if (this.broken) throw new DOMException("full", "QuotaExceededError");
    if (mode === "readwrite") this.writes += 1;
    const { keeps } = this;
    const deeds = [];
    const ask = (deed) => {
      const request = {};
      deeds.push(() => {
        request.result = structuredClone(deed());
        request.onsuccess?.();
      });
      return request;
    };
    const work = {
      objectStore: () => ({
        getAll: () => ask(() => [...rows.values()]),
        get: (id) => ask(() => rows.get(id)),
        put: (row) => ask(() => void rows.set(row.id, structuredClone(row))),
        delete: (id) => ask(() => void rows.delete(id)),
      }),
    };
    queueMicrotask(() => {
      if (keeps && mode === "readwrite") return work.onabort();
      while (deeds.length) deeds.shift()();
      work.oncomplete();
    });
    return work;
  }
}

/** localStorage. */
export class Disk {
  getItem(key) {
    return this[key] ?? null;
  }
  setItem(key, value) {
    this[key] = value;
  }
  removeItem(key) {
    delete this[key];
  }
}

const real = { now: Date.now, setTimeout: globalThis.setTimeout };

export const clock = {
  /** Stop time here. Whatever waited before is forgotten. */
  stop(at) {
    this.at = at;
    this.waiting = [];
    Date.now = () => this.at;
    globalThis.setTimeout = (then, after = 0) => this.waiting.push({ then, at: this.at + after });
  },

  /** Let time pass; what falls due on the way is done in its order. */
  pass(span) {
    const until = this.at + span;
    for (let due = this.next(until); due; due = this.next(until)) {
      this.waiting.splice(this.waiting.indexOf(due), 1);
      this.at = due.at;
      due.then();
    }
    this.at = until;
  },

  next(until) {
    return this.waiting.filter(({ at }) => at <= until).sort((one, other) => one.at - other.at)[0];
  },

  goOn() {
    Date.now = real.now;
    globalThis.setTimeout = real.setTimeout;
  },
};
