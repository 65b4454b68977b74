// @ts-check
/** The page of a unit: what it has beyond every other page. */
import * as finish from "./finish.js";
import * as keys from "./keys.js";
import * as position from "./position.js";
import * as time from "./time.js";

for (const behaviour of [finish, keys, position, time]) queueMicrotask(behaviour.start);
