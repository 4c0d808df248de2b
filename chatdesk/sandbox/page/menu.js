// Pop-up menus: a list of actions under a button, driven by mouse or arrow keys.

import { bdi, h } from "./dom.js";
import { icon } from "./icons.js";
import { openPopover } from "./popover.js";

/* `items`: {label, icon?, detail?, danger?, test?, run} or "-" for a line between groups or {heading}. */
export function openMenu(anchor, items, { placement = "bottom-end", label, at = null } = {}) {
  const menu = h("div", { class: "menu", role: "menu", "aria-label": label });
  const popover = openPopover(anchor, menu, { placement, at });
  menu.append(...items.map((item) => entry(item, popover)));
  popover.place();
  menu.addEventListener("keydown", (event) => steer(event, menu));
  menu.querySelector("[role=menuitem]")?.focus({ preventScroll: true });
  return popover;
}

function entry(item, popover) {
  if (item === "-") return h("div", { class: "menu-line", role: "separator" });
  if (item.heading) return h("div", { class: "menu-heading" }, item.heading);
  const run = () => { popover.close({ refocus: true }); item.run(); };
  return h("button", {
    type: "button", role: "menuitem", tabindex: "-1", class: ["menu-item", item.danger && "danger"], onclick: run,
    dataset: { test: item.test, value: item.value, actionId: item.actionId, callbackId: item.callbackId },
  },
  item.icon && icon(item.icon),
  h("span", { class: "menu-words" }, bdi(item.label), item.detail && bdi(item.detail, { class: "menu-detail" })));
}

function steer(event, menu) {
  const items = [...menu.querySelectorAll("[role=menuitem]")];
  const at = items.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
  if (event.key === "Tab") event.preventDefault();
  if (to === undefined) return;
  event.preventDefault();
  items.at(to % items.length)?.focus();
}
