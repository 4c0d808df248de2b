// One message: who, when, what; its files, reactions, thread summary and the toolbar over it.

import { avatar, isApp } from "./avatar.js";
import { renderBlock } from "./blocks.js";
import { bdi, fill, h } from "./dom.js";
import { ask } from "./dialogs.js";
import { emojiNode, QUICK_REACTIONS } from "./emoji.js";
import { openEmojiPicker } from "./emoji_picker.js";
import { fileCard } from "./files.js";
import { icon } from "./icons.js";
import { openMenu } from "./menu.js";
import { mrkdwn, plain } from "./mrkdwn.js";
import { editBox } from "./edit_box.js";
import { messageSurface } from "./surfaces.js";

const LONG = 2400;
const NEWLINES = 40;

/* `place` is {channel, pane: "channel" or "thread", compact, editing, stopEditing()}; everything a message can do goes
   through `desk` ({session, actions}). */
export function renderMessage(message, place, desk) {
  const { session } = desk;
  const name = authorName(message, session);
  const classes = ["message", place.compact && "is-compact", message.is_ephemeral && "is-ephemeral", message.subtype === "tombstone" && "is-gone"];
  return h("article", {
    class: classes, tabindex: "-1", "aria-label": `${name}, ${session.dates.time(stampOf(message))}`,
    dataset: { test: "message", ts: message.ts, channel: place.channel, ephemeral: message.is_ephemeral ? "1" : null },
  },
  message.is_ephemeral && h("div", { class: "only-you", dataset: { test: "ephemeral" } }, icon("eye"), session.t("only_you")),
  h("div", { class: "message-side" }, place.compact ? timeNode(message, session, "side-time") : face(message, session)),
  h("div", { class: "message-main" },
    !place.compact && heading(message, name, session),
    place.editing ? editBox(message, place, desk) : content(message, place, desk),
    !place.editing && [attachments(message, place, desk), files(message, session), reactions(message, place, desk), place.pane === "channel" && threadSummary(message, place, desk)],
    message.is_ephemeral && h("button", { type: "button", class: "link-btn small", onclick: () => desk.actions.remove(place.channel, message.ts) }, session.t("dismiss"))),
  !place.editing && message.subtype !== "tombstone" && toolbar(message, place, desk));
}

export const stampOf = (message) => Number.parseFloat(message.ts);

export function authorName(message, session) {
  if (message.subtype === "tombstone") return "";
  return message.username || (message.bot_id ? session.bot.real_name || session.bot.name : session.nameOf(message.user));
}

export const isMine = (message, session) => message.user === session.as && !message.bot_id;

function face(message, session) {
  if (message.subtype === "tombstone") return h("span", { class: "avatar avatar-m avatar-gone", "aria-hidden": "true" }, icon("trash"));
  return avatar(session, message.bot_id ? session.bot.id : message.user);
}

function heading(message, name, session) {
  const app = message.bot_id || isApp(session, message.user);
  return h("div", { class: "message-head" }, bdi(name, { class: "author" }), app && message.subtype !== "tombstone" && h("span", { class: "app-badge" }, session.t("app")), timeNode(message, session));
}

function timeNode(message, session, className = "message-time") {
  const at = stampOf(message);
  return h("time", { class: className, datetime: new Date(at * 1000).toISOString(), title: session.dates.full(at) }, session.dates.time(at));
}

function content(message, place, desk) {
  const { session } = desk;
  if (message.subtype === "tombstone") return h("div", { class: "text system" }, session.t("deleted"));
  if (/^(channel|group)_(join|leave)$/.test(message.subtype ?? "")) {
    const key = message.subtype.endsWith("join") ? "joined_channel" : "left_channel";
    return h("div", { class: "text system" }, session.t(key, { name: session.channel(place.channel)?.name ?? "" }));
  }
  const mark = message.edited && !message.bot_id && h("span", { class: "edited", title: session.dates.full(Number(message.edited.ts)) }, `(${session.t("edited")})`);
  const written = !message.bot_id && message.text;
  if (written || !message.blocks?.length) return message.text ? foldable(message.text, session, mark) : mark;
  const surface = messageSurface(message, place.channel, desk);
  surface.states.settle(message.blocks);
  return h("div", { class: "blocks" }, message.blocks.map((block) => renderBlock(block, surface)), mark);
}

