// The Discord composer: messages, replies and files, and slash commands as a line with its options marked.

import { Composer } from "../composer.js";
import { bdi, fill, h } from "../dom.js";
import { readFile } from "../files.js";
import { icon } from "../icons.js";
import { ATTACHMENT, BOOLEAN, CHANNEL, completeLine, leavesOf, MENTIONABLE, PERSON, readLine, ROLE } from "./commands.js";
import { CHAT_COMMAND } from "./session.js";
import { DiscordSuggest } from "./suggest.js";

export class DiscordComposer extends Composer {
  get hasShortcuts() { return false; }
  get leaves() { return leavesOf(this.session.commandsIn(this.session.channel(this.target().channel), CHAT_COMMAND), this.session); }

  makeSuggest() { return new DiscordSuggest(this); }

  build() {
    super.build();
    this.picked = new Map();
    this.area.maxLength = 2000;
    this.mirror = h("div", { class: "composer-mirror", dir: "auto", "aria-hidden": "true" });
    const wrap = h("div", { class: "composer-wrap" });
    this.area.replaceWith(wrap);
    wrap.append(this.mirror, this.area);
    this.area.addEventListener("scroll", () => { this.mirror.scrollTop = this.area.scrollTop; });
    this.answering = h("div", { class: "answering", hidden: true, dataset: { test: "d-replying" } });
    this.box.prepend(this.answering);
    this.box.addEventListener("keydown", (event) => { if (event.key === "Escape" && this.replyTo && !event.defaultPrevented) { event.preventDefault(); this.answer(null); } });
  }

  show(name) {
    this.answer(null, { focus: false });
    super.show(name);
    this.paint();
  }

  drawTools() {
    super.drawTools();
    const { t } = this.session;
    const words = t("slash", { name: this.session.nameOf(this.session.bot.id) });
    const slash = h("button", { type: "button", class: "icon-btn", "aria-label": words, title: words, dataset: { test: "d-composer-commands" }, onclick: () => { if (!this.area.value.startsWith("/")) this.area.value = "/"; this.focus(); this.typed(); } }, icon("bolt"));
    this.tools.querySelector(".spacer").before(slash);
  }

  typed() {
    super.typed();
    this.paint();
  }

  // Behind the text: a mark under the command's name and under each of its options.
  paint() {
    if (!this.mirror) return;
    const text = this.area.value;
    const line = text.startsWith("/") ? readLine(text, this.leaves) : null;
    if (!line) return fill(this.mirror);
    const spans = [h("mark", { class: "mark-command" }, text.slice(0, line.nameEnd))];
    let at = line.nameEnd;
    for (const part of line.parts) {
      spans.push(text.slice(at, part.from), h("mark", { class: "mark-option" }, text.slice(part.from, part.valueFrom)));
      at = part.valueFrom;
    }
    fill(this.mirror, spans, text.slice(at));
    this.mirror.scrollTop = this.area.scrollTop;
    return null;
  }

  // -- replies

  answer(message, { focus = true } = {}) {
    const { t } = this.session;
    this.replyTo = message?.id ?? null;
    this.answering.hidden = !message;
    if (!message) return fill(this.answering);
    const [before, after = ""] = t("replying_to", { name: "\u0000" }).split("\u0000");
    fill(this.answering, icon("answer"), h("span", {}, before, h("strong", {}, bdi(this.session.authorName(message.author))), after), h("button", { type: "button", class: "icon-btn icon-btn-s", "aria-label": t("stop_replying"), onclick: () => this.answer(null) }, icon("close")));
    if (focus) this.focus();
    return null;
  }

  // The message that is answered may be gone by now.
  settle(messages) {
    if (this.replyTo && !messages.some((message) => message.id === this.replyTo)) this.answer(null, { focus: false });
  }

  // -- commands

  remember(leaf, option, name, value) { this.picked.set(JSON.stringify([leaf.path, option.name, name.trim()]), value); }
  isPicked(leaf, part) { return this.picked.has(JSON.stringify([leaf.path, part.option.name, part.value])); }

  // The options of a line as the app gets them; what is typed right now stays as it is.
  options(line, focused = null) {
    const out = {};
    for (const part of line.parts) if (part.value || part === focused) out[part.option.name] = part === focused ? part.value : this.valueOf(line.leaf, part.option, part.value);
    return out;
  }

  valueOf(leaf, option, text) {
    const { session } = this;
    const key = JSON.stringify([leaf.path, option.name, text]);
    if (this.picked.has(key)) return this.picked.get(key);
    const bare = text.replace(/^[@#]/, "").toLocaleLowerCase();
    const choice = option.choices?.find((each) => [session.localized(each, "name"), each.name, String(each.value)].some((name) => name.toLocaleLowerCase() === text.toLocaleLowerCase()));
    if (choice) return choice.value;
    const person = () => [...session.people, session.bot].find((user) => [user.id, user.name, session.nameOf(user.id)].some((name) => name?.toLocaleLowerCase() === bare.replace(/^<@!?(\d+)>$/, "$1")));
    const role = () => session.roles.find((each) => each.id === bare || each.name.toLocaleLowerCase() === bare);
    switch (option.type) {
      case BOOLEAN: return ["true", "yes", "oui", "vrai", "1"].includes(bare);
      case PERSON: return person()?.id ?? text;
      case ROLE: return role()?.id ?? text;
      case MENTIONABLE: return (person() ?? role())?.id ?? text;
      case CHANNEL: return session.rooms.find((room) => room.id === bare || room.name.toLocaleLowerCase() === bare)?.id ?? text;
      default: return text;
    }
  }

  async deliver(channel, _thread, text, files) {
    if (/^\/\S/.test(text)) return this.run(channel, text, files);
    const { actions } = this.desk;
    const { replyTo } = this;
    this.answer(null, { focus: false });
    if (!files.length) return actions.say(channel, text, replyTo);
    for (const [index, file] of files.entries()) {
      const sent = await actions.upload(channel, await readFile(file), index ? "" : text);
      if (!sent) return null;
    }
    return true;
  }

  async run(channel, text, files) {
    const { leaves } = this;
    const line = readLine(text, leaves);
    if (!line) return this.complain(leaves.some((leaf) => leaf.shown.startsWith(`${text} `) || `/${leaf.path}`.startsWith(`${text} `)) ? "err_wants_subcommand" : "err_unknown_command", { text: text.split(/\s/)[0] });
    const { given, trouble } = completeLine(line);
    if (trouble) return this.complain(trouble.code, trouble);
    const options = {};
    for (const [option, value] of given) if (value && option.type !== ATTACHMENT) options[option.name] = this.valueOf(line.leaf, option, value);
    const waiting = [...files];
    for (const option of line.leaf.options.filter((each) => each.type === ATTACHMENT)) {
      const file = waiting.shift();
      if (!file && option.required) return this.complain("option_attach");
      const kept = file && (await this.desk.actions.keep(await readFile(file)));
      if (kept) options[option.name] = kept.file.id;
    }
    return this.desk.actions.command(channel, line.leaf.path, options);
  }

  complain(code, values) {
    this.desk.toasts.error(this.session.t(code, values));
    return null;
  }
}
