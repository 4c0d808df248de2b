// The centre of the Discord face: one channel, thread or direct message with its header, messages and composer.

import { avatar } from "../avatar.js";
import { bdi, fill, h } from "../dom.js";
import { icon } from "../icons.js";
import { DiscordComposer } from "./composer.js";
import { isEphemeral, STARTER } from "./kinds.js";
import { markdown } from "./markdown.js";
import { threadState } from "./message.js";
import { DiscordMessageList } from "./message_list.js";
import { markOf } from "./sidebar.js";

const MOST_FACES = 5;

export class Pane {
  constructor(desk) {
    this.desk = desk;
    this.list = new DiscordMessageList(desk, { reply: (message) => this.composer.answer(message) });
    this.composer = new DiscordComposer(desk, { test: "d-composer", target: () => ({ channel: this.id }), onArrowUp: () => this.list.editLast() });
    this.header = h("header", { class: "pane-head" });
    this.note = h("p", { class: "thread-note", hidden: true, dataset: { test: "d-thread-note" } });
    this.root = h("section", { class: "pane discord-pane" }, this.header, this.list.root, this.note, this.composer.root);
    this.asked = 0;
    this.roots = new Map();
  }

  get id() { return this.desk.session.place?.id ?? null; }
  get channel() { return this.desk.session.channel(this.id); }

  show() {
    const { channel } = this;
    this.list.clear();
    this.newFrom = null;
    this.unread = channel?.unread ?? 0;
    this.head();
    if (!channel) return;
    this.composer.show(this.desk.session.placeName(channel));
    this.refresh();
  }

  async refresh() {
    const { session } = this.desk;
    const { id } = this;
    const turn = (this.asked += 1);
    if (!id) return;
    try {
      const { messages } = await session.api.get("history", { as: session.as, channel: id });
      await this.findRoot(messages);
      if (turn === this.asked && id === this.id) this.draw(id, messages);
    } catch (error) {
      if (session.channel(id)) this.desk.toasts.error(this.desk.actions.explain(error));
    }
  }

  /* A thread's first message is one of its channel, which may have changed since. Looking there counts as reading, so that
     is left out while something new waits there; what was last seen then has to do. */
  async findRoot(messages) {
    const { session } = this.desk;
    const keep = (each) => this.roots.set(`${session.as} ${each.id}`, each);
    messages.forEach(keep);
    const starter = messages.find((message) => message.type === STARTER);
    const { channel_id: home, message_id: id } = starter?.message_reference ?? {};
    if (!session.channel(home)) return;
    if (!session.channel(home).unread) {
      const there = await session.api.get("history", { as: session.as, channel: home }).catch(() => ({ messages: [] }));
      there.messages.forEach(keep);
    }
    starter.root = this.roots.get(`${session.as} ${id}`) ?? null;
  }

  draw(id, messages) {
    const { session } = this.desk;
    if (this.list.channel !== id && this.unread) {
      this.newFrom = messages.filter((message) => message.author.id !== session.as && !isEphemeral(message)).at(-this.unread)?.id ?? null;
    }
    if (this.channel) this.channel.unread = 0;
    this.list.draw(id, messages, { newFrom: this.newFrom, intro: () => this.intro() });
    this.composer.settle(messages);
    if (this.wanted && this.list.flash(this.wanted)) this.wanted = null;
  }

  head() {
    const { session } = this.desk;
    const { channel } = this;
    this.root.classList.toggle("is-over", Boolean(channel?.archived));
    const { open, note } = session.writing(channel);
    this.composer.root.hidden = !open || !channel;
    this.note.hidden = !note;
    fill(this.note, note && [icon(channel.locked ? "lock" : "thread"), session.t(note)]);
    if (!channel) return fill(this.header);
    const parent = channel.is_thread && session.channel(channel.parent_id);
    const state = threadState(channel, session);
    return fill(this.header,
      h("div", { class: "pane-title" },
        parent && [h("button", { type: "button", class: "crumb", dataset: { test: "d-parent" }, onclick: () => session.go({ kind: "channel", id: parent.id }) }, icon(markOf(parent)), bdi(parent.name)), h("span", { class: "crumb-mark" }, icon("right"))],
        channel.is_im ? avatar(session, session.other(channel), "s") : h("span", { class: "pane-mark" }, icon(markOf(channel))),
        h("h1", {}, bdi(channel.is_im ? session.placeName(channel) : channel.name)),
        channel.is_im && h("span", { class: "app-badge" }, session.t("app")),
        channel.is_secret && h("span", { class: "state-chip" }, session.t("private_thread")),
        state && h("span", { class: "state-chip is-over", dataset: { test: "d-thread-state" } }, state),
        channel.topic && h("div", { class: "topic", dir: "auto", title: channel.topic }, markdown(channel.topic, session, { blocks: false }))),
      channel.is_thread && this.faces(channel));
  }

  faces({ members }) {
    const { session } = this.desk;
    const people = (members ?? []).filter((id) => session.person(id));
    const words = session.t("thread_people", { n: people.length });
    return h("div", { class: "faces thread-faces", role: "img", "aria-label": words, title: people.map((id) => session.nameOf(id)).join(", "), dataset: { test: "d-thread-people" } },
      people.slice(0, MOST_FACES).map((id) => avatar(session, id, "xs")), people.length > MOST_FACES && h("span", {}, `+${people.length - MOST_FACES}`));
  }

  intro() {
    const { session } = this.desk;
    const { channel } = this;
    const name = session.placeName(channel);
    const kind = channel.is_im ? "empty_app" : channel.is_thread ? "empty_thread" : "empty_channel";
    return h("div", { class: "intro" },
      h("span", { class: "intro-mark" }, channel.is_im ? avatar(session, session.other(channel), "l") : icon(markOf(channel))),
      h("h2", {}, bdi(session.t(kind, { name }))), !channel.is_thread && h("p", {}, session.t(channel.is_im ? "empty_app_hint" : "empty_hint")));
  }

  reveal(id) {
    if (!this.list.flash(id)) this.wanted = id;
  }
}