function foldable(text, session, mark) {
  const cut = foldAt(text);
  const node = h("div", { class: "text", dir: "auto" });
  const folded = () => fill(node, mrkdwn(text.slice(0, cut), session), "…", more("show_more", unfolded));
  const unfolded = () => fill(node, mrkdwn(text, session), mark && [" ", mark], cut !== null && more("show_less", folded));
  const more = (key, next) => h("button", { type: "button", class: "link-btn block-btn", dataset: { test: "show-more" }, onclick: next }, session.t(key));
  if (cut === null) unfolded();
  else folded();
  return node;
}

function foldAt(text) {
  let at = -1;
  for (let line = 0; line < NEWLINES; line += 1) {
    at = text.indexOf("\n", at + 1);
    if (at < 0) break;
  }
  const cut = Math.min(at < 0 ? text.length : at, LONG);
  return cut < text.length && text.length - cut > 200 ? cut : null;
}

function attachments(message, place, desk) {
  const { session } = desk;
  return message.attachments?.map((item) => h("div", { class: "attachment", vars: barColour(item.color) },
    item.pretext && h("div", { class: "text", dir: "auto" }, mrkdwn(item.pretext, session)),
    item.title && h("div", { class: "attachment-title", dir: "auto" }, plain(item.title)),
    item.text && h("div", { class: "text", dir: "auto" }, mrkdwn(item.text, session)),
    item.fields && h("div", { class: "fields" }, item.fields.map((field) => h("div", { class: "field-cell text", dir: "auto" }, h("strong", {}, plain(field.title ?? "")), "\n", mrkdwn(field.value ?? "", session)))),
    item.blocks && h("div", { class: "blocks" }, item.blocks.map((block) => renderBlock(block, messageSurface(message, place.channel, desk)))),
    item.footer && h("div", { class: "attachment-foot", dir: "auto" }, plain(item.footer))));
}

