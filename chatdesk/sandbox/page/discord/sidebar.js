// The sidebar of the Discord face: the guild, its channels with the threads under them, and the app's direct messages.

import { bdi, fill, h } from "../dom.js";
import { icon } from "../icons.js";
import { appHead, entry, group } from "../sidebar.js";
import { threadState } from "./message.js";

const MOST_ARCHIVED = 4;
const unfolded = new Set();

export function drawSidebar(root, session) {
  const { t, guild } = session;
  const focused = root.contains(document.activeElement) ? document.activeElement.dataset.test : null;
  const redraw = () => drawSidebar(root, session);
  fill(root,
    h("div", { class: "team" }, h("span", { class: "team-mark", "aria-hidden": "true" }, (guild.name ?? "?").charAt(0)), h("span", { class: "team-words" }, bdi(guild.name, { class: "team-name" }))),
    group(t("channels"), session.rooms.flatMap((channel) => [room(channel, session), ...threads(channel, session, redraw)])),
    group(t("direct_messages"), [appHead(session), session.appChannel && direct(session)]));
  if (focused) root.querySelector(`[data-test="${CSS.escape(focused)}"]`)?.focus();
}

function room(channel, session) {
  const node = entry(session, { place: { kind: "channel", id: channel.id }, words: channel.name, test: `d-channel-${channel.name}`, unread: channel.unread, mark: icon(channel.is_private ? "lock" : "hash", channel.is_private ? session.t("private_channel") : null) });
  node.dataset.channelId = channel.id;
  return node;
}

// Threads that are over stand last and grey; only the newest of them, until one asks for all.
function threads(channel, session, redraw) {
  const all = session.threadsOf(channel.id);
  const over = all.filter((thread) => thread.archived);
  const open = unfolded.has(channel.id);
  const kept = new Set(over.slice(0, open ? Infinity : MOST_ARCHIVED));
  const shown = all.filter((thread) => !thread.archived || kept.has(thread) || thread.id === session.place?.id);
  const entries = shown.map((thread) => threadEntry(thread, session));
  if (over.length <= MOST_ARCHIVED) return entries;
  const toggle = () => { if (open) unfolded.delete(channel.id); else unfolded.add(channel.id); redraw(); };
  const words = open ? session.t("fewer_threads") : session.t("older_threads", { n: over.length });
  return [...entries, h("button", { type: "button", class: "side-entry side-thread side-more", "aria-expanded": String(open), dataset: { test: `d-older-${channel.name}` }, onclick: toggle }, h("span", { class: "side-words" }, words), icon(open ? "down" : "right"))];
}

function threadEntry(thread, session) {
  const state = threadState(thread, session);
  const mark = thread.locked ? "lock" : "thread";
  const node = entry(session, {
    place: { kind: "channel", id: thread.id }, words: thread.name, test: `d-thread-${thread.name || thread.id}`, unread: thread.unread, muted: Boolean(state),
    mark: icon(mark, state), className: ["side-thread", thread.archived && "is-over", thread.locked && "is-locked"].filter(Boolean).join(" "),
  });
  node.dataset.channelId = thread.id;
  node.title = [thread.name, thread.is_secret && session.t("private_thread"), state].filter(Boolean).join(" · ");
  return node;
}

function direct(session) {
  const channel = session.appChannel;
  const node = entry(session, { place: { kind: "channel", id: channel.id }, words: session.t("messages"), test: "d-dm", unread: channel.unread, mark: icon("reply"), className: "side-nested" });
  node.dataset.channelId = channel.id;
  return node;
}

export const markOf = (channel) => (channel.is_thread ? (channel.locked ? "lock" : "thread") : channel.is_private ? "lock" : "hash");
