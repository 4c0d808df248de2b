// One message of Discord: who, when, what; the reply or command above it, its embeds, components, files and reactions.

import { avatar, isApp } from "../avatar.js";
import { bdi, h } from "../dom.js";
import { editor } from "../edit_box.js";
import { EMOJI } from "../emoji.js";
import { openEmojiPicker } from "../emoji_picker.js";
import { icon } from "../icons.js";
import { renderComponents } from "./components.js";
import { renderEmbed } from "./embeds.js";
import { isEphemeral, isOrdinary, LOADING, STARTER, stampOf, SYSTEM, V2 } from "./kinds.js";
import { markdown, markdownBlock, withEmoji } from "./markdown.js";
import { attachmentCard } from "./media.js";
import { asTyped } from "./mentions.js";
import { openAt, openPersonMenu, toolbar } from "./message_menu.js";

/* `place` is {channel, compact, editing, edit(message), stopEditing(), reply(message)}. */
export function renderMessage(message, place, desk) {
  if (message.type === STARTER) return renderRoot(message, place, desk);
  const { session } = desk;
  const name = session.authorName(message.author);
  const ephemeral = isEphemeral(message);
  const mentioned = isOrdinary(message) && reaches(message, session);
  const article = h("article", {
    class: ["message", "d-message", place.compact && "is-compact", ephemeral && "is-ephemeral", mentioned && !ephemeral && "is-mentioned", !isOrdinary(message) && "is-system"], tabindex: "-1", "aria-label": `${name}, ${session.dates.time(stampOf(message))}`,
    dataset: { test: "d-message", messageId: message.id, channel: place.channel, ephemeral: ephemeral ? "1" : null },
    oncontextmenu: (event) => openAt(event, article, message, place, desk),
  });
  const parts = isOrdinary(message) ? ordinary(message, name, place, desk) : systemLine(message, name, session);
  article.append(ephemeral ? h("div", { class: "face", dataset: { test: "d-ephemeral" } }, parts) : h("div", { class: "face" }, parts));
  if (!place.editing) article.append(toolbar(message, place, desk));
  return article;
}

// The message a thread began with stands at its head, as it is now, and works as it does in its own channel.
function renderRoot(message, place, desk) {
  const root = message.root ?? message.referenced_message;
  if (!root) return h("article", { class: ["message", "d-message"], tabindex: "-1", dataset: { test: "d-message", messageId: message.id } }, h("div", { class: "message-main system-words" }, desk.session.t("original_gone")));
  const article = renderMessage({ ...root, thread: null }, { ...place, channel: root.channel_id, compact: false, reply: null, edit: null }, desk);
  article.classList.add("is-root");
  article.dataset.messageId = message.id;
  article.dataset.rootId = root.id;
  return article;
}

const reaches = (message, session) => message.mention_everyone || message.mentions?.some((user) => user.id === session.as) || message.mention_roles?.some((role) => session.me.roles?.includes(role));

function ordinary(message, name, place, desk) {
  const { session } = desk;
  return [
    above(message, session),
    h("div", { class: "message-side" }, place.compact ? timeNode(message, session, "side-time") : person(message, desk, avatar(session, message.author.id), "avatar-btn", "-1")),
    h("div", { class: "message-main" },
      !place.compact && heading(message, name, desk),
      place.editing ? editBox(message, place, desk) : content(message, desk),
      !place.editing && [embeds(message, session), files(message, session), components(message, place, desk), reactions(message, place, desk), threadCard(message, session)],
      isEphemeral(message) && onlyYou(message, place, desk)),
  ];
}

function onlyYou(message, place, { session, actions }) {
  return h("div", { class: "only-you-d" }, icon("eye"), h("span", {}, session.t("only_you_can_see")), " · ",
    h("button", { type: "button", class: "link-btn small", dataset: { test: "d-dismiss" }, onclick: () => actions.dismiss(place.channel, message.id) }, session.t("dismiss")));
}

// Above the message: what it answers, or which command it comes of.
function above(message, session) {
  if (message.type === 19) return repliedTo(message.referenced_message, message, session);
  const used = message.interaction ?? (message.interaction_metadata?.name ? message.interaction_metadata : null);
  if (!used?.name || (message.type !== 20 && message.type !== 23)) return null;
  return h("div", { class: "message-above" }, avatar(session, used.user.id, "xs"), h("span", { class: "above-words" }, h("strong", {}, bdi(session.authorName(used.user))), ` ${session.t("used")} `, h("span", { class: "mention" }, icon(message.type === 20 ? "bolt" : "desk"), bdi(message.type === 20 ? `/${used.name}` : used.name))));
}

function repliedTo(original, message, session) {
  if (!original) return h("div", { class: "message-above" }, h("em", {}, session.t("original_gone")));
  const preview = h("span", { class: "above-preview" }, original.content ? markdown(original.content.split("\n")[0].slice(0, 160), session, { blocks: false }) : "…");
  return h("button", { type: "button", class: "message-above is-reply", tabindex: "-1", onclick: () => session.reveal(message.channel_id, original.id, null) },
    avatar(session, original.author.id, "xs"), h("span", { class: "above-words" }, h("strong", {}, bdi(session.authorName(original.author))), " ", h("bdi", {}, preview)));
}

function heading(message, name, desk) {
  const { session } = desk;
  return h("div", { class: "message-head" }, person(message, desk, bdi(name), "author author-btn", null), isApp(session, message.author.id) && h("span", { class: "app-badge" }, session.t("app")), timeNode(message, session));
}