const NAMED = { good: "#2f9e6e", warning: "#d99a1c", danger: "#d6455d" };
function barColour(colour = "") {
  const value = NAMED[colour] ?? (/^#?[0-9a-f]{6}$/i.test(colour) ? `#${colour.replace("#", "")}` : null);
  return value && { "--bar": value };
}

function files(message, session) {
  return message.files?.length ? h("div", { class: "files" }, message.files.map((file) => fileCard(file, session))) : null;
}

function reactions(message, place, { session, actions }) {
  if (!message.reactions?.length) return null;
  const chips = message.reactions.map((item) => {
    const mine = item.users?.includes(session.as);
    const names = (item.users ?? []).map((id) => (id === session.as ? session.t("you") : session.nameOf(id))).join(", ");
    return h("button", {
      type: "button", class: ["reaction", mine && "is-mine"], "aria-pressed": String(Boolean(mine)), title: session.t("reacted", { names, emoji: item.name }),
      dataset: { test: "reaction", name: item.name }, onclick: () => actions.react(place.channel, message, item.name),
    }, emojiNode(item.name), h("span", { class: "reaction-count" }, String(item.count ?? item.users?.length ?? 1)));
  });
  const add = h("button", { type: "button", class: "reaction reaction-add", "aria-label": session.t("react"), onclick: () => openEmojiPicker(add, session, (name) => actions.react(place.channel, message, name)) }, icon("smile"));
  return h("div", { class: "reactions" }, chips, add);
}

function threadSummary(message, place, { session }) {
  if (!message.reply_count) return null;
  const people = [...new Set(message.reply_users ?? [])].slice(0, 4);
  const latest = Number.parseFloat(message.latest_reply);
  const day = Number.isFinite(latest) && session.dates.slack(latest, session.dates.daysFromToday(latest) === 0 ? "{time}" : "{date_short_pretty} {time}");
  const seen = session.seenReplies.get(`${session.as} ${place.channel} ${message.ts}`);
  const fresh = seen !== undefined && Number(message.latest_reply) > Number(seen);
  return h("button", { type: "button", class: ["thread-summary", fresh && "is-fresh"], dataset: { test: "open-thread" }, onclick: () => session.openThread(place.channel, message.ts) },
    people.length > 0 && h("span", { class: "faces" }, people.map((id) => avatar(session, id, "xs"))),
    h("span", { class: "thread-count" }, session.t("replies", { n: message.reply_count })),
    fresh && h("span", { class: "fresh-dot" }, session.t("new_replies")),
    day && h("span", { class: "thread-when" }, session.t("last_reply", { when: day })),
    icon("right"));
}

function toolbar(message, place, desk) {
  const { session, actions } = desk;
  const { t } = session;
  const button = (name, label, test, run) => {
    const node = h("button", { type: "button", class: "icon-btn", "aria-label": label, title: label, tabindex: "-1", dataset: { test }, onclick: () => run(node) }, name);
    return node;
  };
  const react = (name) => actions.react(place.channel, message, name);
  const plainMessage = !message.is_ephemeral;
  return h("div", { class: "toolbar", role: "toolbar", "aria-label": t("more") },
    plainMessage && QUICK_REACTIONS.map((name) => button(emojiNode(name), t("react_with", { name: `:${name}:` }), `react-${name}`, () => react(name))),
    plainMessage && button(icon("smile"), t("react"), "react", (node) => openEmojiPicker(node, session, react)),
    plainMessage && place.pane === "channel" && button(icon("reply"), t("reply"), message.reply_count ? "reply" : "open-thread", () => session.openThread(place.channel, message.thread_ts ?? message.ts, { focus: true })),
    button(icon("more"), t("more"), "message-more", (node) => openMessageMenu(node, message, place, desk)));
}

function openMessageMenu(anchor, message, place, desk) {
  const { session, actions } = desk;
  const { t } = session;
  const mine = isMine(message, session) && !message.is_ephemeral;
  const shortcuts = message.is_ephemeral ? [] : session.snapshot.message_shortcuts ?? [];
  const items = [
    !message.is_ephemeral && place.pane === "channel" && { icon: "reply", label: t("reply"), test: "menu-reply", run: () => session.openThread(place.channel, message.thread_ts ?? message.ts, { focus: true }) },
    !message.is_ephemeral && { icon: "link", label: t("copy_link"), test: "menu-copy-link", run: () => desk.copyLink(place.channel, message) },
    mine && { icon: "edit", label: t("edit"), test: "menu-edit", run: () => place.edit(message) },
    shortcuts.length > 0 && "-",
    shortcuts.length > 0 && { heading: session.bot.real_name ?? session.bot.name },
    ...shortcuts.map((item) => ({ icon: "bolt", label: item.name, detail: item.description, callbackId: item.callback_id, test: `shortcut-${item.callback_id}`, run: () => actions.messageShortcut(item.callback_id, place.channel, message.ts) })),
    mine && "-",
    mine && { icon: "trash", label: t("remove"), danger: true, test: "menu-delete", run: () => removeAfterAsking(message, place, desk) },
    message.is_ephemeral && { icon: "close", label: t("dismiss"), run: () => actions.remove(place.channel, message.ts) },
  ];
  openMenu(anchor, items.filter(Boolean), { label: t("more") });
}

async function removeAfterAsking(message, place, { session, actions }) {
  const { t } = session;
  const sure = await ask(session, {
    title: { text: t("remove") }, text: { type: "plain_text", text: t("remove_sure") }, confirm: { text: t("remove") }, style: "danger",
  });
  if (sure) actions.remove(place.channel, message.ts);
}

