// A list of messages that stays where the reader is: day lines, grouping, the "new" line, sticking to the bottom.

import { h, reconcile } from "./dom.js";
import { icon } from "./icons.js";
import { isMine, renderMessage, stampOf } from "./message.js";

const GROUP_WITHIN = 300;
const NEAR_BOTTOM = 80;

export class MessageList {
  constructor(desk, pane) {
    this.desk = desk;
    this.pane = pane;
    this.channel = null;
    this.messages = [];
    this.editing = null;
    this.sticky = true;
    this.content = h("div", { class: "messages-content" });
    this.jump = h("button", { type: "button", class: "jump", hidden: true, onclick: () => this.toBottom() }, icon("down"), h("span", {}));
    this.scroller = h("div", { class: "messages-scroll", tabindex: "0" }, this.content);
    this.root = h("div", { class: "messages", role: "log", "aria-live": "polite", "aria-relevant": "additions" }, this.scroller, this.jump);
    this.scroller.addEventListener("scroll", () => this.scrolled());
    this.content.addEventListener("focusin", (event) => this.focused(event));
    this.content.addEventListener("keydown", (event) => this.key(event));
    const watch = new ResizeObserver(() => { if (this.sticky) this.toBottom(); });
    watch.observe(this.content);
    watch.observe(this.scroller);
  }

  // What a platform's messages are like; the Discord face has its own.
  idOf(message) { return message.ts; }
  stampOf(message) { return stampOf(message); }
  isMine(message) { return isMine(message, this.desk.session); }
  isForMe(message) { return this.isMine(message); }
  canEdit(message) { return this.isMine(message) && message.subtype !== "tombstone"; }
  follows(before, message) { return follows(before, message); }
  render(message, place) { return renderMessage(message, place, this.desk); }
  get mark() { return "ts"; }

  answer(message) {
    if (this.pane !== "channel" || message.is_ephemeral) return false;
    this.desk.session.openThread(this.channel, message.thread_ts ?? message.ts, { focus: true });
    return true;
  }

  // What else a drawn message depends on: when that changes, it is drawn anew.
  depends(message) {
    const { session } = this.desk;
    const seen = this.pane === "channel" && session.seenReplies.get(`${session.as} ${this.channel} ${message.ts}`);
    const minute = JSON.stringify(message).includes("{ago}") && Math.floor(session.now() / 60);
    return [seen, minute];
  }

  /* `options`: {intro: node builder, newFrom: ts of the first unread, rootLine: words under a thread's root}. */
  draw(channel, messages, options = {}) {
    const moved = this.channel !== channel;
    const shown = [...messages].sort((a, b) => (this.idOf(a) < this.idOf(b) ? -1 : 1));
    const fresh = !moved && shown.some((message) => !this.messages.some((known) => this.idOf(known) === this.idOf(message)) && !this.isMine(message));
    const mineIsLast = !moved && shown.length > this.messages.length && this.isForMe(shown.at(-1));
    const stay = !moved && !this.sticky && !mineIsLast;
    this.channel = channel;
    this.messages = shown;
    this.options = options;
    this.root.setAttribute("aria-busy", String(moved));
    reconcile(this.content, this.entries(shown, options));
    this.settleTabStop();
    if (!stay) this.toBottom();
    else if (fresh) this.offerJump();
    this.root.setAttribute("aria-busy", "false");
  }

  redraw() {
    if (this.channel) this.draw(this.channel, this.messages, this.options);
  }

  clear() {
    this.channel = null;
    this.messages = [];
    this.editing = null;
    this.content.replaceChildren();
  }

