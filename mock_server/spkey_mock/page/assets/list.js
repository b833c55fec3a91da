// Lists that change while the reader uses them.

const shown = new WeakMap(); // container -> key -> {text, node}

/** Show items in a container. Unchanged items keep their element, and with it focus, selection and open details. */
export function list(container, items, key, make) {
  const before = shown.get(container);
  const after = new Map();
  for (const item of items) {
    const text = JSON.stringify(item);
    const old = before?.get(key(item));
    if (old?.text === text) {
      after.set(key(item), old);
    } else {
      const node = make(item);
      if (before) node.classList.add("fresh");
      if (old) succeed(old.node, node);
      after.set(key(item), { text, node });
    }
  }
  shown.set(container, after);
  for (const [name, { node }] of before ?? []) if (!after.has(name)) node.remove();
  const focused = document.activeElement;
  [...after.values()].forEach(({ node }, index) => {
    if (container.children[index] !== node) container.insertBefore(node, container.children[index] ?? null);
  });
  // Moving an element takes its focus away.
  if (document.activeElement !== focused && container.contains(focused)) focused.focus();
}

/** Replace an element. The new one takes over focus and open details. */
function succeed(old, node) {
  const focused = old.contains(document.activeElement) ? document.activeElement.dataset.act : undefined;
  if (old.querySelector("details")?.open) node.querySelector("details")?.setAttribute("open", "");
  old.replaceWith(node);
  if (focused !== undefined) node.querySelector(`[data-act="${focused}"]`)?.focus();
}
