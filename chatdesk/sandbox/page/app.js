// The composition root: builds the page's parts, wires them to the session and the live connection.

import { Actions } from "./actions.js";
import { Api } from "./api.js";
import { ChannelPane } from "./channel_pane.js";
import { bdi, fill, h } from "./dom.js";
import { avatar } from "./avatar.js";
import { HomePane } from "./home_pane.js";
import { Live } from "./live.js";
import { Modals } from "./modal.js";
import { openQuick } from "./quick.js";
import { readRoute, routeOf, writeRoute } from "./route.js";
import { drawSidebar } from "./sidebar.js";
import { Session } from "./store.js";
import { ThreadPane } from "./thread_pane.js";
import { applyTheme, followSystem } from "./theme.js";
import { Toasts } from "./toasts.js";
import { Topbar } from "./topbar.js";

const $ = (id) => document.getElementById(id);

class SlackDesk {
  constructor() {
    this.api = new Api();
    this.session = new Session(this.api);
    this.toasts = new Toasts($("toasts"));
    this.actions = new Actions(this.session, this.toasts);
    this.modals = new Modals(this);
    this.actions.modals = this.modals;
    this.channelPane = new ChannelPane(this);
    this.homePane = new HomePane(this);
    this.threadPane = new ThreadPane(this);
    this.topbar = new Topbar(this, { people: $("people"), clock: $("clock"), tools: $("tools") });
    this.live = new Live(this.api, { hear: (notice) => this.hear(notice), state: (up, again) => this.connected(up, again) });
    this.become = this.become.bind(this);
    this.appTabs = h("header", { class: "pane-head app-tabs", hidden: true });
    $("centre").append(this.appTabs, this.channelPane.root, this.homePane.root);
    $("thread").append(this.threadPane.root);
  }

  async start() {
    this.listen();
    const route = readRoute();
    const as = route.as ?? (await this.anyone());
    try {
      await this.become(as);
    } catch {
      await this.become(await this.anyone());
    }
    this.enter(route);
  }

  // Before anybody acts, the page only needs a first person to be.
  async anyone() {
    const known = sessionStorage.getItem("sandbox-as");
    const { users, bot } = await this.api.get("state", known ? { as: known } : {}).catch(() => this.api.get("state"));
    return users.find((user) => user.id === known)?.id ?? users.find((user) => !user.is_bot && user.id !== bot?.id).id;
  }

  enter({ place, thread, message }) {
    const { session } = this;
    if (session.visible(place)) session.go(place);
    if (thread && place?.id && session.channel(place.id)) session.openThread(place.id, thread);
    if (message && place?.id) session.reveal(place.id, message, thread);
  }

  listen() {
    const { session } = this;
    session.on("state", () => this.drawState());
    session.on("place", () => this.drawPlace());
    session.on("thread", () => { this.threadPane.show(); this.channelPane.list.redraw(); writeRoute(session); });
    session.on("clock", () => this.topbar.tick());
    session.on("reveal", ({ ts }) => { this.channelPane.reveal(ts); this.threadPane.reveal(ts); });
    document.addEventListener("keydown", (event) => this.key(event));
    $("menu").addEventListener("click", () => document.body.classList.toggle("side-open"));
    $("scrim").addEventListener("click", () => document.body.classList.remove("side-open"));
    addEventListener("hashchange", () => this.follow(readRoute()));
    followSystem(() => this.topbar.drawTools());
  }

  async follow(route) {
    if (route.as && route.as !== this.session.as) await this.become(route.as);
    this.enter(route);
  }

  async become(id) {
    if (id === this.session.as) return;
    this.modals.hide();
    await this.session.become(id);
    sessionStorage.setItem("sandbox-as", id);
    document.documentElement.lang = this.session.t.language;
    this.live.follow(id);
    this.topbar.draw();
  }

  drawState() {
    const { session } = this;
    drawSidebar($("sidebar"), session);
    this.channelPane.head();
    this.drawTabs();
    const unread = session.channels.reduce((sum, channel) => sum + (channel.id === session.place?.id ? 0 : channel.unread ?? 0), 0);
    document.title = `${unread ? `(${unread}) ` : ""}${session.snapshot.team?.name ?? ""} · chatdesk`;
    $("skip").textContent = session.t("skip");
    $("menu").setAttribute("aria-label", session.t("menu"));
    if (this.peopleKey !== this.keyOfPeople()) this.topbar.draw();
    this.peopleKey = this.keyOfPeople();
  }