  entries(messages, { intro, newFrom, rootLine }) {
    const { session } = this.desk;
    const entries = intro ? [{ key: "intro", sig: `${session.as} ${this.channel} ${session.t.language}`, build: intro }] : [];
    let before = null;
    messages.forEach((message, index) => {
      const day = session.dates.dayKey(this.stampOf(message));
      const newDay = !before || session.dates.dayKey(this.stampOf(before)) !== day;
      if (newDay && this.pane === "channel") entries.push(this.line(`day ${day}`, session.dates.dayLabel(this.stampOf(message)), "day-line"));
      if (this.idOf(message) === newFrom) entries.push(this.line("new", session.t("new_messages"), "new-line"));
      const compact = !newDay && this.idOf(message) !== newFrom && this.follows(before, message) && !(rootLine && index === 1);
      entries.push(this.entry(message, compact));
      if (rootLine && index === 0) entries.push(this.line("root", rootLine, "root-line"));
      before = message;
    });
    return entries;
  }

  line(key, words, className) {
    return { key, sig: words, build: () => h("div", { class: ["line", className], role: "separator" }, h("span", {}, words)) };
  }

  entry(message, compact) {
    const { session } = this.desk;
    const id = this.idOf(message);
    const editing = this.editing === id;
    const place = {
      channel: this.channel, pane: this.pane, compact, editing,
      edit: (target) => this.startEditing(target), stopEditing: () => this.startEditing(null),
    };
    const sig = JSON.stringify([message, compact, editing, this.depends(message), session.as, session.t.language, session.dates.dayKey(session.now())]);
    return { key: `${this.channel} ${id}`, sig, build: () => this.render(message, place) };
  }

  startEditing(message) {
    const before = this.editing;
    this.editing = message ? this.idOf(message) : null;
    this.redraw();
    if (!message && before) this.articleOf(before)?.focus({ preventScroll: true });
  }

  editLast() {
    const last = this.messages.findLast((message) => this.canEdit(message));
    if (last) this.startEditing(last);
    return Boolean(last);
  }

  articleOf(id) { return [...this.content.querySelectorAll("article")].find((article) => article.dataset[this.mark] === id); }

  flash(ts) {
    const article = this.articleOf(ts);
    if (!article) return false;
    this.sticky = false;
    article.scrollIntoView({ block: "center" });
    article.classList.remove("is-flashed");
    void article.offsetWidth;
    article.classList.add("is-flashed");
    return true;
  }

  toBottom() {
    this.scroller.scrollTop = this.scroller.scrollHeight;
    this.sticky = true;
    this.jump.hidden = true;
  }

  offerJump() {
    this.jump.querySelector("span").textContent = this.desk.session.t("latest");
    this.jump.hidden = false;
  }

  scrolled() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    this.sticky = scrollHeight - scrollTop - clientHeight < NEAR_BOTTOM;
    if (this.sticky) this.jump.hidden = true;
  }

  // One message of the list is in the tab order; arrows move between them, T answers, E edits.
  settleTabStop() {
    const articles = [...this.content.querySelectorAll("article")];
    if (!articles.some((article) => article.tabIndex === 0)) articles.at(-1)?.setAttribute("tabindex", "0");
  }

  focused(event) {
    const article = event.target.closest("article");
    for (const other of this.content.querySelectorAll("article[tabindex='0']")) {
      if (other !== article) this.setStops(other, "-1");
    }
    if (article) this.setStops(article, "0");
  }

  setStops(article, value) {
    article.setAttribute("tabindex", value);
    for (const button of article.querySelectorAll(".toolbar button")) button.setAttribute("tabindex", value);
  }

  key(event) {
    if (event.target.tagName !== "ARTICLE" || event.ctrlKey || event.metaKey || event.altKey) return;
    const articles = [...this.content.querySelectorAll("article")];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      articles[articles.indexOf(event.target) + step]?.focus();
      return;
    }
    const message = this.messages.find((item) => this.idOf(item) === event.target.dataset[this.mark]);
    const key = event.key.toLowerCase();
    if (key === "t" && this.answer(message)) event.preventDefault();
    if (key === "e" && this.isMine(message)) { event.preventDefault(); this.startEditing(message); }
  }
}

function follows(before, message) {
  const plain = (item) => !item.is_ephemeral && !item.subtype?.match(/tombstone|_join|_leave/);
  const author = (item) => item.username ?? item.bot_id ?? item.user;
  return before && plain(before) && plain(message) && author(before) === author(message) && stampOf(message) - stampOf(before) < GROUP_WITHIN;
}
