// The journal: the requests that the world received, newest first.

import { byId, count, el, identifier, older, plain, time } from "./element.js";
import { list } from "./list.js";

const LISTED = 50; // entries
const FAULTS = {
  status: "injected status",
  latency: "delayed",
  drop: "connection dropped",
  lose_answer: "response lost",
  truncate: "truncated",
  malformed: "malformed",
  content_type: "wrong content type",
};

let state;

/** Return a value that changes whenever the journal does. */
export const journalState = () => state;

export const path = () => `journal?limit=${LISTED}`;

export function show({ entries, total, forgotten }) {
  state = JSON.stringify([total, entries.at(-1)]);
  count("journal", total);
  list(byId("journal"), entries.toReversed(), (entry) => entry.id, item);
  byId("journal-older").textContent = older(total - forgotten - entries.length, forgotten);
}

function item(entry) {
  const { id, at, method, path, operation, aggregateType, aggregateId, status, body, answer, fault, lost } = entry;
  return el(
    "li",
    { class: "entry", "data-status": `${String(status)[0]}xx` },
    el(
      "details",
      {},
      el(
        "summary",
        {},
        el("span", { class: "status" }, String(status)),
        operation === undefined
          ? plain(`${method} ${path}`, { class: "name path" })
          : el("span", { class: "name" }, operation),
        fault === undefined ? "" : el("span", { class: "tag", "data-blame": "mock" }, FAULTS[fault] ?? fault),
        lost ? el("span", { class: "tag", title: "The client left before the response was sent." }, "lost") : "",
        aggregateId === undefined
          ? ""
          : plain(aggregateId, { class: "who", title: `${aggregateType} ${aggregateId}` }),
        time(at),
      ),
      el("p", { class: "facts" }, `request ${id}: ${method} `, plain(path)),
      body === undefined ? "" : message("request body", body),
      answer === undefined ? "" : message("response body", answer),
    ),
    entry.violations?.map(violation),
  );
}

function message(title, text) {
  const body = el("pre", { tabindex: "0" }, plain(text));
  return el("div", { class: "message" }, el("span", { class: "hint" }, title), body);
}

function violation({ code, blame, message: text, explanation, place }) {
  return el(
    "div",
    { class: "violation", "data-blame": blame },
    el("p", {}, identifier(code), " ", el("span", { class: "tag", "data-blame": blame }, blame)),
    el("p", {}, plain(text), place === undefined ? "" : [" ", identifier(place)]),
    explanation === undefined ? "" : el("p", { class: "hint" }, plain(explanation)),
  );
}