  keyOfPeople() {
    return JSON.stringify(this.session.people.map((user) => [user.id, user.real_name, user.title]));
  }

  drawPlace() {
    const { session } = this;
    const home = session.place?.kind === "home";
    this.channelPane.root.hidden = home;
    this.homePane.root.hidden = !home;
    this.homePane.clear();
    if (home) this.homePane.refresh();
    else this.channelPane.show();
    this.drawState();
    writeRoute(session);
  }

  // The app has two faces: what it published (home) and what it wrote (messages).
  drawTabs() {
    const { session } = this;
    const { t, bot, place, appChannel } = session;
    const onApp = place?.kind === "home" || place?.id === appChannel?.id;
    this.appTabs.hidden = !onApp;
    this.channelPane.header.hidden = onApp;
    if (!onApp) return;
    const tab = (words, test, target) => h("button", { type: "button", role: "tab", class: "tab", "aria-selected": String(place.kind === target.kind), dataset: { test }, onclick: () => session.go(target) }, words);
    fill(this.appTabs,
      h("div", { class: "pane-title" }, avatar(session, bot.id, "s"), h("h1", {}, bdi(bot.real_name ?? bot.name)), h("span", { class: "app-badge" }, t("app"))),
      h("div", { class: "tabs", role: "tablist" }, tab(t("home"), "tab-home", { kind: "home" }), appChannel && tab(t("messages"), "tab-messages", { kind: "channel", id: appChannel.id })));
  }

  hear(notice) {
    const { session } = this;
    switch (notice.type) {
      case "changed": return this.changed(notice);
      case "view": return notice.view?.type === "modal" && this.modals.show(notice.view);
      case "view_closed": return this.modals.closed();
      case "home": return session.place.kind === "home" && this.homePane.published(notice.view);
      case "clock": session.setClock(notice.now); return this.refreshAll();
      case "state": return this.refreshAll();
      default: return null;
    }
  }

  // Several notices often come at once; each list is fetched again once.
  changed({ channel, thread }) {
    const { session } = this;
    this.stale ??= new Set();
    this.stale.add("state");
    if (channel === this.channelPane.id) this.stale.add("channel");
    if (channel === session.thread?.channel && (!thread || thread === session.thread.ts)) this.stale.add("thread");
    clearTimeout(this.soon);
    this.soon = setTimeout(() => this.refreshStale(), 25);
  }

  async refreshStale() {
    const stale = this.stale ?? new Set();
    this.stale = null;
    await Promise.all([stale.has("channel") && this.channelPane.refresh(), stale.has("thread") && this.threadPane.refresh()]);
    await this.refreshState();
  }

  async refreshState() {
    try {
      await this.session.refresh();
    } catch (error) {
      this.toasts.error(this.actions.explain(error));
    }
  }

  async refreshAll() {
    await this.refreshState();
    const { session } = this;
    if (session.place.kind === "home") this.homePane.refresh();
    else this.channelPane.refresh();
    if (session.thread) this.threadPane.refresh();
  }

  connected(up, again) {
    $("lost").hidden = up;
    $("lost").textContent = up ? "" : this.session.t("live_lost");
    if (up && again) this.refreshAll();
  }

  key(event) {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      this.openQuick();
    } else if (event.altKey && /^Digit[1-9]$/.test(event.code)) {
      const person = this.session.people[Number(event.code.slice(5)) - 1];
      event.preventDefault();
      if (person) this.become(person.id);
    } else if (event.key === "Escape" && !event.defaultPrevented && document.body.classList.contains("side-open")) {
      document.body.classList.remove("side-open");
    }
  }

  openQuick() { openQuick(this); }

  async copyLink(channel, message) {
    const thread = message.thread_ts && message.thread_ts !== message.ts ? { ts: message.thread_ts } : null;
    const link = new URL(routeOf({ place: { kind: "channel", id: channel }, thread }, message.ts), location.href).href;
    try {
      await navigator.clipboard.writeText(link);
      this.toasts.info(this.session.t("copied"));
    } catch {
      this.toasts.info(link);
    }
  }
}

applyTheme();
const desk = new SlackDesk();
desk.start().catch((error) => desk.toasts.error(desk.actions.explain(error)));
