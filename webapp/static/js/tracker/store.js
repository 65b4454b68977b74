// @ts-check
/**
 * What has not been acknowledged yet, kept per person on this device: whoever signs in next never sends it as theirs.
 * First version: one localStorage entry each, so that tabs do not overwrite one another; what cannot be stored
 * (private mode, a full disk) is kept for the life of the page. IndexedDB can take its place behind these functions.
 */

/** @typedef {Record<string, any>} Body */

/** @param {string} person @param {Storage} [disk] */
export function openStore(person, disk = globalThis.localStorage) {
  const prefix = `tandem:unsent:${person}:`;
  /** @type {Map<string, Body>} */
  const memory = new Map();
  return {
    /** @param {string} id @param {Body} body */
    put(id, body) {
      try {
        disk.setItem(prefix + id, JSON.stringify(body));
      } catch {
        memory.set(id, body);
      }
    },
    /** @param {string} id */
    remove(id) {
      memory.delete(id);
      disk.removeItem(prefix + id);
    },
    /** Everything kept, by any tab. @returns {Map<string, Body>} */
    all() {
      const found = new Map(memory);
      for (const key of Object.keys(disk))
        if (key.startsWith(prefix)) found.set(key.slice(prefix.length), JSON.parse(disk.getItem(key) ?? "{}"));
      return found;
    },
  };
}
