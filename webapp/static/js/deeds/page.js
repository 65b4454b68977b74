// @ts-check
/** What is pressed on a page of a signed-in person: what fails says so, what can wait is kept, what is opened is read. */
import * as failed from "./failed.js";
import * as kept from "./kept.js";
import * as opens from "./opens.js";

for (const behaviour of [failed, kept, opens]) queueMicrotask(behaviour.start);
