// @ts-check
/**
 * What no answer has named yet, on this device. Each person has a database of their own: whoever signs in next never
 * sends it as theirs. IndexedDB, because a killed browser keeps what that was given; what cannot be kept there (private
 * mode, a full disk) is kept for the life of the page.
 */

/** @typedef {Record<string, any>} Body */
/** @typedef {{ id: string, body: Body, at: number, kept?: boolean }} Row */

const ROWS = "unsent";
const KEPT = 14 * 86_400_000;
const MOST = 1000;

export class Store {
  /** @type {Map<string, Row>} put by this page and not removed since: what a leaving page can still send */
  mine = new Map();
  dropped = 0;

  /** @param {string} person @param {IDBFactory} [factory] */
  constructor(person, factory = globalThis.indexedDB) {
    this.person = person;
    this.disk = opened(factory, `tandem:${person}`);
  }

  /** Resolves once it is on disk, or is known not to get there. @param {string} id @param {Body} body */
  async put(id, body, at = Date.now()) {
    /** @type {Row} */
    const row = { id, body, at };
    this.mine.set(id, row);
    row.kept = Boolean(await this.ask((rows) => rows.put(row)));
  }

  /** Each, unless a newer state took its place meanwhile. Answers as `ask`. @param {Row[]} gone */
  remove(gone) {
    for (const { id, at } of gone) if (this.mine.get(id)?.at === at) this.mine.delete(id);
    return this.ask((rows) => {
      for (const { id, at } of gone) {
        const asked = rows.get(id);
        asked.onsuccess = () => asked.result?.at === at && rows.delete(id);
      }
    });
  }

  /** What this page could not bring to the disk, or not yet. */
  get loose() {
    return [...this.mine.values()].filter(({ kept }) => !kept);
  }

  /** All that waits in this person's name, by any tab: events before heartbeats, and the oldest first. */
  async all() {
    const [mine, loose] = [[...this.mine.values()], this.loose];
    /** @type {Row[]} */
    const kept = (await this.ask((rows) => rows.getAll(), "readonly")) ?? mine;
    const rows = new Map([...kept, ...loose].map((row) => [row.id, row]));
    for (const { id } of mine) if (!rows.has(id)) this.mine.delete(id); // another tab brought it home
    const left = within([...rows.values()], Date.now());
    for (const { id } of left) rows.delete(id);
    const over = [...rows.values()];
    this.dropped += over.filter(({ body }) => body.event_id).length;
    if (over[0]) this.remove(over);
    return left;
  }

  /**
   * Resolves to the answer, or true for none; to undefined without a disk, and to null where it refuses.
   * @param {(rows: IDBObjectStore) => IDBRequest | void} deed @param {IDBTransactionMode} [mode] @returns {Promise<any>}
   */
  async ask(deed, mode = "readwrite") {
    try {
      const work = /** @type {IDBDatabase} */ (await this.disk).transaction(ROWS, mode, { durability: "strict" });
      const asked = deed(work.objectStore(ROWS));
      await new Promise((then, fail) => {
        work.oncomplete = then;
        work.onabort = fail;
      });
      return asked?.result ?? true;
    } catch {
      if (await this.disk) return null;
    }
  }
}

/**
 * What may stay: nothing too old; beyond the bound heartbeats go before events, and the oldest first. What finishes
 * something never gives way. @param {Row[]} rows @param {number} now
 */
export function within(rows, now) {
  const rank = (/** @type {Row} */ { body }) => (!body.event_id ? 2 : /_complete|_watch/.test(body.activity_type) ? 0 : 1);
  return rows
    .filter(({ at }) => at > now - KEPT)
    .sort((one, other) => rank(one) - rank(other) || other.at - one.at)
    .filter((row, place) => place < MOST || !rank(row))
    .sort((one, other) => +(rank(one) > 1) - +(rank(other) > 1) || one.at - other.at);
}

/** @param {IDBFactory} factory @param {string} name @returns {Promise<IDBDatabase | void>} */
const opened = (factory, name) =>
  new Promise((/** @type {(disk?: IDBDatabase) => void} */ then, fail) => {
    const asking = factory.open(name);
    asking.onupgradeneeded = () => asking.result.createObjectStore(ROWS, { keyPath: "id" });
    asking.onsuccess = () => then(asking.result);
    asking.onerror = fail;
    setTimeout(then, 3000);
  }).catch(() => {});
