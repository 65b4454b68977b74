// @ts-check
/** Every page: each behaviour binds itself to the attributes it finds (docs/client.md). */
import * as announce from "./announce.js";
import * as connection from "./connection.js";
import * as draft from "./draft.js";
import * as fields from "./fields.js";
import * as forms from "./forms.js";
import * as fresh from "./fresh.js";
import * as regions from "./regions.js";
import * as time from "./time.js";
import * as tracker from "./tracker/page.js";
import * as zone from "./zone.js";

// The tracker before the forms: it may hold back a submit that the forms would take as sent.
for (const behaviour of [time, announce, fresh, regions, connection, zone, fields, draft, tracker, forms])
  queueMicrotask(behaviour.start); // one that fails does not stop the others

// Kept by the first version of the tracker, on a device that was not here since.
if (Object.keys(localStorage).some((key) => key.startsWith("tandem:unsent:")))
  import("./upgrade/unsent.js").then(({ move }) => move());
