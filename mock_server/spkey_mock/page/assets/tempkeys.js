// The temporary keys for several doors, most recently changed first.

import { act, onClick } from "./action.js";
import { BASE } from "./address.js";
import { byId, count, el, plain, plural, time } from "./element.js";
import { list } from "./list.js";
import { open } from "./service.js";

const FIRST = 5; // keys shown before the reader requests more
const MOST = 1000; // the control API's limit

let limit = FIRST;

export const path = () => `temp-keys?limit=${limit}`;

export function show({ tempKeys, total }) {
  count("temp-keys", total);
  byId("more-temp-keys").hidden = total <= tempKeys.length;
  list(byId("temp-keys"), tempKeys, (key) => key.uuid, card);
}

function card(key) {
  const { uuid, url, validFrom, validUntil, description, revokedAt, usedCount, pin, doors } = key;
  return el(
    "article",
    { class: "temp-key card", "aria-label": `Temporary key ${uuid}` },
    el("h4", {}, plain(uuid), revokedAt === null ? "" : el("span", { class: "tag", "data-blame": "client" }, "revoked")),
    description === null ? "" : el("p", { class: "hint" }, plain(description)),
    el(
      "p",
      { class: "facts" },
      `${plural(usedCount, "use")} · `,
      time(Date.parse(validFrom), { date: true }),
      " to ",
      time(Date.parse(validUntil), { date: true }),
      pin === null ? "" : [" · PIN ", plain(pin)],
    ),
    el("p", {}, el("a", { href: `${BASE}${url}` }, "Guest's page")),
    el("ul", { class: "held", "aria-label": "Doors" }, doors.map((door) => item(key, door))),
  );
}

function item({ uuid, collective }, { id, lockId, label, accessMethod }) {
  const path = `/${collective ? "collective-temp-keys" : "temp-keys"}/${encodeURIComponent(uuid)}/doors/${id}/open`;
  const name = label === null ? `Door ${id}` : label;
  return el(
    "li",
    {},
    plain(name),
    " ",
    el("small", {}, "lock ", plain(lockId), `, by ${{ key: "link", code: "PIN", both: "link or PIN" }[accessMethod]}`),
    accessMethod === "code"
      ? ""
      : el("button", { type: "button", "data-act": `open-${id}`, click: () => use(path, name) }, "Open"),
  );
}

const use = (path, name) =>
  act(async () => {
    await open(path);
    return `${name} was opened.`;
  });

onClick("more-temp-keys", async () => {
  limit = Math.min(limit * 4, MOST);
});
