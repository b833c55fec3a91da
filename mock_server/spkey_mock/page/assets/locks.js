// The locks with their keys, residents and temporary keys, most recently changed first.

import { act, onClick } from "./action.js";
import { control } from "./control.js";
import { byId, count, el, plain, plural, time, unfold } from "./element.js";
import { list } from "./list.js";
import { isOffline, setOffline } from "./outside.js";
import { command } from "./service.js";

const FIRST = 5; // locks shown before the reader requests more
const FIRST_KEYS = 8; // keys shown before the others are unfolded
const MOST_KEYS = 500; // keys shown at all
const MOST = 1000; // the control API's limit

let limit = FIRST;

export const path = () => `locks?limit=${limit}`;

export function show({ locks, total }) {
  count("locks", total);
  byId("more-locks").hidden = total <= locks.length;
  const items = locks.map((lock) => ({ ...lock, offline: isOffline(String(lock.lockId)) }));
  list(byId("locks"), items, (lock) => lock.lockId, card);
}

function card(lock) {
  const { lockId, uuid, orgId, ownerId, version, keyCount, keys, residents, tempKeys, offline } = lock;
  return el(
    "article",
    { class: "lock card", "aria-label": `Lock ${lockId}` },
    el("h4", {}, plain(lockId), offline ? el("span", { class: "tag", "data-mode": "frozen" }, "offline") : ""),
    el(
      "p",
      { class: "facts" },
      `${plural(keyCount, "key")} · version ${version}`,
      orgId === undefined ? "" : [" · organisation ", plain(orgId)],
      ownerId === undefined ? "" : [" · owner ", plain(ownerId)],
    ),
    el("p", { class: "facts" }, plain(uuid)),
    keyList(keys, keyCount),
    named("Residents", residents.map(resident)),
    named("Temporary keys", tempKeys.map(tempKey)),
    el(
      "div",
      { class: "row" },
      el("button", { type: "button", "data-act": "open", click: () => open(lock) }, "Open"),
      el(
        "button",
        { type: "button", "data-act": "offline", click: () => act(() => setOffline(String(lockId), !offline)) },
        offline ? "Bring online" : "Take offline",
      ),
    ),
  );
}

function keyList(keys, keyCount) {
  const shown = keys.slice(0, MOST_KEYS);
  const folded = shown.slice(FIRST_KEYS);
  return [
    shown.length ? table(shown.slice(0, FIRST_KEYS)) : "",
    folded.length ? unfold(plural(folded.length, "more key"), table(folded)) : "",
    keyCount > shown.length ? el("p", { class: "hint" }, `${keyCount - shown.length} more not shown`) : "",
  ];
}

function table(keys) {
  const head = ["Index", "Key", "User"].map((column) => el("th", { scope: "col" }, column));
  const rows = keys.map(({ uuid, indexNumber, userId }) =>
    el(
      "tr",
      {},
      el("th", { scope: "row" }, indexNumber === undefined ? "" : String(indexNumber)),
      el("td", {}, plain(uuid)),
      el("td", {}, userId === undefined ? "" : plain(userId)),
    ),
  );
  return el("table", { class: "held" }, el("thead", {}, el("tr", {}, head)), el("tbody", {}, rows));
}

/** Show a list with a title, or nothing if it is empty. */
const named = (title, items) =>
  items.length ? [el("h5", {}, title), el("ul", { class: "held", "aria-label": title }, items)] : "";

const resident = ({ userId, name }) => el("li", {}, plain(name), " ", el("small", {}, plain(userId)));

function tempKey({ uuid, status, usedCount, maxUses, validFrom, validUntil }) {
  const uses = maxUses === null ? plural(usedCount, "use") : `${usedCount} of ${plural(maxUses, "use")}`;
  return el(
    "li",
    { "data-status": status },
    plain(uuid),
    ` ${status}, ${uses}, `,
    el("small", {}, time(Date.parse(validFrom), { date: true }), " to ", time(Date.parse(validUntil), { date: true })),
  );
}

const open = ({ lockId, orgId }) =>
  act(async () => {
    const { version } = await command(orgId, `/locks/${lockId}/OpenLock`, { reason: "Opened on the mock's page." });
    return `Lock ${lockId} was opened: version ${version}.`;
  });

onClick("create-lock", async () => {
  const { lockId } = await control("POST", "locks", { keys: 2 });
  return `Lock ${lockId} has two keys.`;
});

onClick("more-locks", async () => {
  limit = Math.min(limit * 4, MOST);
});
