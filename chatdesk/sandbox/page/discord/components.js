// The components of a message: rows of buttons or one select, and the layouts of the newer kind of message.

import { avatar } from "../avatar.js";
import { h } from "../dom.js";
import { icon } from "../icons.js";
import { selectControl } from "../select.js";
import { attachmentCard } from "./media.js";
import { barColour, picture } from "./embeds.js";
import { markdownBlock, safeWebUrl, withEmoji } from "./markdown.js";

export const ROW = 1, BUTTON = 2, SELECT = 3, TEXT_INPUT = 4, USERS = 5, ROLES = 6, MENTIONABLES = 7, CHANNELS = 8;
const SECTION = 9, THUMBNAIL = 11, GALLERY = 12, FILE = 13, SEPARATOR = 14, CONTAINER = 17;
export const TEXT = 10, LABEL = 18, UPLOAD = 19, RADIOS = 21, CHECKBOXES = 22, CHECKBOX = 23;
const STYLES = { 1: "btn-blurple", 2: "btn-grey", 3: "btn-primary", 4: "btn-danger", 5: "btn-grey" };
const LINK = 5;

/* `surface` is where they stand: {session, message, press(custom_id, values?)}. */
export function renderComponents(components, surface) {
  return (components ?? []).map((component) => render(component, surface)).filter(Boolean);
}

function render(component, surface) {
  const make = KINDS[component.type];
  return make ? make(component, surface) : h("span", { class: "unsupported" }, surface.session.t("unsupported", { name: component.type }));
}

const inner = (component, surface) => renderComponents(component.components, surface);

const KINDS = {
  [ROW]: (row, surface) => h("div", { class: "component-row" }, inner(row, surface)),
  [BUTTON]: button,
  [SELECT]: select, [USERS]: select, [ROLES]: select, [MENTIONABLES]: select, [CHANNELS]: select,
  [SECTION]: (section, surface) => h("div", { class: "component-section" }, h("div", { class: "section-main" }, inner(section, surface)), section.accessory && h("div", { class: "section-side" }, render(section.accessory, surface))),
  [TEXT]: (text, { session }) => markdownBlock(text.content, session),
  [THUMBNAIL]: (item, { session }) => picture({ url: item.media?.url, description: item.description }, "accessory-image", session),
  [GALLERY]: (gallery, { session }) => h("div", { class: "component-gallery" }, (gallery.items ?? []).map((item) => picture({ url: item.media?.url, description: item.description }, "gallery-image", session))),
  [FILE]: (item, { session, message }) => fileOf(item, message, session),
  [SEPARATOR]: (separator) => h("hr", { class: ["component-line", separator.divider === false && "is-bare", separator.spacing === 2 && "is-wide"] }),
  [CONTAINER]: (container, surface) => h("div", { class: "embed component-container", vars: { "--bar": barColour(container.accent_color) } }, h("div", { class: "embed-main" }, inner(container, surface))),
};

function fileOf(item, message, session) {
  const name = (item.file?.url ?? "").replace("attachment://", "");
  const file = (message.attachments ?? []).find((each) => each.filename === name || each.url === item.file?.url);
  return file && attachmentCard(file, session);
}

function button(component, { press }) {
  const url = component.style === LINK && safeWebUrl(component.url);
  const isLink = component.style === LINK;
  const node = h(url ? "a" : "button", {
    class: ["btn", STYLES[component.style] ?? "btn-grey"], type: url ? null : "button", href: url ? url.href : null, target: url && "_blank", rel: url && "noopener noreferrer", disabled: !url && (component.disabled || isLink),
    dataset: { customId: component.custom_id, test: "d-button" }, "aria-label": component.label ? null : component.emoji?.name,
    onclick: () => { if (!url) busy(node, () => press(component.custom_id)); },
  }, component.emoji && h("span", { class: "btn-emoji" }, withEmoji(component.emoji.name)), component.label && h("span", { class: "btn-words", dir: "auto" }, withEmoji(component.label)), url && icon("external"));
  if (url) node.title = component.url;
  return node;
}

async function busy(node, run) {
  if (node.classList.contains("is-busy")) return null;
  node.classList.add("is-busy");
  node.setAttribute("aria-busy", "true");
  try {
    return await run();
  } finally {
    node.classList.remove("is-busy");
    node.removeAttribute("aria-busy");
  }
}

// A choice is sent at once; several are sent when the list is put away, as Discord does.
function select(component, { session, press }) {
  const many = (component.max_values ?? 1) > 1;
  const chosen = presetOf(component);
  let picked = chosen;
  const send = async (before) => {
    const answer = await busy(control.node, () => press(component.custom_id, picked));
    if (answer) return;
    picked = before;
    control.revert(before);
  };
  const control = selectControl({
    groups: [{ options: choicesOf(component, session) }], chosen, multiple: many, most: component.max_values, clearable: component.min_values === 0, t: session.t,
    placeholder: component.placeholder || placeholderOf(component, session.t),
    attributes: { disabled: component.disabled, "aria-label": component.placeholder || session.t("components_more"), dataset: { customId: component.custom_id, test: "d-select" } },
    onchange: (values, before) => { picked = values; if (!many) send(before); },
    onclose: () => { if (many && picked.join() !== chosen.join() && picked.length >= (component.min_values ?? 1)) send(chosen); },
  });
  return control.node;
}

export function presetOf(component) {
  return component.options ? component.options.filter((option) => option.default).map((option) => option.value) : (component.default_values ?? []).map((value) => value.id);
}

export function placeholderOf(component, t) {
  const many = (component.max_values ?? 1) > 1;
  if (component.type === USERS) return t(many ? "choose_people" : "choose_person");
  if (component.type === ROLES) return t("choose_role");
  if (component.type === CHANNELS) return t("choose_place");
  return t(many ? "choose_many" : "choose");
}

export function choicesOf(component, session) {
  const people = () => [...session.people, session.bot].map((user) => ({ value: user.id, label: session.nameOf(user.id), detail: user.title, lead: () => avatar(session, user.id, "xs") }));
  const roles = () => session.roles.map((role) => ({ value: role.id, label: `@${role.name}` }));
  switch (component.type) {
    case USERS: return people();
    case ROLES: return roles();
    case MENTIONABLES: return [...people(), ...roles()];
    case CHANNELS: return session.rooms.filter((room) => !component.channel_types?.length || component.channel_types.includes(room.type)).map((room) => ({ value: room.id, label: room.name, lead: () => icon(room.is_private ? "lock" : "hash") }));
    default: return (component.options ?? []).map((option) => ({ value: option.value, label: option.label, detail: option.description, lead: option.emoji && (() => h("span", {}, withEmoji(option.emoji.name))) }));
  }
}
