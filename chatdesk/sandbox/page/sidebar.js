// The sidebar: channels, direct messages, and the app with its home and messages tabs.

import { avatar } from "./avatar.js";
import { bdi, fill, h } from "./dom.js";
import { icon } from "./icons.js";

export function drawSidebar(root, session) {
  const { t } = session;
  const focused = root.contains(document.activeElement) ? document.activeElement.dataset.test : null;
  fill(root,
    h("div", { class: "team" }, h("span", { class: "team-mark", "aria-hidden": "true" }, (session.snapshot.team?.name ?? "?").charAt(0)), h("span", { class: "team-words" }, bdi(session.snapshot.team?.name, { class: "team-name" }))),
    group(t("channels"), session.rooms.map((channel) => room(channel, session))),
    session.directs.length > 0 && group(t("direct_messages"), session.directs.map((channel) => direct(channel, session))),
    group(t("apps"), [appHead(session), session.snapshot.home_tab !== false && appHome(session), session.appChannel && appMessages(session)]));
  if (focused) root.querySelector(`[data-test="${CSS.escape(focused)}"]`)?.focus();
}

export function group(title, entries) {
  return h("section", { class: "side-group" }, h("h2", {}, title), h("ul", {}, entries.filter(Boolean).map((entry) => h("li", {}, entry))));
}

export function entry(session, { place, mark, words, test, unread, muted, className }) {
  const here = session.place?.kind === place.kind && session.place.id === place.id;
  const count = here ? 0 : unread ?? 0;
  return h("button", {
    type: "button", class: ["side-entry", here && "is-here", count > 0 && "is-unread", muted && "is-muted", className], "aria-current": here ? "page" : null, dataset: { test },
    onclick: () => { document.body.classList.remove("side-open"); session.go(place); },
  }, mark, bdi(words, { class: "side-words" }), count > 0 && h("span", { class: "badge", "aria-label": session.t("unread", { n: count }) }, count > 99 ? "99+" : String(count)));
}

function room(channel, session) {
  return entry(session, {
    place: { kind: "channel", id: channel.id }, words: channel.name, test: `channel-${channel.name}`, unread: channel.unread, muted: !channel.is_member,
    mark: icon(channel.is_private ? "lock" : "hash", channel.is_private ? session.t("private_channel") : null),
  });
}

function direct(channel, session) {
  const other = session.other(channel);
  return entry(session, { place: { kind: "channel", id: channel.id }, words: session.nameOf(other), test: `dm-${other}`, unread: channel.unread, mark: avatar(session, other, "xs") });
}

export function appHead(session) {
  const up = session.bot.connected !== false;
  const words = session.t(up ? "app_up" : "app_down");
  return h("div", { class: "side-app" }, avatar(session, session.bot.id, "xs"), bdi(session.bot.real_name ?? session.bot.name, { class: "side-words" }),
    h("span", { class: ["app-state", up && "is-up"], role: "img", "aria-label": words, title: words, dataset: { test: "app-state" } }));
}

function appHome(session) {
  return entry(session, { place: { kind: "home", id: undefined }, words: session.t("home"), test: "app-home", mark: icon("home"), className: "side-nested" });
}

function appMessages(session) {
  const channel = session.appChannel;
  return entry(session, { place: { kind: "channel", id: channel.id }, words: session.t("messages"), test: "app-messages", unread: channel.unread, mark: icon("reply"), className: "side-nested" });
}
