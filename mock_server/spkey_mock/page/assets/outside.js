// The switches for what lies outside of the service.

import { act } from "./action.js";
import { control } from "./control.js";

const switches = document.querySelectorAll("[data-outside]");

let known = { offlineLocks: [] };

export const path = () => "outside";

/** Set the switches. One that the reader is changing is left alone until the world's state changes. */
export function show(state) {
  for (const node of switches) {
    const value = state[node.dataset.outside];
    if (known[node.dataset.outside] === value) continue;
    if (node.type === "checkbox") node.checked = value;
    else node.value = value;
  }
  known = state;
}

export const isOffline = (lockId) => known.offlineLocks.includes(lockId);

/** Take a lock offline, or bring it back. */
export async function setOffline(lockId, offline) {
  const others = known.offlineLocks.filter((id) => id !== lockId);
  show(await control("PATCH", "outside", { offlineLocks: offline ? [...others, lockId] : others }));
}

for (const node of switches) {
  node.addEventListener("change", () =>
    act(async () => {
      const value = node.type === "checkbox" ? node.checked : node.value;
      show(await control("PATCH", "outside", { [node.dataset.outside]: value }));
    }),
  );
}