// A face or name opens what one can do with that person.
function person(message, desk, inside, className, tabindex) {
  const { session } = desk;
  const id = message.author.id;
  const node = h("button", {
    type: "button", class: className, tabindex, "aria-label": session.t("person_menu", { name: session.authorName(message.author) }), "aria-haspopup": "menu", dataset: { test: className === "avatar-btn" ? null : "d-author", user: id },
    onclick: () => openPersonMenu(node, id, message.channel_id, desk), oncontextmenu: (event) => { event.preventDefault(); event.stopPropagation(); openPersonMenu(node, id, message.channel_id, desk); },
  }, inside);
  return node;
}

function timeNode(message, session, className = "message-time") {
  const at = stampOf(message);
  return h("time", { class: className, datetime: message.timestamp, title: session.dates.full(at) }, session.dates.time(at));
}

function content(message, desk) {
  const { session } = desk;
  if (message.flags & LOADING) return h("div", { class: "thinking", dataset: { test: "d-thinking" } }, h("span", { class: "dots", "aria-hidden": "true" }, h("i"), h("i"), h("i")), session.t("thinking", { name: session.authorName(message.author) }));
  if (message.flags & V2 || !message.content) return null;
  const text = markdownBlock(message.content, session, { class: onlyEmoji(message.content) && "is-jumbo" });
  const edited = message.edited_timestamp && !isApp(session, message.author.id) && h("span", { class: "edited", title: session.dates.full(Date.parse(message.edited_timestamp) / 1000) }, ` (${session.t("edited")})`);
  if (edited) text.append(edited);
  return text;
}

const onlyEmoji = (text) => text.length < 40 && /^(?:\p{Extended_Pictographic}\uFE0F?\s*)+$/u.test(text);

function embeds(message, session) {
  return message.embeds?.length > 0 && h("div", { class: "embeds" }, message.embeds.map((embed) => renderEmbed(embed, session)));
}

function files(message, session) {
  return message.attachments?.length > 0 && !(message.flags & V2) && h("div", { class: "files" }, message.attachments.map((file) => attachmentCard(file, session)));
}

// One use at a time: until the answer shows, nothing else there can be used, as it may be something else by then.
function components(message, place, { session, actions, pane }) {
  if (!message.components?.length) return null;
  const box = h("div", { class: "components" });
  const press = async (customId, values) => {
    if (box.classList.contains("is-waiting")) return null;
    box.classList.add("is-waiting");
    try {
      const answer = await actions.press({ channel: place.channel, message: message.id, custom_id: customId, values });
      if (answer) await pane.refresh();
      return answer;
    } finally {
      box.classList.remove("is-waiting");
    }
  };
  box.append(...renderComponents(message.components, { session, message, press }));
  return box;
}

function reactions(message, place, { session, actions }) {
  if (!message.reactions?.length) return null;
  const chips = message.reactions.map((item) => h("button", {
    type: "button", class: ["reaction", item.me && "is-mine"], "aria-pressed": String(Boolean(item.me)), "aria-label": `${item.emoji.name} ${item.count}`, title: item.emoji.name,
    dataset: { test: "d-reaction", name: item.emoji.name }, onclick: () => actions.react(place.channel, message, item.emoji.name),
  }, h("span", {}, withEmoji(item.emoji.name)), h("span", { class: "reaction-count" }, String(item.count))));
  const add = h("button", { type: "button", class: "reaction reaction-add", "aria-label": session.t("react"), onclick: () => openEmojiPicker(add, session, (name) => actions.react(place.channel, message, EMOJI[name])) }, icon("smile"));
  return h("div", { class: "reactions" }, chips, add);
}

// The thread a message began: its name, whether it is over, and what is new in it.
function threadCard(message, session) {
  const thread = message.thread && (session.channel(message.thread.id) ?? message.thread);
  if (!thread) return null;
  return h("button", { type: "button", class: ["thread-card", thread.archived && "is-over"], dataset: { test: "d-open-thread", channelId: thread.id }, onclick: () => session.go({ kind: "channel", id: thread.id }) },
    icon("thread"), h("span", { class: "thread-card-words" }, bdi(thread.name), h("small", {}, threadState(thread, session) ?? session.t("see_thread"))),
    thread.new_posts > 0 && !thread.archived && h("span", { class: "fresh-dot" }, session.t("thread_new", { n: thread.new_posts })), icon("right"));
}

export function threadState(thread, { t }) {
  const words = [thread.archived && t("thread_archived"), thread.locked && t("thread_locked")].filter(Boolean);
  return words.length ? words.join(" · ") : null;
}

function systemLine(message, name, session) {
  const kind = SYSTEM[message.type] ?? "other";
  const object = kind === "added" ? (message.mentions ?? []).map((user) => session.authorName(user)).join(", ") : message.content ?? "";
  const [before, after = ""] = session.t(`system_${kind}`, { name: "\u0000" }).split("\u0000");
  const marks = { added: "person", renamed: "edit", pinned: "pin", thread: "thread", other: "more" };
  return [h("div", { class: "message-side" }, icon(marks[kind])), h("div", { class: "message-main" }, h("span", { class: "system-words" }, h("strong", {}, bdi(name)), " ", before, object && thing(message, object, session), after), timeNode(message, session))];
}

// What such a notice is about: a thread that was begun can be opened from it.
function thing(message, words, session) {
  const id = message.type === 18 ? message.message_reference?.channel_id : null;
  if (!id) return h("strong", {}, bdi(words));
  return h("button", { type: "button", class: "link-btn system-link", dataset: { test: "d-open-thread", channelId: id }, onclick: () => { if (session.channel(id)) session.go({ kind: "channel", id }); } }, bdi(words));
}

function editBox(message, place, { session, actions }) {
  return editor({ text: asTyped(message.content, session), t: session.t, save: (text) => actions.edit(place.channel, message.id, text), stop: place.stopEditing, test: "d-edit" });
}
