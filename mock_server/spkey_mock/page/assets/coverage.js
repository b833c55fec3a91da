// The coverage of the contract by the world's requests.

import { byId, el, identifier, plain, plural } from "./element.js";
import { journalState } from "./journal.js";
import { list } from "./list.js";

let requested;

/** Return the path only after the journal has changed: requests alone change the coverage. */
export function path() {
  if (requested === journalState()) return undefined;
  requested = journalState();
  return "coverage";
}

export function show({ operations, rules }) {
  // Any success of its operation reaches an `anySuccess` rule. That says little, so it does not count as covered.
  const anySuccess = rules.filter((rule) => rule.anySuccess);
  const others = rules.filter((rule) => !rule.anySuccess);
  const reached = others.filter((rule) => rule.reached);
  const unreached = others.filter((rule) => !rule.reached);
  const called = operations.filter(({ calls }) => calls > 0);
  byId("coverage-count").textContent = `${reached.length} of ${plural(others.length, "rule")}`;
  fill("reached", String(reached.length), reached, (rule) => rule.id, ruleItem);
  fill("unreached", String(unreached.length), unreached, (rule) => rule.id, ruleItem);
  const succeeded = anySuccess.filter((rule) => rule.reached);
  fill("any-success", portion(succeeded, anySuccess), anySuccess, (rule) => rule.id, ruleItem);
  fill("operations", portion(called, operations), operations, ({ operation }) => operation, operationItem);
}

const portion = (some, all) => `${some.length} of ${all.length}`;

function fill(group, text, items, key, make) {
  byId(`coverage-${group}-count`).textContent = text;
  list(byId(`coverage-${group}`), items, key, make);
}

function ruleItem({ id, text, request, anySuccess }) {
  let reached = "";
  if (request !== undefined) reached = `request ${request}`;
  else if (anySuccess) reached = "not reached";
  return el(
    "li",
    { class: "rule" },
    el("p", {}, identifier(id), " ", el("span", {}, reached)),
    el("p", { class: "hint" }, plain(text)),
  );
}

function operationItem({ operation, calls, statuses }) {
  return el(
    "li",
    { class: "operation" },
    el("span", { class: "name" }, operation),
    el("span", { class: "hint" }, plural(calls, "call")),
    el(
      "ul",
      { class: "statuses", "aria-label": "Responses by status" },
      statuses.map(({ status, times }) =>
        times
          ? el("li", { class: "sent", "data-status": `${String(status)[0]}xx` }, `${status}: ${times}`)
          : el("li", { class: "unsent", title: `${status} was not returned` }, String(status)),
      ),
    ),
  );
}
