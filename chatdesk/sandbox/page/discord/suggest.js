// Suggestions over the Discord composer: commands, their options, the values an option takes, people and channels.

import { Autocomplete } from "../autocomplete.js";
import { avatar } from "../avatar.js";
import { bdi, fill, h } from "../dom.js";
import { EMOJI } from "../emoji.js";
import { icon } from "../icons.js";
import { ATTACHMENT, BOOLEAN, CHANNEL, MENTIONABLE, PERSON, readLine, ROLE } from "./commands.js";
import { withEmoji } from "./markdown.js";

const MOST = 25;
const PAUSE = 160;

export class DiscordSuggest extends Autocomplete {
  constructor(composer) {
    super(composer, { root: "d-autocomplete", row: "d-suggestion" });
    this.offered = { key: null, state: "idle", choices: [] };
  }

  get session() { return this.composer.session; }

  hide() {
    super.hide();
    this.note = null;
    clearTimeout(this.timer);
  }

  update() {
    const before = this.area.value.slice(0, this.area.selectionStart);
    const found = before.startsWith("/") ? this.commandLine(before) : { items: this.people(before) ?? this.channels(before) ?? this.emoji(before) ?? [] };
    this.show(found);
  }

  // `active` -1: nothing is chosen yet, so that Enter sends the line as it stands.
  show({ items, note = null, active = 0 }) {
    this.items = items.slice(0, MOST);
    this.note = note;
    this.active = this.items.length ? active : -1;
    this.root.hidden = !this.items.length && !note;
    this.draw();
  }

  // What is inserted is the character, as Discord's own client does.
  emoji(before) {
    return super.emoji(before)?.map((item) => ({ ...item, text: `${EMOJI[item.key]} ` })) ?? null;
  }

  commandLine(before) {
    const { leaves } = this.composer;
    const line = readLine(before, leaves);
    if (!line || before.length === line.nameEnd) return { items: this.commandsLike(before, leaves) };
    const note = this.about(line);
    const part = line.parts.at(-1);
    if (part && !(/\s$/.test(part.raw) && this.composer.isPicked(line.leaf, part))) return { ...this.values(line, part, before), note };
    return { ...this.optionsLeft(line, before), note };
  }

  commandsLike(before, leaves) {
    const needle = before.toLocaleLowerCase();
    const words = needle.slice(1).split(" ").filter(Boolean);
    const near = (leaf) => leaf.shown.toLocaleLowerCase().startsWith(needle) || `/${leaf.path}`.startsWith(needle);
    const fits = leaves.filter((leaf) => near(leaf) || (words.length > 0 && words.every((word) => `${leaf.shown} ${leaf.path}`.toLocaleLowerCase().includes(word))));
    return fits.sort((a, b) => Number(near(b)) - Number(near(a))).map((leaf) => {
      const first = leaf.options.find((option) => option.required && option.type !== ATTACHMENT);
      return {
        key: leaf.path, text: first ? `${leaf.shown} ${first.shown}:` : `${leaf.shown} `, from: 0, exact: !first && before.trimEnd() === leaf.shown, lead: () => avatar(this.session, this.session.bot.id, "xs"),
        words: [h("strong", {}, bdi(leaf.shown)), leaf.options.map((option) => h("span", { class: ["option-pill", option.required && "is-required"] }, bdi(option.shown)))], detail: leaf.description,
      };
    });
  }

  optionsLeft(line, before) {
    const typed = /\S*$/.exec(before)[0];
    const used = new Set(line.parts.map((part) => part.option));
    const left = line.leaf.options.filter((option) => !used.has(option) && option.shown.startsWith(typed.toLocaleLowerCase()));
    const items = left.map((option) => ({
      key: option.name, text: `${option.shown}:`, from: before.length - typed.length, lead: () => icon("right"),
      words: [h("strong", {}, bdi(option.shown)), option.required && h("span", { class: "usage" }, ` ${this.session.t("option_required")}`)], detail: option.words,
    }));
    return { items, active: typed || left[0]?.required ? 0 : -1 };
  }

