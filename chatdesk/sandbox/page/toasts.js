// Short notices in the corner. They live in the top layer so that they show above an open dialog.

import { bdi, h } from "./dom.js";
import { icon } from "./icons.js";

const STAYS = 6000;

export class Toasts {
  constructor(root) {
    this.root = root;
  }

  error(text) { this.show(text, "alert", "toast-error"); }
  info(text) { this.show(text, "check", "toast-info"); }

  show(text, mark, className) {
    const node = h("div", { class: ["toast", className], dataset: { test: "toast" }, role: "status" }, icon(mark), bdi(text),
      h("button", { type: "button", class: "icon-btn icon-btn-s", "aria-label": "×", onclick: () => this.drop(node) }, icon("close")));
    this.root.append(node);
    while (this.root.childElementCount > 4) this.root.firstElementChild.remove();
    this.raise();
    setTimeout(() => this.drop(node), STAYS);
  }

  raise() {
    if (!this.root.showPopover) return;
    if (this.root.matches(":popover-open")) this.root.hidePopover();
    this.root.showPopover();
  }

  drop(node) {
    node.remove();
    if (!this.root.childElementCount && this.root.matches(":popover-open")) this.root.hidePopover();
  }
}
