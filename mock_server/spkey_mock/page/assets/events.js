// The events that the world recorded, newest first.

import { byId, count, el, older, plain, time } from "./element.js";
import { list } from "./list.js";

const LISTED = 50; // events

let newest;

export const path = () => `events?limit=${LISTED}`;

export function show({ events, forgotten }) {
  count("events", events.length + forgotten);
  list(byId("events"), events.toReversed(), name, item);
  byId("events-older").textContent = older(0, forgotten);
  announce(events.at(-1));
}

const name = ({ aggregateType, aggregateId, version }) => JSON.stringify([aggregateType, aggregateId, version]);

/** Announce a new event to screen readers. */
function announce(event) {
  const text = event === undefined ? "" : JSON.stringify(event);
  if (newest !== undefined && event !== undefined && text !== newest) {
    byId("heard").textContent = `${event.type}${event.data.number === undefined ? "" : `, number ${event.data.number}`}`;
  }
  newest = text;
}

function item({ aggregateType, aggregateId, version, type, timestamp, data }) {
  return el(
    "li",
    { class: "event", "data-type": type },
    el(
      "p",
      {},
      el("span", { class: "name" }, type),
      data.number === undefined ? "" : el("strong", { class: "number" }, String(data.number)),
      time(timestamp),
    ),
    el("p", { class: "facts" }, plain(aggregateType), " ", plain(aggregateId), `, version ${version}`),
    data.note === undefined ? "" : el("p", { class: "hint" }, plain(data.note)),
  );
}
