// Where one writes: text with autocomplete, files, emoji, slash commands and the app's shortcuts.

import { Autocomplete } from "./autocomplete.js";
import { fill, h } from "./dom.js";
import { EMOJI } from "./emoji.js";
import { openEmojiPicker } from "./emoji_picker.js";
import { readFile, stagedFile } from "./files.js";
import { grow } from "./grow.js";
import { icon } from "./icons.js";
import { openMenu } from "./menu.js";

export class Composer {
  /* `target()` says where a message goes: {channel, threadTs?}. */
  constructor(desk, { test, target, onArrowUp }) {
    this.desk = desk;
    this.test = test;
    this.target = target;
    this.onArrowUp = onArrowUp;
    this.files = [];
    this.build();
  }

  get session() { return this.desk.session; }
  get inThread() { return Boolean(this.target().threadTs); }
  get hasShortcuts() { return !this.inThread; }
  get draftKey() { const { channel, threadTs } = this.target(); return `${this.session.as} ${channel} ${threadTs ?? ""}`; }

  makeSuggest() { return new Autocomplete(this); }

  build() {
    this.area = h("textarea", {
      class: "composer-area", rows: 1, dir: "auto", maxlength: 40000, dataset: { test: this.test }, "aria-autocomplete": "list",
      oninput: () => this.typed(), onkeydown: (event) => this.key(event), onpaste: (event) => this.take(event, event.clipboardData.files),
      onblur: () => this.suggest.hide(),
    });
    this.suggest = this.makeSuggest();
    this.staged = h("div", { class: "staged-list", hidden: true });
    this.input = h("input", { type: "file", class: "visually-hidden", multiple: true, tabindex: "-1", dataset: { test: `${this.test}-file` }, onchange: () => { this.stage([...this.input.files]); this.input.value = ""; } });
    this.tools = h("div", { class: "composer-tools" });
    this.hint = h("div", { class: "composer-hint" });
    this.box = h("div", { class: "composer-box" }, this.suggest.root, this.staged, this.area, this.input, this.tools);
    this.root = h("div", {
      class: "composer", ondragover: (event) => { event.preventDefault(); this.box.classList.add("is-over"); }, ondragleave: () => this.box.classList.remove("is-over"),
      ondrop: (event) => { this.box.classList.remove("is-over"); this.take(event, event.dataTransfer.files); },
    }, this.box, this.hint);
  }

  show(name) {
    const { t } = this.session;
    const words = name ? t("message_to", { name }) : t("reply_to");
    this.area.placeholder = words;
    this.area.setAttribute("aria-label", words);
    this.input.setAttribute("aria-label", t("attach"));
    this.box.dataset.drop = t("drop");
    this.files = [];
    this.area.value = this.session.drafts.get(this.draftKey) ?? "";
    this.drawTools();
    this.drawFiles();
    this.suggest.hide();
    grow(this.area);
    this.ready();
  }

  drawTools() {
    const { t } = this.session;
    const tool = (name, label, test, run) => {
      const node = h("button", { type: "button", class: "icon-btn", "aria-label": label, title: label, dataset: { test: `${this.test}-${test}` }, onclick: () => run(node) }, icon(name));
      return node;
    };
    this.sendButton = h("button", { type: "button", class: "send", "aria-label": t("send"), title: t("send"), dataset: { test: `${this.test}-send` }, onclick: () => this.send() }, icon("send"));
    fill(this.tools,
      tool("plus", t("attach"), "attach", () => this.input.click()),
      tool("smile", t("emoji"), "emoji", (node) => openEmojiPicker(node, this.session, (name) => this.insert(`${EMOJI[name]} `))),
      this.hasShortcuts && tool("bolt", t("shortcuts"), "shortcuts", (node) => this.openShortcuts(node)),
      h("span", { class: "spacer" }), this.sendButton);
    fill(this.hint, t("composer_keys").split("**").map((part, index) => (index % 2 ? h("kbd", {}, part) : part)));
  }

  openShortcuts(anchor) {
    const { session, actions } = this.desk;
    const { t, snapshot } = session;
    const shortcuts = (snapshot.global_shortcuts ?? []).map((item) => ({
      icon: "bolt", label: item.name, detail: item.description, callbackId: item.callback_id, test: `shortcut-${item.callback_id}`, run: () => actions.shortcut(item.callback_id),
    }));
    const commands = (snapshot.commands ?? []).map((item) => ({
      icon: "right", label: item.command, detail: item.description, run: () => { this.area.value = `${item.command} `; this.focus(); this.typed(); },
    }));
    const items = [{ heading: t("shortcuts_title") }, ...shortcuts, !shortcuts.length && { heading: t("no_shortcuts") }, commands.length && "-", commands.length && { heading: t("commands") }, ...commands];
    openMenu(anchor, items.filter(Boolean), { placement: "top-start", label: t("shortcuts") });
  }

  typed() {
    this.session.drafts.set(this.draftKey, this.area.value);
    grow(this.area);
    this.suggest.update();
    this.ready();
  }

  ready() {
    this.sendButton?.classList.toggle("is-ready", Boolean(this.area.value.trim() || this.files.length));
  }

  key(event) {
    if (event.isComposing || this.suggest.key(event)) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.send();
    } else if (event.key === "ArrowUp" && !this.area.value && this.onArrowUp()) {
      event.preventDefault();
    }
  }

  insert(text) {
    const { selectionStart: start, selectionEnd: end } = this.area;
    this.area.setRangeText(text, start, end, "end");
    this.focus();
    this.typed();
  }

  focus() {
    this.area.focus({ preventScroll: true });
  }

  async send() {
    const text = this.area.value.trim();
    const { channel, threadTs } = this.target();
    if ((!text && !this.files.length) || this.sending) return;
    const { files } = this;
    const key = this.draftKey;
    this.setText("");
    this.files = [];
    this.drawFiles();
    this.sending = true;
    const done = await this.deliver(channel, threadTs, text, files).finally(() => { this.sending = false; });
    if (done || key !== this.draftKey || this.area.value) return;
    this.setText(text);
    this.files = files;
    this.drawFiles();
  }

  async deliver(channel, threadTs, text, files) {
    const { actions } = this.desk;
    if (/^\/[\w-]+/.test(text) && !files.length) return actions.command(channel, text, threadTs);
    if (!files.length) return actions.say(channel, text, threadTs);
    for (const [index, file] of files.entries()) {
      const sent = await actions.upload(channel, await readFile(file), index ? "" : text, threadTs);
      if (!sent) return null;
    }
    return true;
  }

  setText(text) {
    this.area.value = text;
    this.typed();
    this.suggest.hide();
  }

  take(event, files) {
    if (!files?.length) return;
    event.preventDefault();
    this.stage([...files]);
  }

  stage(files) {
    this.files = [...this.files, ...files];
    this.drawFiles();
    this.focus();
  }

  drawFiles() {
    const { t, dates } = this.session;
    this.staged.hidden = !this.files.length;
    fill(this.staged, this.files.map((file) => stagedFile(file, { t, locale: dates.locale, onremove: () => { this.files = this.files.filter((item) => item !== file); this.drawFiles(); } })));
    this.ready();
  }
}
