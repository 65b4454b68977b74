// @ts-check
/** What the first version of the tracker kept in localStorage moves to each person's database. Nothing is lost on the way. */
import { Store } from "../tracker/store.js";

const OLD = "tandem:unsent:";

/** @param {Storage} older @param {(person: string) => Store} open */
export async function move(older = localStorage, open = (person) => new Store(person)) {
  for (const key of Object.keys(older).filter((key) => key.startsWith(OLD))) {
    const [, person, id] = key.slice(OLD.length).match(/^(\d+):(.+)$/) ?? [];
    const body = JSON.parse(older.getItem(key) ?? "null");
    if (!body || !person) continue;
    const store = open(person);
    await store.put(id, body, Date.parse(body.start_time ?? body.timestamp) || Date.now());
    if (!store.loose.length) older.removeItem(key); // only once it is on disk there
  }
}
