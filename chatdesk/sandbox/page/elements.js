// Block Kit's interactive elements as controls. What is chosen goes to the surface's states, what acts goes to its press().

import { avatar } from "./avatar.js";
import { bdi, h, uid } from "./dom.js";
import { fileInput } from "./file_input.js";
import { icon } from "./icons.js";
import { openMenu } from "./menu.js";
import { plain, safeUrl, textNode } from "./mrkdwn.js";
import { selectControl } from "./select.js";
import { fieldOf } from "./states.js";
import { textInput } from "./text_input.js";

/* A surface is where blocks live: {session, states, press(action), confirm(object)}. `field` tells an input block's
   element ({describedBy, labelId}) from one that acts at once. */
export function renderElement(element, block, surface, field = null) {
  const kind = element.type.replace(/^multi_/, "");
  const make = RENDERERS[kind];
  if (!make) return h("span", { class: "unsupported" }, surface.session.t("unsupported", { name: element.type }));
  return make({ element, block, surface, field, ...tools(element, block, surface, field) });
}

function tools(element, block, surface, field) {
  const attributes = {
    id: field?.controlId, "aria-labelledby": field?.labelId, "aria-describedby": field?.describedBy, "aria-label": field ? null : element.placeholder?.text,
    dataset: { blockId: block.block_id, actionId: element.action_id, type: element.type, autofocus: element.focus_on_load ? "1" : null },
  };
  const acts = !field || block.dispatch_action;
  const read = () => surface.states.get(block.block_id, element)[fieldOf(element.type)];
  const write = (value) => surface.states.set(block.block_id, element, value);
  const choose = async (value, { node, revert } = {}) => {
    const before = read();
    write(value);
    field?.touched();
    if (acts && !(await fire(element, block, surface, { state: surface.states.get(block.block_id, element) }, node))) {
      write(before);
      revert?.();
    }
  };
  return { attributes, acts, read, write, choose };
}

// Presses after the element's own "are you sure"; false when the person thought better of it.
async function fire(element, block, surface, payload, node) {
  if (element.confirm && !(await surface.confirm(element.confirm))) return false;
  node?.classList.add("is-busy");
  node?.setAttribute("aria-busy", "true");
  try {
    await surface.press({ element, block_id: block.block_id, action_id: element.action_id, ...payload });
  } finally {
    node?.classList.remove("is-busy");
    node?.removeAttribute("aria-busy");
  }
  return true;
}

function button({ element, block, surface, attributes }) {
  const url = element.url && safeUrl(element.url);
  const dataset = { ...attributes.dataset, value: element.value ?? "" };
  const node = h(url ? "a" : "button", {
    class: ["btn", element.style && `btn-${element.style}`], dataset, type: url ? null : "button", href: url?.href, target: url && "_blank", rel: url && "noopener noreferrer",
    "aria-label": element.accessibility_label,
    onclick: (event) => {
      if (url && element.confirm) event.preventDefault();
      if (!node.classList.contains("is-busy")) fire(element, block, surface, { value: element.value }, node);
    },
  }, h("span", { class: "btn-words", dir: "auto" }, plain(element.text?.text ?? "", { emoji: element.text?.emoji !== false })), url && icon("external"));
  return node;
}

function select(kit, { groups, single, placeholder }) {
  const { element, surface, field, attributes, read, choose } = kit;
  const { t } = surface.session;
  const multiple = element.type.startsWith("multi_");
  const asList = (value) => (multiple ? value ?? [] : value ? [value] : []).map(single.toValue);
  const control = selectControl({
    groups, chosen: asList(read()), multiple, most: element.max_selected_items, again: !field && !multiple, attributes, t,
    placeholder: element.placeholder?.text || placeholder,
    onchange: (values, before) => {
      const chosen = values.map(single.fromValue);
      choose(multiple ? chosen : chosen[0] ?? null, { node: control.node, revert: () => control.revert(before) });
    },
  });
  return control.node;
}

function staticSelect(kit) {
  const { element, surface } = kit;
  const raw = element.option_groups ?? [{ options: element.options ?? [] }];
  const all = raw.flatMap((group) => group.options);
  const shown = (option) => ({ value: option.value, label: words(option.text), detail: option.description && words(option.description) });
  const groups = raw.map((group) => ({ label: group.label && words(group.label), options: group.options.map(shown) }));
  const single = { toValue: (option) => option.value, fromValue: (value) => all.find((option) => option.value === value) };
  return select(kit, { groups, single, placeholder: surface.session.t(element.type.startsWith("multi") ? "choose_many" : "choose") });
}

