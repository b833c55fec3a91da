// The users, most recently changed first.

import { act, onClick } from "./action.js";
import { fillIn, proposedUser, useToken } from "./console.js";
import { control } from "./control.js";
import { byId, count, el, plain, plural } from "./element.js";
import { inventory, numbers } from "./inventory.js";
import { list } from "./list.js";

const FIRST = 5; // users shown before the reader requests more
const MOST = 1000; // the control API's limit

let limit = FIRST;
let latest = { users: [], total: 0 };

export const path = () => `users?limit=${limit}`;

export function show({ users, total }) {
  latest = { users, total };
  count("users", total);
  byId("more-users").hidden = total <= users.length;
  list(byId("users"), users, (user) => user.userId, card);
}

function card(user) {
  const { userId, orgId, version, status, nextNumber, keys } = user;
  return el(
    "article",
    { class: "user card", "aria-label": `User ${userId}` },
    el("h4", {}, plain(userId)),
    el(
      "div",
      { class: "row" },
      el(
        "p",
        { class: "facts" },
        `${plural(keys.length, "key")} · version ${version}`,
        orgId === undefined ? "" : [" · organisation ", plain(orgId)],
        status === "ACTIVE" ? "" : ` · ${status.toLowerCase()}`,
      ),
      el("p", { class: "next" }, "next number ", el("strong", {}, String(nextNumber))),
    ),
    numbers(nextNumber, keys),
    inventory(keys),
    el(
      "div",
      { class: "row" },
      el("button", { type: "button", "data-act": "try", click: () => use(userId) }, "Use in the console"),
      el("button", { type: "button", "data-act": "token", click: () => useToken(userId) }, "Use a token of this user"),
    ),
  );
}

const use = (userId) =>
  act(async () => {
    await fillIn(userId);
    return `The console uses user ${userId}.`;
  });

onClick("create-user", async () => {
  // The console's example, unless that user may exist already.
  const proposed = await proposedUser();
  const allListed = latest.total === latest.users.length;
  const free = proposed !== undefined && allListed && !latest.users.some((user) => user.userId === proposed);
  const { userId } = await control("POST", "users", { keys: 3, ...(free ? { userId: proposed } : {}) });
  await fillIn(userId);
  return `User ${userId} has keys 1, 2 and 3.`;
});

onClick("more-users", async () => {
  limit = Math.min(limit * 4, MOST);
});
