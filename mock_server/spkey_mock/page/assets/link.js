// The link to the mock: its state, and the control token that it may require.

import { Rejection, Unreachable, hasToken, setToken } from "./control.js";
import { byId } from "./element.js";

const form = byId("token-form");
const field = byId("token");
const trouble = byId("trouble");

/** Return whether the page waits for the control token. */
export const waiting = () => !form.hidden;

/** Show the state of the link, one of live, unreachable and rejected, and a message about it. */
export function link(state, message = "") {
  if (byId("link").dataset.state !== state) {
    byId("link").dataset.state = state;
    byId("link").textContent = state;
  }
  trouble.hidden = !message;
  if (trouble.textContent !== message) trouble.textContent = message;
}

/** Show why a call of the control API failed. Request the control token if it was missing or wrong. */
export function failed(error) {
  if (error instanceof Unreachable) {
    link("unreachable", `${error.message} The page keeps retrying and shows the last known state.`);
  } else if (!(error instanceof Rejection)) {
    throw error;
  } else if (error.status === 401) {
    link("rejected", hasToken() ? "The mock rejected this control token." : "");
    setToken(undefined);
    if (!waiting()) requestToken();
  } else {
    link("rejected", error.message);
  }
}

function requestToken() {
  form.hidden = false;
  // The focus stays where the reader is filling in something else.
  if (document.activeElement === document.body || byId("world").contains(document.activeElement)) field.focus();
}

/** Call a function whenever the reader has entered a control token. */
export function whenEntered(callback) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    setToken(field.value.trim());
    field.value = "";
    form.hidden = true;
    callback();
  });
}
