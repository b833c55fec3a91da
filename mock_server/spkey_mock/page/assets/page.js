// The page of the mock: a console for the contract, and a live view of one world.
//
// Values from the mock, such as ids and notes, are shown as text only. Credentials stay in variables of these modules.

import { say } from "./action.js";
import * as clock from "./clock.js";
import { ready } from "./console.js";
import * as coverage from "./coverage.js";
import * as events from "./events.js";
import * as faults from "./faults.js";
import * as journal from "./journal.js";
import * as locks from "./locks.js";
import * as outside from "./outside.js";
import { start } from "./poll.js";
import * as tempKeys from "./tempkeys.js";
import * as users from "./users.js";
import "./view.js";
import "./world.js";

// The clock comes first and alone, because one rejected request is enough. The locks depend on what is outside, and the
// coverage depends on the journal.
start([clock], [outside, users, faults, journal, events], [locks, tempKeys, coverage]);

ready.then(
  ({ contract }) => faults.offer(contract),
  () => say("The contract could not be loaded. Reload the page."),
);
