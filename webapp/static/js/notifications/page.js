// @ts-check
/** The page of notifications: keys for its lines, and older lines that stay true when the newest are redrawn. */
import * as keys from "./keys.js";
import * as older from "./older.js";

for (const behaviour of [keys, older]) queueMicrotask(behaviour.start);
