// @ts-check
/** A name for this tab that a reload keeps. While a page shows, it alone has it: a tab that is duplicated gets its own. */

const PLACE = "tandem:tab";
let name = sessionStorage.getItem(PLACE) ?? another();

sessionStorage.removeItem(PLACE);
addEventListener("pagehide", () => sessionStorage.setItem(PLACE, name));
addEventListener("pageshow", (event) => {
  if (event.persisted) name = another(); // what this page shows may be older than what the tab kept since
});

export const tab = () => name;

function another() {
  return [...crypto.getRandomValues(new Uint32Array(3))].join("-");
}
