// The select control: one value or several, with a filter when there is much to choose from.

import { bdi, fill, h, uid } from "./dom.js";
import { icon } from "./icons.js";
import { openPopover, popoverFor } from "./popover.js";

const FILTER_FROM = 8;

/* `groups`: [{label?, options: [{value, label, detail?, lead?}]}]; `lead` makes a node to stand before the label.
   `chosen` is a list of values; onchange gets the new list. `clearable` lets one take a single choice back; `onclose`
   hears that the list was put away; with `again`, choosing the same once more is a choice too. */
export function selectControl({ groups, chosen, multiple = false, most = Infinity, clearable = false, again = false, placeholder, attributes, t, onchange, onclose = null }) {
  const options = groups.flatMap((group) => group.options);
  const byValue = new Map(options.map((option) => [option.value, option]));
  let values = chosen.filter((value) => byValue.has(value));
  const trigger = h("button", {
    ...attributes, type: "button", class: ["select", multiple && "select-many"], role: "combobox", "aria-haspopup": "listbox", "aria-expanded": "false",
    onclick: toggle,
    onkeydown: (event) => {
      if (["ArrowDown", "ArrowUp"].includes(event.key)) { event.preventDefault(); open(); }
    },
  });
  show();
  return { node: trigger, revert: (before) => { values = before; show(); } };

  function show() {
    const words = values.length ? values.map((value) => (multiple ? chip(byValue.get(value)) : label(byValue.get(value)))) : h("span", { class: "placeholder" }, placeholder);
    fill(trigger, h("span", { class: "select-words" }, words), icon("down"));
    trigger.dataset.value = values.join(",");
  }

  function chip(option) {
    const remove = (event) => { event.stopPropagation(); pick(option.value); };
    return h("span", { class: "chip" }, label(option), h("span", { class: "chip-x", role: "button", "aria-label": t("remove_item", { name: option.label }), onclick: remove }, icon("close")));
  }

  function label(option) {
    return h("span", { class: "option-name" }, option.lead?.(), bdi(option.label));
  }

  function toggle() {
    const open_ = popoverFor(trigger);
    if (open_) open_.close({ refocus: true });
    else open();
  }

  function pick(value) {
    const before = values;
    if (!multiple) values = clearable && values.includes(value) ? [] : [value];
    else if (values.includes(value)) values = values.filter((item) => item !== value);
    else if (values.length < most) values = [...values, value];
    show();
    if (again || before.join() !== values.join()) onchange(values, before);
  }

  function open() {
    const id = uid("list");
    const list = h("div", { class: "options", role: "listbox", id, "aria-multiselectable": multiple, tabindex: "-1" });
    const filter = options.length >= FILTER_FROM && h("input", {
      type: "text", class: "options-filter", placeholder: t("filter"), "aria-label": t("filter"), "aria-controls": id, autocomplete: "off", oninput: () => draw(),
    });
    const popover = openPopover(trigger, [filter, list], { matchWidth: true, onclose });
    popover.panel.classList.add("popover-select");
    let active = Math.max(0, options.findIndex((option) => values.includes(option.value)));
    popover.panel.addEventListener("keydown", keys);
    draw();
    popover.place();
    (filter || list).focus({ preventScroll: true });
    let typed = "";

    function shown() {
      const needle = (filter ? filter.value : "").trim().toLocaleLowerCase();
      return groups.map((group) => ({ ...group, options: group.options.filter((option) => !needle || `${option.label} ${option.detail ?? ""}`.toLocaleLowerCase().includes(needle)) }))
        .filter((group) => group.options.length);
    }

    function draw() {
      const visible = shown();
      const flat = visible.flatMap((group) => group.options);
      active = Math.min(active, Math.max(0, flat.length - 1));
      fill(list, flat.length ? visible.map((group) => [group.label && h("div", { class: "options-group" }, group.label), group.options.map((option) => row(option, flat))]) : h("div", { class: "options-none" }, t("no_match")));
      list.querySelector(".is-active")?.scrollIntoView({ block: "nearest" });
    }

    function row(option, flat) {
      const picked = values.includes(option.value);
      const isActive = flat[active] === option;
      const rowId = uid("option");
      if (isActive) (filter || list).setAttribute("aria-activedescendant", rowId);
      return h("div", {
        id: rowId, class: ["option", isActive && "is-active", picked && "is-picked"], role: "option", "aria-selected": String(picked), dataset: { test: "option", value: option.value },
        onclick: () => choose(option.value),
        onpointermove: () => { if (flat[active] !== option) { active = flat.indexOf(option); draw(); } },
      }, label(option), option.detail && bdi(option.detail, { class: "option-detail" }), picked && icon("check"));
    }

    function choose(value) {
      if (!multiple) popover.close({ refocus: true });
      pick(value);
      if (multiple && popoverFor(trigger)) { draw(); popover.place(); }
    }

    function keys(event) {
      const flat = shown().flatMap((group) => group.options);
      const to = { ArrowDown: active + 1, ArrowUp: active - 1, Home: filter ? undefined : 0, End: filter ? undefined : flat.length - 1 }[event.key];
      if (to !== undefined) {
        event.preventDefault();
        active = (to + flat.length) % Math.max(1, flat.length);
        draw();
      } else if (event.key === "Enter" || (event.key === " " && !filter)) {
        event.preventDefault();
        event.stopPropagation();
        if (flat[active]) choose(flat[active].value);
      } else if (event.key === "Tab") {
        popover.close({ refocus: true });
      } else if (!filter && event.key.length === 1) {
        typed += event.key.toLocaleLowerCase();
        setTimeout(() => { typed = ""; }, 700);
        const found = flat.findIndex((option) => option.label.toLocaleLowerCase().startsWith(typed));
        if (found >= 0) { active = found; draw(); }
      }
    }
  }
}
