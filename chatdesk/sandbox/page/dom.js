// Builds and updates DOM nodes from plain values; strings become text nodes, never markup.

const PROPERTIES = new Set(["value", "checked", "disabled", "multiple", "indeterminate", "hidden"]);

export function h(tag, props, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(props ?? {})) assign(node, key, value);
  node.append(...flatten(children));
  return node;
}

export function fill(node, ...children) {
  node.replaceChildren(...flatten(children));
  return node;
}

function flatten(children) {
  return children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false);
}

function assign(node, key, value) {
  if (value === null || value === undefined || value === false) return;
  if (key === "class") node.className = [value].flat().filter(Boolean).join(" ");
  else if (key === "dataset") assignAll(value, (name, item) => { node.dataset[name] = item; });
  else if (key === "vars") assignAll(value, (name, item) => node.style.setProperty(name, item));
  else if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
  else if (PROPERTIES.has(key)) node[key] = value;
  else node.setAttribute(key, value === true ? "" : String(value));
}

function assignAll(record, set) {
  for (const [name, item] of Object.entries(record)) {
    if (item !== null && item !== undefined && item !== false) set(name, item);
  }
}

// A name or title typed by someone: isolated, so that its direction cannot leak into what stands beside it.
export function bdi(text, props) {
  return h("bdi", props, text ?? "");
}

const marks = new WeakMap();

/* Makes the children of `parent` those of `entries` ({key, sig, build}), reusing every node whose signature is unchanged
   so that focus, selection, scroll and typed text survive a refresh. */
export function reconcile(parent, entries) {
  const wanted = new Set(entries.map((entry) => entry.key));
  const present = new Map();
  for (const child of [...parent.children]) {
    const key = marks.get(child)?.key;
    if (wanted.has(key) && !present.has(key)) present.set(key, child);
    else child.remove();
  }
  let cursor = parent.firstElementChild;
  for (const entry of entries) {
    const before = present.get(entry.key);
    const node = before && marks.get(before).sig === entry.sig ? before : rebuild(before, entry);
    if (before && before === cursor) cursor = cursor.nextElementSibling;
    if (before && node !== before) replaceKeepingFocus(before, node);
    else if (!before || node.nextElementSibling !== cursor) parent.insertBefore(node, cursor);
  }
}

function rebuild(before, entry) {
  const node = entry.build(before);
  marks.set(node, { key: entry.key, sig: entry.sig });
  return node;
}

function replaceKeepingFocus(before, after) {
  const active = before.contains(document.activeElement) ? document.activeElement : null;
  const wasSelf = active === before;
  const hook = active && selectorOf(active);
  const caret = active && "selectionStart" in active ? [active.selectionStart, active.selectionEnd] : null;
  before.replaceWith(after);
  if (!active) return;
  const target = wasSelf ? after : hook && after.querySelector(hook);
  target?.focus({ preventScroll: true });
  if (target && caret && caret[0] !== null) target.setSelectionRange?.(...caret);
}

function selectorOf(node) {
  const { blockId, actionId, test } = node.dataset;
  if (actionId) return `[data-action-id="${CSS.escape(actionId)}"]` + (blockId ? `[data-block-id="${CSS.escape(blockId)}"]` : "");
  return test ? `[data-test="${CSS.escape(test)}"]` : null;
}

let serial = 0;
export function uid(prefix) {
  serial += 1;
  return `${prefix}-${serial}`;
}
