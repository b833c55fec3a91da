// Elements and text.

export const byId = (id) => document.getElementById(id);

/** Make an element. Functions become event listeners. Strings among the children become text, never markup. */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") node.addEventListener(name, value);
    else if (value !== undefined && value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child !== undefined && child !== ""));
  return node;
}

/** Show text of unknown origin. Its writing direction does not affect its surroundings. */
export const plain = (text, attributes) => el("bdi", attributes, String(text));

/** Show an identifier. Long ones wrap after dots, underscores and slashes. */
export function identifier(text) {
  const parts = String(text).split(/(?<=[._/])/);
  return el("code", {}, el("bdi", {}, parts.flatMap((part, index) => (index ? [el("wbr"), part] : [part]))));
}

/** Show a time in UTC, with its date or without. */
export function time(milliseconds, { date = false } = {}) {
  const at = new Date(milliseconds);
  if (Number.isNaN(at.getTime())) return el("span", {}, String(milliseconds)); // beyond the range of Date
  const iso = at.toISOString();
  const [day, clock] = iso.slice(0, -5).split("T");
  return el("time", { datetime: iso, title: `${day} ${clock} UTC` }, date ? `${day} ${clock}` : clock);
}

/** Show children that the reader can unfold. */
export const unfold = (title, ...children) =>
  el("details", {}, el("summary", { "data-act": "unfold" }, title), ...children);

export const plural = (count, one, many = `${one}s`) => `${count} ${count === 1 ? one : many}`;

/** Show a section's number of items. The section's empty text is visible while there are none. */
export function count(section, number) {
  byId(`${section}-count`).textContent = number ? String(number) : "";
  byId(`${section}-empty`).hidden = number > 0;
}

/** Describe the older items of a list that are not shown. */
export function older(unlisted, dropped) {
  const parts = [];
  if (unlisted > 0) parts.push(`${unlisted} older not shown`);
  if (dropped > 0) parts.push(`${dropped} older dropped`);
  return parts.join(", ");
}
