// The world's clock.

import { onClick } from "./action.js";
import { control } from "./control.js";
import { byId, time } from "./element.js";

const HOUR = 3_600_000; // milliseconds

export const path = () => "clock";

export function show({ mode, now, step }) {
  byId("now").replaceWith(Object.assign(time(now, { date: true }), { id: "now" }));
  byId("mode").textContent = { wall: "running", frozen: "frozen", stepped: `advances ${step} ms per event` }[mode];
  byId("mode").dataset.mode = mode;
  byId("freeze").disabled = mode === "frozen";
  byId("run").disabled = mode === "wall";
}

onClick("freeze", async () => void (await control("PUT", "clock", { mode: "frozen" })));
onClick("run", async () => void (await control("PUT", "clock", { mode: "wall" })));
onClick("advance", async () => void (await control("POST", "clock/advance", { milliseconds: HOUR })));
