// Actions: changes of the world that the reader makes.

import { Rejection } from "./control.js";
import { byId } from "./element.js";
import { failed } from "./link.js";
import { refresh } from "./poll.js";

/** Run an action, show the message that it returns, and refresh the live view. */
export async function act(action) {
  try {
    say((await action()) ?? "");
  } catch (error) {
    if (error instanceof Rejection && error.status !== 401) say(error.message);
    else failed(error);
  }
  refresh();
}

/** Run an action whenever the button is clicked. */
export const onClick = (id, action) => byId(id).addEventListener("click", () => act(action));

/** Show a message beside the console's buttons. */
export function say(text) {
  byId("said").textContent = text;
}
