// @ts-check
/** What the clock says of a session: before, now or over; how long until it begins; how far down the day it is. */

/** @param {number} starts @param {number} ends @param {number} now */
export const state = (starts, ends, now) => (now < starts ? "before" : now < ends ? "now" : "over");

/** In 45 min, in 3 h 5 min, in 4 days. @param {number} starts @param {number} ends @param {number} now */
export function left(starts, ends, now) {
  const at = state(starts, ends, now);
  if (at !== "before") return at;
  const minutes = Math.max(1, Math.round((starts - now) / 60_000));
  if (minutes < 60) return `in ${minutes} min`;
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  if (hours < 24) return `in ${hours} h${rest ? ` ${rest} min` : ""}`;
  const days = Math.floor(hours / 24);
  return `in ${days} day${days > 1 ? "s" : ""}`;
}

/** How the greeting goes on after "3 sessions today". @param {number} live */
export const said = (live) => (live ? `, ${live} ${live > 1 ? "are" : "is"} live` : "");

/**
 * How far between two hours of the day a time lies, on the clocks of that zone; null outside of them.
 * @param {number} now @param {number} first @param {number} last @param {string} [zone]
 */
export function share(now, first, last, zone) {
  const parts = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: zone });
  const [hour, minute] = parts.format(now).split(":").map(Number);
  const down = (hour + minute / 60 - first) / (last - first);
  return down >= 0 && down <= 1 ? Number(down.toFixed(4)) : null;
}
