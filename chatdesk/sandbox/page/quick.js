// Ctrl+K: jump to a channel, the app or a person's seat by a few letters.

import { avatar } from "./avatar.js";
import { bdi, fill, h, uid } from "./dom.js";
import { icon } from "./icons.js";

export function openQuick(desk, all = targets(desk)) {
  if (document.querySelector("dialog[open]")) return;
  const { session } = desk;
  const { t } = session;
  const listId = uid("quick");
  const list = h("div", { class: "quick-list", role: "listbox", id: listId });
  const input = h("input", { type: "text", class: "quick-input", placeholder: t("quick_hint"), "aria-label": t("quick"), role: "combobox", "aria-expanded": "true", "aria-controls": listId, autocomplete: "off", dataset: { test: "quick-input" }, oninput: () => draw(0) });
  const dialog = h("dialog", { class: "dialog quick", "aria-label": t("quick"), oncancel: (event) => { event.preventDefault(); close(); }, onclick: (event) => { if (event.target === dialog) close(); }, onkeydown: keys },
    h("div", { class: "quick-head" }, icon("search"), input), list);
  let shown = [];
  let active = 0;
  document.body.append(dialog);
  dialog.showModal();
  draw(0);
  input.focus();

  function close() {
    dialog.close();
    dialog.remove();
  }

  function draw(at) {
    const needle = fold(input.value.trim().replace(/^[#@]/, ""));
    shown = all.filter((item) => fold(item.label).includes(needle)).slice(0, 12);
    active = shown.length ? (at + shown.length) % shown.length : 0;
    fill(list, shown.length ? shown.map(row) : h("p", { class: "options-none" }, t("quick_none")));
    const node = list.children[active];
    if (node?.id) input.setAttribute("aria-activedescendant", node.id);
    node?.scrollIntoView?.({ block: "nearest" });
  }

  function row(item, index) {
    return h("div", { id: `${listId}-${index}`, class: ["option", index === active && "is-active"], role: "option", "aria-selected": String(index === active), dataset: { test: "quick-option" }, onclick: () => take(item) },
      h("span", { class: "suggest-lead" }, item.lead()), bdi(item.label), item.detail && bdi(item.detail, { class: "option-detail" }));
  }

  function take(item) {
    close();
    item.run();
  }

  function keys(event) {
    if (event.key === "ArrowDown") draw(active + 1);
    else if (event.key === "ArrowUp") draw(active - 1);
    else if (event.key === "Enter" && shown[active]) take(shown[active]);
    else return;
    event.preventDefault();
  }
}

const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase();

function targets({ session, become }) {
  const { t } = session;
  const go = (place) => () => session.go(place);
  const appName = session.bot.real_name ?? session.bot.name ?? "app";
  return [
    ...session.rooms.map((channel) => ({ label: channel.name, detail: channel.topic, lead: () => icon(channel.is_private ? "lock" : "hash"), run: go({ kind: "channel", id: channel.id }) })),
    ...session.directs.map((channel) => ({ label: session.placeName(channel), lead: () => avatar(session, session.other(channel), "xs"), run: go({ kind: "channel", id: channel.id }) })),
    { label: `${appName} · ${t("home")}`, lead: () => icon("home"), run: go({ kind: "home" }) },
    session.appChannel && { label: `${appName} · ${t("messages")}`, lead: () => icon("reply"), run: go({ kind: "channel", id: session.appChannel.id }) },
    ...session.people.filter((user) => user.id !== session.as).map((user) => ({ label: t("act_as", { name: session.nameOf(user.id) }), detail: user.title, lead: () => avatar(session, user.id, "xs"), run: () => become(user.id) })),
  ].filter(Boolean);
}
