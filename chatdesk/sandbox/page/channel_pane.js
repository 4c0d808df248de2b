// The centre: one channel or direct message with its header, messages and composer.

import { avatar } from "./avatar.js";
import { Composer } from "./composer.js";
import { bdi, fill, h } from "./dom.js";
import { icon } from "./icons.js";
import { MessageList } from "./message_list.js";
import { openMenu } from "./menu.js";
import { mrkdwn } from "./mrkdwn.js";

export class ChannelPane {
  constructor(desk) {
    this.desk = desk;
    this.list = new MessageList(desk, "channel");
    this.composer = new Composer(desk, { test: "composer", target: () => ({ channel: this.id }), onArrowUp: () => this.list.editLast() });
    this.header = h("header", { class: "pane-head" });
    this.archived = h("p", { class: "pane-note", hidden: true });
    this.root = h("section", { class: "pane channel-pane" }, this.header, this.list.root, this.archived, this.composer.root);
    this.asked = 0;
  }

  get id() { return this.desk.session.place?.kind === "channel" ? this.desk.session.place.id : null; }
  get channel() { return this.desk.session.channel(this.id); }

  show() {
    const { channel } = this;
    if (!channel) return;
    this.list.clear();
    this.newFrom = null;
    this.unread = channel.unread ?? 0;
    this.composer.show(this.desk.session.placeName(channel));
    this.head();
    this.refresh();
  }

  async refresh() {
    const { session } = this.desk;
    const { id } = this;
    const turn = (this.asked += 1);
    if (!id) return;
    try {
      const { messages } = await session.api.get("history", { as: session.as, channel: id });
      if (turn === this.asked && id === this.id) this.draw(id, messages);
    } catch (error) {
      this.desk.toasts.error(this.desk.actions.explain(error));
    }
  }

  draw(id, messages) {
    const first = this.list.channel !== id;
    if (first && this.unread) this.newFrom = firstUnread(messages, this.unread, this.desk.session.as);
    this.rememberThreads(id, messages);
    this.channel.unread = 0;
    this.list.draw(id, messages, { newFrom: this.newFrom, intro: () => this.intro() });
    if (this.wanted && this.list.flash(this.wanted)) this.wanted = null;
  }

  // A thread counts as read when its channel is first seen, and again whenever it is opened.
  rememberThreads(id, messages) {
    const { session } = this.desk;
    for (const message of messages) {
      const key = `${session.as} ${id} ${message.ts}`;
      const open = session.thread?.channel === id && session.thread.ts === message.ts;
      const mineLast = message.reply_users?.length === 1 && message.reply_users[0] === session.as;
      if (open || mineLast || !session.seenReplies.has(key)) session.seenReplies.set(key, message.latest_reply ?? "0");
    }
  }

  head() {
    const { session, actions } = this.desk;
    const { channel } = this;
    if (!channel) return;
    const { t } = session;
    this.composer.root.hidden = Boolean(channel.is_archived);
    this.archived.hidden = !channel.is_archived;
    this.archived.textContent = t("err_is_archived");
    const more = h("button", { type: "button", class: "icon-btn", "aria-label": t("more"), onclick: () => this.menu(more) }, icon("more"));
    fill(this.header,
      h("div", { class: "pane-title" },
        channel.is_im ? avatar(session, session.other(channel), "s") : h("span", { class: "pane-mark" }, icon(channel.is_private ? "lock" : "hash", channel.is_private ? t("private_channel") : null)),
        h("h1", {}, bdi(channel.is_im ? session.placeName(channel) : channel.name)),
        channel.topic && h("div", { class: "topic", dir: "auto", title: channel.topic }, mrkdwn(channel.topic, session))),
      !channel.is_im && !channel.is_archived && h("div", { class: "pane-tools" },
        !channel.is_member && h("button", { type: "button", class: "btn btn-small", dataset: { test: "join" }, onclick: () => actions.join(channel.id) }, t("join")),
        channel.is_member && more));
  }

  menu(anchor) {
    const { session, actions } = this.desk;
    openMenu(anchor, [{ icon: "door", label: session.t("leave"), danger: true, test: "leave", run: () => actions.leave(this.id) }], { label: session.t("more") });
  }

  intro() {
    const { session } = this.desk;
    const { channel } = this;
    const app = channel.is_im;
    const name = session.placeName(channel);
    return h("div", { class: "intro" },
      h("span", { class: "intro-mark" }, app ? avatar(session, session.other(channel), "l") : icon(channel.is_private ? "lock" : "hash")),
      h("h2", {}, bdi(session.t(app ? "empty_app" : "empty_channel", { name }))),
      h("p", {}, session.t(app ? "empty_app_hint" : "empty_hint")));
  }

  reveal(ts) {
    if (!this.list.flash(ts)) this.wanted = ts;
  }
}

function firstUnread(messages, unread, as) {
  const others = messages.filter((message) => message.user !== as && !message.is_ephemeral);
  return others.at(-unread)?.ts ?? null;
}
