// The bar over the product: who you are, the clock, jump-to and theme. These steer the sandbox itself.

import { Api } from "./api.js";
import { avatar } from "./avatar.js";
import { bdi, fill, h } from "./dom.js";
import { icon } from "./icons.js";
import { toggleTheme, themeIsDark } from "./theme.js";
import { TimeBar } from "./time_bar.js";

export class Topbar {
  constructor(desk, { people, clock, tools }) {
    this.desk = desk;
    this.people = people;
    this.time = new TimeBar(clock, new Api(), () => this.desk);
    this.tools = tools;
  }

  draw() {
    this.drawPeople();
    this.time.draw();
    this.drawTools();
  }

  drawPeople() {
    const { session } = this.desk;
    const { t } = session;
    const focused = this.people.contains(document.activeElement);
    this.people.setAttribute("aria-label", t("people"));
    fill(this.people, h("span", { class: "people-label" }, t("people")), session.people.map((user, index) => this.person(user, index)));
    const active = this.people.querySelector(".is-me");
    active?.scrollIntoView({ block: "nearest", inline: "nearest" });
    if (focused) active?.focus();
  }

  person(user, index) {
    const { session } = this.desk;
    const me = user.id === session.as;
    const name = session.nameOf(user.id);
    const key = index < 9 ? `Alt+${index + 1}` : null;
    return h("button", {
      type: "button", class: ["person", me && "is-me"], "aria-pressed": String(me), "aria-label": session.t("act_as", { name }), "aria-keyshortcuts": key,
      title: [name, user.title, key].filter(Boolean).join(" · "), dataset: { test: `person-${user.id}` }, onclick: () => this.desk.become(user.id),
    }, avatar(session, user.id, "s"), h("span", { class: "person-words" }, bdi(name, { class: "person-name" }), user.title && bdi(user.title, { class: "person-title" })));
  }

  drawTools() {
    const { t } = this.desk.session;
    const label = () => t(themeIsDark() ? "theme_light" : "theme_dark");
    const theme = h("button", {
      type: "button", class: "bar-btn", "aria-label": label(), title: label(), dataset: { test: "theme" },
      onclick: () => { toggleTheme(); this.drawTools(); },
    }, icon(themeIsDark() ? "sun" : "moon"));
    const jump = h("button", { type: "button", class: "bar-btn bar-jump", title: `${t("quick")} (Ctrl+K)`, "aria-label": t("quick"), "aria-keyshortcuts": "Control+K", dataset: { test: "quick" }, onclick: () => this.desk.openQuick() }, icon("search"), h("span", { class: "bar-words" }, t("quick")), h("kbd", {}, "Ctrl K"));
    fill(this.tools, jump, theme);
  }
}
