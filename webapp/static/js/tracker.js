// @ts-check
/**
 * On a course page of another site: this file as a <script type="module">, with what the page is in its data-attributes
 * and a token that may send what a student does, and nothing else (docs/tracker.md). Our own pages load tracker/page.js.
 */
import { hear } from "./reach.js";
import { track } from "./tracker/page.js";
import { Queue } from "./tracker/queue.js";
import { Store } from "./tracker/store.js";
import { uuid } from "./tracker/view.js";

/** @param {DOMStringMap} page */
async function embed(page) {
  const token = tokenOf(page);
  const person = page.user ?? subject(await token());
  const server = new URL(import.meta.url).origin;
  /** @type {typeof fetch} */
  const send = async (path, asked) => {
    const ask = async (/** @type {boolean} */ anew) => {
      const headers = { ...asked?.headers, Authorization: `Bearer ${await token(anew)}` };
      return fetch(server + path, { ...asked, headers, credentials: "omit" });
    };
    const answer = await ask(false);
    return answer.status === 401 ? ask(true) : answer;
  };
  const queue = new Queue(new Store(person), send);
  hear("token", () => queue.wake());
  track(document.querySelector("main") ?? document.body, { trackView: uuid(), ...page }, queue);
}

/** The token stands in the page, or comes from an address of that site's own server. @param {DOMStringMap} page */
function tokenOf(page) {
  let got = "";
  return async (anew = false) => {
    if (!page.tokenUrl) return page.token ?? "";
    if (anew || !got) got = (await (await fetch(page.tokenUrl)).json()).access_token;
    return got;
  };
}

/** Whose a token is, as it says itself. @param {string} token */
export const subject = (token) => JSON.parse(atob(token.split(".")[1].replace(/-/g, "+").replace(/_/g, "/"))).sub;

const own = [...document.scripts].find(({ src }) => src === import.meta.url);
if (own) embed(own.dataset);
