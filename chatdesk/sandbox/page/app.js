// The composition root: the page around the desks. One desk is on show; the others follow along with who acts.

import { DiscordDesk } from "./discord/desk.js";
import { bdi, fill, h } from "./dom.js";
import { readRoute } from "./route.js";
import { SlackDesk } from "./slack_desk.js";
import { applyTheme, followSystem } from "./theme.js";
import { Toasts } from "./toasts.js";
import { Topbar } from "./topbar.js";

const $ = (id) => document.getElementById(id);

class Shell {
  constructor() {
    this.toasts = new Toasts($("toasts"));
    this.topbar = new Topbar(null, { people: $("people"), clock: $("clock"), tools: $("tools") });
    this.desks = [];
    this.desk = null;
  }

  /* The desk the address names comes first; the other one joins when its sandbox answers. A page with one sandbox has no
     switch. */
  async start() {
    const route = readRoute();
    const kinds = route.platform === "discord" ? [DiscordDesk, SlackDesk] : [SlackDesk, DiscordDesk];
    let trouble = null;
    for (const Kind of kinds) {
      const desk = new Kind(this);
      const wanted = desk.platform === route.platform;
      try {
        await desk.start(wanted ? route : null);
      } catch (error) {
        desk.live.stop();
        trouble ??= error;
        continue;
      }
      this.admit(desk);
      if (!this.desk) this.show(desk, wanted ? route : null);
    }
    if (!this.desk) throw trouble;
    this.seated(this.desk);
    this.draw();
  }

  admit(desk) {
    this.desks.push(desk);
    this.desks.sort((a, b) => b.platform.localeCompare(a.platform));
    $("sidebar").append(desk.side);
    $("centre").append(desk.face);
    $("thread").append(desk.aside);
  }

  show(desk, route = null) {
    this.desk?.hide();
    this.desk = desk;
    this.topbar.desk = desk;
    document.documentElement.dataset.platform = desk.platform;
    document.body.classList.remove("side-open");
    desk.show();
    if (route) desk.enter(route);
    this.topbar.draw();
    this.draw();
  }

  // Somebody sat down at the desk on show: at the others, whoever has the same name does so too.
  seated(desk) {
    const name = desk.session.nameOf(desk.session.as);
    for (const other of this.desks) {
      const same = other !== desk && other.namesake(name);
      if (same) other.become(same.id).catch(() => null);
    }
  }

  // The tabs of the platforms, with what is unread on those that are not on show.
  draw() {
    const root = $("platforms");
    if (this.desks.length < 2) return void (root.firstElementChild.textContent = this.desk.name);
    const focused = root.contains(document.activeElement);
    root.setAttribute("role", "tablist");
    fill(root, this.desks.map((desk) => this.tab(desk)));
    if (focused) root.querySelector("[aria-selected=true]").focus();
  }

  tab(desk) {
    const here = desk === this.desk;
    const { unread } = desk;
    return h("button", {
      type: "button", role: "tab", class: "platform", "aria-selected": String(here), "aria-current": here ? "page" : null, "aria-controls": "centre", tabindex: here ? null : "-1",
      dataset: { test: `platform-${desk.platform}` }, onclick: () => { if (desk !== this.desk) this.show(desk); }, onkeydown: (event) => this.steer(event),
    }, bdi(desk.name), !here && unread > 0 && h("span", { class: "platform-unread", "aria-label": desk.session.t("unread", { n: unread }) }, unread > 99 ? "99+" : String(unread)));
  }

  steer(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    this.show(this.desks.at((this.desks.indexOf(this.desk) + step) % this.desks.length));
  }

  listen() {
    document.addEventListener("keydown", (event) => this.key(event));
    $("menu").addEventListener("click", () => document.body.classList.toggle("side-open"));
    $("scrim").addEventListener("click", () => document.body.classList.remove("side-open"));
    addEventListener("hashchange", () => this.follow(readRoute()));
    followSystem(() => { if (this.desk) this.topbar.drawTools(); });
  }

  async follow(route) {
    const desk = this.desks.find((each) => each.platform === route.platform);
    if (!desk) return;
    if (route.as && route.as !== desk.session.as) await desk.become(route.as);
    if (desk !== this.desk) this.show(desk);
    desk.enter(route);
  }

  key(event) {
    if (!this.desk) return;
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      this.desk.openQuick();
    } else if (event.altKey && /^Digit[1-9]$/.test(event.code)) {
      const person = this.desk.session.people[Number(event.code.slice(5)) - 1];
      event.preventDefault();
      if (person) this.desk.become(person.id);
    } else if (event.key === "Escape" && !event.defaultPrevented && document.body.classList.contains("side-open")) {
      document.body.classList.remove("side-open");
    }
  }

  async copy(text, told = "copied") {
    try {
      await navigator.clipboard.writeText(text);
      this.toasts.info(this.desk.session.t(told));
    } catch {
      this.toasts.info(text);
    }
  }

  explain(error) {
    return this.desk?.actions.explain(error) ?? error.message;
  }
}

applyTheme();
const shell = new Shell();
shell.listen();
shell.start().catch((error) => shell.toasts.error(shell.explain(error)));
