// Suggestions over the composer: /commands with their usage, @people, #channels and :emoji.

import { avatar } from "./avatar.js";
import { bdi, fill, h, uid } from "./dom.js";
import { EMOJI, emojiNode } from "./emoji.js";
import { icon } from "./icons.js";

const MOST = 8;

export class Autocomplete {
  constructor(composer, test = { root: "autocomplete", row: "suggestion" }) {
    this.test = test;
    this.composer = composer;
    this.items = [];
    this.active = 0;
    this.list = h("div", { role: "listbox", class: "suggest-list", id: uid("suggest") });
    this.root = h("div", { class: "suggest", hidden: true, dataset: { test: test.root } }, this.list);
  }

  get area() { return this.composer.area; }

  hide() {
    this.items = [];
    this.root.hidden = true;
    this.area?.removeAttribute("aria-activedescendant");
  }

  update() {
    const before = this.area.value.slice(0, this.area.selectionStart);
    const found = this.composer.inThread ? null : this.commands(before);
    const { items, note } = found ?? { items: this.people(before) ?? this.channels(before) ?? this.emoji(before) ?? [], note: null };
    this.items = items.slice(0, MOST);
    this.active = 0;
    this.root.hidden = !this.items.length && !note;
    this.draw(note);
  }

  commands(before) {
    const all = this.composer.session.snapshot.commands ?? [];
    const name = /^\/\S*$/.exec(before)?.[0];
    if (name) {
      const items = all.filter((item) => item.command.startsWith(name)).map((item) => ({
        key: item.command, text: `${item.command} `, from: 0, exact: item.command === name, lead: () => icon("bolt"),
        words: [h("strong", {}, item.command), item.usage_hint && h("span", { class: "usage" }, bdi(` ${item.usage_hint}`))], detail: item.description,
      }));
      return { items, note: null };
    }
    const command = all.find((item) => before.startsWith(`${item.command} `));
    return command ? { items: [], note: command } : null;
  }

  people(before) {
    const match = /(?:^|\s)@([\p{L}\p{N}._-]*)$/u.exec(before);
    if (!match) return null;
    const { session } = this.composer;
    const needle = match[1].toLocaleLowerCase();
    return [...session.people, session.bot].filter((user) => user.id && `${user.name} ${user.real_name}`.toLocaleLowerCase().split(/\s/).some((word) => word.startsWith(needle)))
      .map((user) => ({ key: user.id, text: `@${user.name} `, exact: user.name === match[1], from: before.length - match[1].length - 1, lead: () => avatar(session, user.id, "xs"), words: [h("strong", {}, bdi(session.nameOf(user.id)))], detail: user.title ?? `@${user.name}` }));
  }

  channels(before) {
    const match = /(?:^|\s)#([\p{L}\p{N}_-]*)$/u.exec(before);
    if (!match) return null;
    return this.composer.session.rooms.filter((channel) => channel.name.startsWith(match[1].toLowerCase()))
      .map((channel) => ({ key: channel.id, text: `#${channel.name} `, exact: channel.name === match[1], from: before.length - match[1].length - 1, lead: () => icon(channel.is_private ? "lock" : "hash"), words: [h("strong", {}, bdi(channel.name))], detail: channel.topic }));
  }

  emoji(before) {
    const match = /(?:^|\s):([a-z0-9_+-]{2,})$/.exec(before);
    if (!match) return null;
    return Object.keys(EMOJI).filter((name) => name.includes(match[1]))
      .map((name) => ({ key: name, text: `:${name}: `, from: before.length - match[1].length - 1, lead: () => emojiNode(name), words: [`:${name}:`] }));
  }

  draw(note) {
    fill(this.list, this.items.map((item, index) => this.row(item, index)), note && h("div", { class: "suggest-note", dataset: { test: "usage" } }, h("strong", {}, note.command), " ", note.usage_hint && h("span", { class: "usage" }, bdi(note.usage_hint)), note.description && h("small", {}, bdi(note.description))));
    const active = this.list.querySelector(".is-active");
    if (active) this.area.setAttribute("aria-activedescendant", active.id);
    this.area.setAttribute("aria-controls", this.list.id);
  }

  row(item, index) {
    return h("div", {
      id: `${this.list.id}-${index}`, class: ["option", index === this.active && "is-active"], role: "option", "aria-selected": String(index === this.active), dataset: { value: item.key, test: this.test.row },
      onpointerdown: (event) => { event.preventDefault(); this.take(item); },
    }, h("span", { class: "suggest-lead" }, item.lead?.()), h("span", { class: "suggest-words" }, item.words, item.detail && h("small", { class: "option-detail" }, bdi(item.detail))));
  }

  // True when the key was for the suggestions. What is already typed in full is sent by Enter, not completed.
  key(event) {
    if (!this.items.length) {
      if (event.key === "Escape" && !this.root.hidden) { this.hide(); event.preventDefault(); event.stopPropagation(); return true; }
      return false;
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const chosen = this.items[this.active];
    if (step) {
      this.active = (this.active + step + this.items.length) % this.items.length;
      this.draw();
    } else if (event.key === "Escape") {
      this.hide();
      event.stopPropagation();
    } else if (event.key === "Tab" || (event.key === "Enter" && !event.shiftKey && !chosen.exact)) {
      this.take(chosen);
    } else {
      return false;
    }
    event.preventDefault();
    return true;
  }

  take(item) {
    this.area.setRangeText(item.text, item.from, this.area.selectionStart, "end");
    this.composer.focus();
    this.composer.typed();
  }
}
