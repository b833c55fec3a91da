// A user's inventory of physical keys.

import { el, plain, plural, time, unfold } from "./element.js";

const FIRST = 8; // keys shown before the others are unfolded
const MOST = 500; // keys shown at all
const NUMBERS = 24; // issued numbers shown

/** Show the keys, highest number first. */
export function inventory(keys) {
  const newestFirst = keys.slice(-MOST).reverse();
  const folded = newestFirst.slice(FIRST);
  return [
    keys.length ? table(newestFirst.slice(0, FIRST)) : "",
    folded.length ? unfold(`${plural(folded.length, "key")} with lower numbers`, table(folded)) : "",
    keys.length > MOST ? el("p", { class: "hint" }, `${keys.length - MOST} more not shown`) : "",
  ];
}

/** Show the latest issued numbers, with removed ones crossed out, and the next one. */
export function numbers(nextNumber, keys) {
  const held = new Set(keys.map((key) => key.number));
  const first = Math.max(1, nextNumber - NUMBERS);
  const cells = [];
  for (let number = first; number < nextNumber; number++) {
    cells.push(
      held.has(number)
        ? el("li", {}, String(number))
        : el("li", { class: "gone", title: `${number} was removed` }, el("s", {}, String(number))),
    );
  }
  return el(
    "ol",
    { class: "numbers", "aria-label": "Issued numbers and the next one" },
    first > 1 ? el("li", { class: "rest" }, "…") : "",
    cells,
    el("li", { class: "next", title: `The next number is ${nextNumber}` }, String(nextNumber)),
  );
}

function table(keys) {
  const columns = ["No.", "Organisation", "Note", "Added"];
  return el(
    "table",
    {},
    el("thead", {}, el("tr", {}, columns.map((column) => el("th", { scope: "col" }, column)))),
    el("tbody", {}, keys.map(row)),
  );
}

function row({ number, orgId, orgName, note, addedAt }) {
  return el(
    "tr",
    { "data-number": number },
    el("th", { scope: "row" }, String(number)),
    el("td", {}, plain(orgId, orgName === undefined ? {} : { title: orgName })),
    el("td", { class: "note" }, note === undefined ? "" : plain(note)),
    el("td", {}, time(addedAt)),
  );
}
