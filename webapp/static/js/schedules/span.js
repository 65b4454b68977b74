// @ts-check
/** How far a block is dragged, and what its end is then: arithmetic of quarter hours, without a page. */

const QUARTER = 900_000;

/** How many rows that is, between the least and the most. @param {number} pixels @param {number} row @param {number} least @param {number} most */
export const steps = (pixels, row, least, most) => Math.min(Math.max(Math.round(pixels / row), least), most) || 0;

/** The instant at which it ends then: time passes, whatever clocks do that night. @param {number} ends @param {number} quarters */
export const later = (ends, quarters) => ends + quarters * QUARTER;

/** 45 min, 2 h, 1 h 15 min. @param {number} span in milliseconds */
export function lasting(span) {
  const [hours, minutes] = [Math.floor(span / 3_600_000), Math.round(span / 60_000) % 60];
  return [hours && `${hours} h`, minutes && `${minutes} min`].filter(Boolean).join(" ");
}
