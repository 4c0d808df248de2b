// The clock in the bar: what it says where the desk is, and buttons that move it forward.

import { formatter } from "./dates.js";
import { bdi, fill, h } from "./dom.js";
import { icon } from "./icons.js";

const HOUR = 3600;
const STAYS = 7000;
const CHIP = { weekday: "short", day: "numeric", month: "short", hour: "numeric", minute: "2-digit" };
const FULL = { dateStyle: "full", timeStyle: "short" };

/* `desk()` is the desk on show. Where time leads by name, the server says: {zone, jumps: [name]}. */
export class TimeBar {
  constructor(root, api, desk) {
    this.root = root;
    this.api = api;
    this.desk = desk;
    this.zone = null;
    this.jumps = [];
    this.face = h("time", { class: "clock-face", role: "timer", dataset: { test: "clock" } });
    this.chip = h("span", { class: "clock-chip" }, icon("clock"), this.face);
    this.travel = h("span", { class: "clock-travel" });
    this.note = h("span", { class: "clock-note", role: "status", dataset: { test: "clock-note" } });
    root.setAttribute("role", "group");
    fill(root, this.chip, this.travel, this.note);
    setInterval(() => this.tick(), 1000);
    this.refresh();
  }

  get session() { return this.desk()?.session; }

  async refresh() {
    const told = await this.api.get("time").catch(() => null);
    if (!told) return;
    this.zone = told.zone;
    this.jumps = told.jumps;
    this.draw();
  }

  // The buttons stay the same ones while their words do: whoever stands on one keeps standing there.
  draw() {
    if (!this.session?.dates) return;
    const { t } = this.session;
    const key = JSON.stringify([t.language, this.jumps]);
    if (this.drawn !== key) {
      this.drawn = key;
      this.root.setAttribute("aria-label", t("clock"));
      const advance = this.button("hour", () => this.api.post("time/advance", { seconds: HOUR }));
      fill(this.travel, advance, this.jumps.map((name) => this.button(name, () => this.api.post("time/jump", { name }))));
    }
    this.tick();
  }

  button(name, run) {
    const { t } = this.session;
    const words = (key, otherwise) => (t.knows(key) ? t(key) : otherwise);
    const long = words(`jump_${name}`, name);
    const hint = words(`jump_${name}_hint`, long);
    return h("button", { type: "button", class: "clock-btn", title: hint, "aria-label": `${long}: ${hint}`, dataset: { test: `jump-${name}` }, onclick: () => this.go(name, run) },
      name === "timer" && icon("forward"), h("span", { class: "clock-long" }, long), h("span", { class: "clock-short" }, words(`jump_${name}_short`, name === "timer" ? "" : long)));
  }

  // One jump at a time; the server answers when the desk has done what fell due.
  async go(name, run) {
    if (this.busy) return;
    this.setBusy(true);
    const answer = await this.desk().actions.tell(run);
    this.setBusy(false);
    if (!answer) return;
    this.session.setClock(answer.now);
    const { t } = this.session;
    this.say(answer.landed === null ? t(t.knows(`jump_${name}_none`) ? `jump_${name}_none` : "jump_none") : this.words(answer.landed, FULL));
  }

  setBusy(busy) {
    this.busy = busy;
    this.root.setAttribute("aria-busy", String(busy));
    for (const button of this.travel.children) button.setAttribute("aria-disabled", String(busy));
  }

  say(text) {
    clearTimeout(this.fading);
    fill(this.note, bdi(text));
    this.note.classList.add("is-shown");
    this.fading = setTimeout(() => this.note.classList.remove("is-shown"), STAYS);
  }

  words(seconds, options) {
    const { dates } = this.session;
    const text = formatter(dates.locale, this.zone ?? dates.timeZone, options).format(new Date(seconds * 1000));
    return text.charAt(0).toLocaleUpperCase(dates.locale) + text.slice(1);
  }

  tick() {
    if (!this.session?.dates) return;
    const now = this.session.now();
    const { dates, t } = this.session;
    const elsewhere = this.zone && this.zone !== dates.timeZone;
    const words = this.words(now, elsewhere ? { ...CHIP, timeZoneName: "short" } : CHIP);
    if (this.face.textContent === words && this.told === t.language) return;
    this.told = t.language;
    this.face.textContent = words;
    this.face.dateTime = new Date(now * 1000).toISOString();
    this.chip.title = [t("clock"), this.words(now, FULL), this.zone ?? dates.timeZone].join(" · ");
  }
}
