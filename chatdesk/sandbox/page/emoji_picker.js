// A small palette of the reactions support people use.

import { h } from "./dom.js";
import { emojiNode, REACTIONS } from "./emoji.js";
import { openPopover } from "./popover.js";

export function openEmojiPicker(anchor, session, onpick) {
  const grid = h("div", { class: "emoji-grid", role: "menu", "aria-label": session.t("emoji") });
  const popover = openPopover(anchor, grid, { placement: "bottom-end" });
  grid.append(...REACTIONS.map((name) => h("button", {
    type: "button", role: "menuitem", class: "emoji-btn", "aria-label": `:${name}:`, dataset: { test: `emoji-${name}` },
    onclick: () => { popover.close({ refocus: true }); onpick(name); },
  }, emojiNode(name))));
  grid.addEventListener("keydown", (event) => {
    const items = [...grid.children];
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 6, ArrowUp: -6 }[event.key];
    if (!step) return;
    event.preventDefault();
    items.at((items.indexOf(document.activeElement) + step) % items.length)?.focus();
  });
  popover.place();
  grid.firstElementChild.focus({ preventScroll: true });
}
