// The right side: one thread with its root, replies and composer.

import { Composer } from "./composer.js";
import { bdi, fill, h } from "./dom.js";
import { icon } from "./icons.js";
import { MessageList } from "./message_list.js";

export class ThreadPane {
  constructor(desk) {
    this.desk = desk;
    this.list = new MessageList(desk, "thread");
    this.composer = new Composer(desk, {
      test: "thread-composer", target: () => ({ channel: this.thread?.channel, threadTs: this.thread?.ts }), onArrowUp: () => this.list.editLast(),
    });
    this.header = h("header", { class: "pane-head" });
    this.gone = h("p", { class: "pane-note", hidden: true });
    this.root = h("aside", { class: "pane thread-pane", hidden: true, dataset: { test: "thread" } }, this.header, this.gone, this.list.root, this.composer.root);
    this.asked = 0;
    this.root.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !event.defaultPrevented) { event.preventDefault(); this.desk.session.closeThread(); }
    });
  }

  get thread() { return this.desk.session.thread; }

  show() {
    const { session } = this.desk;
    this.root.hidden = !this.thread;
    document.body.classList.toggle("has-thread", Boolean(this.thread));
    this.list.clear();
    if (!this.thread) return;
    const channel = session.channel(this.thread.channel);
    this.root.setAttribute("aria-label", session.t("thread"));
    fill(this.header,
      h("div", { class: "pane-title" }, h("h1", {}, session.t("thread")), h("span", { class: "topic" }, bdi(channel ? session.placeName(channel) : ""))),
      h("button", { type: "button", class: "icon-btn", "aria-label": session.t("close"), title: session.t("close"), dataset: { test: "thread-close" }, onclick: () => session.closeThread() }, icon("close")));
    this.composer.show(null);
    if (this.thread.focus) this.composer.focus();
    this.refresh();
  }

  async refresh() {
    const { session } = this.desk;
    const { thread } = this;
    const turn = (this.asked += 1);
    if (!thread) return;
    let messages = [];
    try {
      ({ messages } = await session.api.get("thread", { as: session.as, channel: thread.channel, ts: thread.ts }));
    } catch { /* the root is gone: said below */ }
    if (turn !== this.asked || this.thread?.ts !== thread.ts) return;
    this.draw(thread, messages);
  }

  draw(thread, messages) {
    const { session } = this.desk;
    const replies = messages.filter((message) => message.ts !== thread.ts && !message.is_ephemeral);
    this.gone.hidden = messages.length > 0;
    this.gone.textContent = session.t("thread_gone");
    session.seenReplies.set(`${session.as} ${thread.channel} ${thread.ts}`, replies.at(-1)?.ts ?? "0");
    const rootLine = replies.length ? session.t("replies", { n: replies.length }) : null;
    this.list.draw(thread.channel, messages, { rootLine });
    if (this.wanted && this.list.flash(this.wanted)) this.wanted = null;
  }

  reveal(ts) {
    if (!this.list.flash(ts)) this.wanted = ts;
  }
}
