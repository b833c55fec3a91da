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
import { start } from "./poll.js";
import * as users from "./users.js";
import "./view.js";
import "./world.js";

// The clock comes first and alone, because one rejected request is enough. The coverage depends on the journal.
start([clock], [users, faults, journal, events], [coverage]);

ready.then(
  ({ contract }) => faults.offer(contract),
  () => say("The contract could not be loaded. Reload the page."),
);
