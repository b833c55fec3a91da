// The world as a whole: its name and its reset.

import { onClick } from "./action.js";
import { NAME } from "./address.js";
import { restoreKey } from "./console.js";
import { control } from "./control.js";
import { byId } from "./element.js";

byId("name").textContent = NAME === undefined ? "default world" : `world ${NAME}`;
document.title = NAME === undefined ? "SmartphoneKey mock" : `${NAME} · SmartphoneKey mock`;

onClick("reset", async () => {
  if (!confirm("Delete the users, locks, temporary keys, events, faults, journal and coverage of this world?")) return "";
  await control("POST", "reset");
  await restoreKey();
  return "World reset.";
});
