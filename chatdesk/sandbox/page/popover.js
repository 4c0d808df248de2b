// Floating panels anchored to a control: menus, pickers, lists of options. One open at a time per layer.

import { h } from "./dom.js";

const GAP = 6;
let current = null;

export function openPopover(anchor, content, { placement = "bottom-start", matchWidth = false, onclose = null, label = null, at = null } = {}) {
  closePopover();
  const panel = h("div", { class: "popover", role: label ? "group" : null, "aria-label": label }, content);
  const host = anchor.closest("dialog") ?? document.body;
  host.append(panel);
  anchor.setAttribute("aria-expanded", "true");
  const place = () => (at ? positionAt(panel, at) : position(panel, anchor, placement, matchWidth));
  const watch = new AbortController();
  const { signal } = watch;
  current = { panel, anchor, close };
  place();
  addEventListener("resize", place, { signal });
  document.addEventListener("scroll", (event) => { if (!panel.contains(event.target)) place(); }, { capture: true, signal });
  document.addEventListener("pointerdown", outside, { capture: true, signal });
  document.addEventListener("keydown", escape, { capture: true, signal });

  function close({ refocus = false } = {}) {
    if (current?.panel !== panel) return;
    current = null;
    watch.abort();
    panel.remove();
    anchor.setAttribute("aria-expanded", "false");
    if (refocus && anchor.isConnected) anchor.focus({ preventScroll: true });
    onclose?.();
  }
  function outside(event) {
    if (!panel.contains(event.target) && !anchor.contains(event.target)) close();
  }
  function escape(event) {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    close({ refocus: true });
  }
  return { panel, close, place };
}

export function closePopover() {
  current?.close();
}

export const popoverFor = (anchor) => (current?.anchor === anchor ? current : null);
export const popoverIsOpen = () => current !== null;

// Beside a point, as a menu under the mouse.
function positionAt(panel, { left, top }) {
  panel.style.setProperty("left", `${Math.max(GAP, Math.min(left, innerWidth - panel.offsetWidth - GAP))}px`);
  panel.style.setProperty("top", `${Math.max(GAP, Math.min(top, innerHeight - panel.offsetHeight - GAP))}px`);
}

function position(panel, anchor, placement, matchWidth) {
  const box = anchor.getBoundingClientRect();
  if (matchWidth) panel.style.setProperty("min-width", `${box.width}px`);
  const { offsetWidth: width, offsetHeight: height } = panel;
  const [side, align] = placement.split("-");
  const left = align === "end" ? box.right - width : box.left;
  const above = box.top - height - GAP;
  const below = box.bottom + GAP;
  const fitsBelow = below + height <= innerHeight - GAP;
  const top = side === "top" ? (above >= GAP || !fitsBelow ? above : below) : fitsBelow || above < GAP ? below : above;
  panel.style.setProperty("left", `${Math.max(GAP, Math.min(left, innerWidth - width - GAP))}px`);
  panel.style.setProperty("top", `${Math.max(GAP, Math.min(top, innerHeight - height - GAP))}px`);
}