const words = (object) => plain(object.text ?? "").textContent;
const same = { toValue: (value) => value, fromValue: (value) => value };

function usersSelect(kit) {
  const { session } = kit.surface;
  const options = session.people.map((user) => ({ value: user.id, label: session.nameOf(user.id), detail: user.title, lead: () => avatar(session, user.id, "xs") }));
  return select(kit, { groups: [{ options }], single: same, placeholder: session.t(kit.element.type.startsWith("multi") ? "choose_people" : "choose_person") });
}

function conversationsSelect(kit) {
  const { session } = kit.surface;
  const only = kit.element.type.includes("channels") ? ["public"] : kit.element.filter?.include;
  const kindOf = (channel) => (channel.is_im ? "im" : channel.is_private ? "private" : "public");
  const options = session.channels.filter((channel) => !only || only.includes(kindOf(channel))).map((channel) => ({
    value: channel.id, label: channel.is_im ? session.nameOf(session.other(channel)) : channel.name,
    lead: () => (channel.is_im ? avatar(session, session.other(channel), "xs") : icon(channel.is_private ? "lock" : "hash")),
  }));
  return select(kit, { groups: [{ options }], single: same, placeholder: session.t("choose_place") });
}

function overflow({ element, block, surface, attributes }) {
  const { session } = surface;
  const node = h("button", {
    ...attributes, type: "button", class: "btn btn-icon", "aria-label": session.t("options"), "aria-haspopup": "menu", "aria-expanded": "false",
    onclick: () => openMenu(node, element.options.map((option) => ({
      label: words(option.text), detail: option.description && words(option.description), value: option.value, actionId: element.action_id,
      run: () => {
        if (option.url && safeUrl(option.url)) open(option.url, "_blank", "noopener,noreferrer");
        fire(element, block, surface, { state: { type: "overflow", selected_option: option } }, node);
      },
    })), { label: session.t("options") }),
  }, icon("more"));
  return node;
}

function picker(type) {
  return ({ attributes, read, choose, element, surface }) => {
    const node = h("input", {
      ...attributes, type, class: "input input-short", value: read() ?? "", title: element.placeholder?.text,
      "aria-label": attributes["aria-label"] ?? (attributes["aria-labelledby"] ? null : surface.session.t("choose")),
      onchange: () => choose(node.value || null, { node, revert: () => { node.value = read() ?? ""; } }),
    });
    return node;
  };
}

function choices(type) {
  return ({ element, attributes, read, choose, surface }) => {
    const group = uid("choice");
    const chosen = () => [read() ?? []].flat().map((option) => option.value);
    const boxes = element.options.map((option) => h("input", {
      type, name: group, value: option.value, checked: chosen().includes(option.value),
      dataset: { value: option.value },
      onchange: () => {
        const picked = element.options.filter((_, index) => boxes[index].checked);
        const revert = () => boxes.forEach((box, index) => { box.checked = chosen().includes(element.options[index].value); });
        choose(type === "radio" ? picked[0] ?? null : picked, { revert });
      },
    }));
    return h("div", { ...attributes, class: "choices", role: type === "radio" ? "radiogroup" : "group" }, element.options.map((option, index) => h("label", { class: "choice" }, boxes[index],
      h("span", { class: "choice-words" }, textNode(option.text, surface.session, "span"), option.description && textNode(option.description, surface.session, "small")))));
  };
}

export function image(element, surface, className = "block-image") {
  const alt = element.alt_text ?? "";
  const missing = () => h("span", { class: [className, "image-missing"], role: "img", "aria-label": alt }, icon("image"), bdi(alt || surface.session.t("image_blocked")));
  const own = element.slack_file?.id && `${location.origin}/_control/file?${new URLSearchParams({ as: surface.session.as, id: element.slack_file.id })}`;
  const url = safeUrl(own || (element.image_url ?? element.slack_file?.url ?? ""));
  if (!url || url.origin !== location.origin) return missing();
  const node = h("img", { class: className, src: url.href, alt, loading: "lazy", onerror: () => node.replaceWith(missing()) });
  return node;
}

const text = (kit) => textInput({ ...kit, fire: (state, node) => fire(kit.element, kit.block, kit.surface, { state }, node) });

const RENDERERS = {
  button, overflow, static_select: staticSelect, users_select: usersSelect, conversations_select: conversationsSelect, channels_select: conversationsSelect,
  datepicker: picker("date"), timepicker: picker("time"), checkboxes: choices("checkbox"), radio_buttons: choices("radio"), file_input: fileInput,
  plain_text_input: text, email_text_input: text, url_text_input: text, number_input: text,
  image: ({ element, surface }) => image(element, surface, "accessory-image"),
};