  values(line, part, before) {
    const { option } = part;
    const typed = part.value;
    if (option.type === ATTACHMENT) return { items: [], about: "option_attach" };
    const choices = option.choices?.map((choice) => ({ name: this.session.localized(choice, "name"), value: choice.value })) ?? this.known(option) ?? (option.autocomplete ? this.ask(line, part) : []);
    const fits = option.autocomplete ? choices : choices.filter((choice) => choice.name.toLocaleLowerCase().replace(/^[@#]/, "").includes(typed.toLocaleLowerCase().replace(/^[@#]/, "")));
    const isGiven = choices.some((choice) => choice.name === typed || String(choice.value) === typed);
    const items = fits.map((choice) => ({
      key: String(choice.value), text: `${/^\s/.test(part.raw) ? " " : ""}${choice.name} `, from: part.valueFrom, exact: isGiven, lead: choice.lead ?? (() => icon("right")), words: [h("span", {}, h("bdi", {}, withEmoji(choice.name)))], detail: choice.detail,
      pick: () => this.composer.remember(line.leaf, option, choice.name, choice.value),
    }));
    return { items, active: 0, at: before.length };
  }

  // What the page itself knows the values of.
  known(option) {
    const { session } = this;
    const people = () => [...session.people, session.bot].map((user) => ({ name: `@${session.nameOf(user.id)}`, value: user.id, detail: user.title, lead: () => avatar(session, user.id, "xs") }));
    const roles = () => session.roles.map((role) => ({ name: `@${role.name}`, value: role.id }));
    switch (option.type) {
      case BOOLEAN: return [{ name: session.t("yes"), value: true }, { name: session.t("no"), value: false }];
      case PERSON: return people();
      case ROLE: return roles();
      case MENTIONABLE: return [...people(), ...roles()];
      case CHANNEL: return session.rooms.map((room) => ({ name: `#${room.name}`, value: room.id, lead: () => icon(room.is_private ? "lock" : "hash") }));
      default: return null;
    }
  }

  // Asks the app for what it offers, a moment after the last keystroke; meanwhile what it offered before stays.
  ask(line, part) {
    const { composer } = this;
    const { channel } = composer.target();
    const key = JSON.stringify([this.session.as, channel, line.leaf.path, part.option.name, part.value]);
    if (this.offered.key === key) return this.offered.choices;
    const same = this.offered.option === part.option;
    this.offered = { key, option: part.option, state: "busy", choices: same ? this.offered.choices : [] };
    clearTimeout(this.timer);
    this.timer = setTimeout(async () => {
      const told = { state: "done", choices: [] };
      try {
        told.choices = (await composer.desk.actions.suggestions(channel, line.leaf.path, composer.options(line, part), part.option.name)).map((choice) => ({ ...choice, name: this.session.localized(choice, "name") }));
      } catch {
        told.state = "failed";
      }
      if (this.offered.key !== key) return;
      Object.assign(this.offered, told);
      if (document.activeElement === this.area) this.update();
    }, PAUSE);
    return this.offered.choices;
  }

  about(line) {
    const { t } = this.session;
    const used = new Map(line.parts.map((part) => [part.option, part]));
    const current = line.parts.at(-1)?.option;
    const state = current?.autocomplete && this.offered.option === current ? this.offered.state : null;
    const words = current?.type === ATTACHMENT ? t("option_attach") : state === "busy" ? t("options_busy") : state === "failed" ? t("options_failed") : current?.words ?? line.leaf.description;
    return h("div", { class: "suggest-note d-usage", dataset: { test: "d-usage" } }, h("strong", {}, bdi(line.leaf.shown)),
      line.leaf.options.map((option) => h("span", { class: ["option-pill", option.required && "is-required", used.has(option) && "is-used"] }, bdi(option.shown))), words && h("small", {}, bdi(words)));
  }

  draw() {
    fill(this.list, this.note, this.items.map((item, index) => this.row(item, index)));
    const active = this.list.querySelector(".is-active");
    if (active) {
      this.area.setAttribute("aria-activedescendant", active.id);
      active.scrollIntoView({ block: "nearest" });
    } else {
      this.area.removeAttribute("aria-activedescendant");
    }
    this.area.setAttribute("aria-controls", this.list.id);
  }

  key(event) {
    if (this.items.length && this.active < 0) {
      if (event.key === "Enter") return false;
      if (event.key === "Tab") this.active = 0;
      if (event.key === "ArrowUp") this.active = 0;
    }
    return super.key(event);
  }

  take(item) {
    item.pick?.();
    super.take(item);
  }
}
