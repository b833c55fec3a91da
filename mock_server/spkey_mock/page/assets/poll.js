// The live view's polling of the control API.

import { control } from "./control.js";
import { byId } from "./element.js";
import { failed, link, waiting, whenEntered } from "./link.js";

const INTERVAL = 1000; // milliseconds

let stages = [];
let timer;
let polling = false;
let again = false;

/** Start polling. Each stage is a list of sections, which load in parallel once the stages before it have loaded. */
export function start(...ordered) {
  stages = ordered;
  whenEntered(refresh);
  document.addEventListener("visibilitychange", () => (document.hidden ? clearTimeout(timer) : refresh()));
  refresh();
}

/** Poll now. Polls never overlap, and pause while the page is hidden or waits for the control token. */
export async function refresh() {
  clearTimeout(timer);
  again = polling;
  if (polling || waiting()) return;
  polling = true;
  try {
    await poll();
  } finally {
    polling = false;
    if (again) refresh();
    else if (!waiting() && !document.hidden) timer = setTimeout(refresh, INTERVAL);
  }
}

async function poll() {
  try {
    for (const stage of stages) await Promise.all(stage.map(load));
    delete byId("world").dataset.unseen;
    link("live");
  } catch (error) {
    failed(error);
  }
}

async function load({ path, show }) {
  const current = path();
  if (current !== undefined) show(await control("GET", current));
}
