// @ts-check
/** The form of a session: a free time that the advice names is put into its field instead of being sent. What is in the way
 * does not depend on the reason for it: that is typed without the advice being asked anew. */

document.addEventListener("change", (event) => {
  if (/** @type {Element} */ (event.target).id === "f-overlap_reason") event.stopPropagation();
}, true);

document.addEventListener("click", (event) => {
  const button = /** @type {Element} */ (event.target).closest?.("button[data-take]");
  const form = button?.closest("form");
  const starts = /** @type {HTMLInputElement | null | undefined} */ (form?.querySelector("[name=starts]"));
  const ends = /** @type {HTMLInputElement | null | undefined} */ (form?.querySelector("[name=ends]"));
  if (!button || !starts) return;
  event.preventDefault();
  if (ends?.value) {
    const span = Date.parse(`${ends.value}Z`) - Date.parse(`${starts.value}Z`);
    ends.value = new Date(Date.parse(`${button.getAttribute("data-take")}Z`) + span).toISOString().slice(0, 16);
  }
  starts.value = button.getAttribute("data-take") ?? "";
  starts.dispatchEvent(new Event("change", { bubbles: true }));
  starts.focus();
});
