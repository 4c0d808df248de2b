// The Slack face: its panes, wired to the session and the live connection.

import { Actions } from "./actions.js";
import { Api } from "./api.js";
import { ChannelPane } from "./channel_pane.js";
import { Desk } from "./desk.js";
import { bdi, fill, h } from "./dom.js";
import { avatar } from "./avatar.js";
import { HomePane } from "./home_pane.js";
import { Modals } from "./modal.js";
import { routeOf, writeRoute } from "./route.js";
import { drawSidebar } from "./sidebar.js";
import { Session } from "./store.js";
import { ThreadPane } from "./thread_pane.js";

export class SlackDesk extends Desk {
  constructor(shell) {
    const api = new Api();
    super(shell, { platform: "slack", api, session: new Session(api) });
    this.name = "Slack";
    this.actions = new Actions(this.session, this.toasts);
    this.modals = new Modals(this);
    this.actions.modals = this.modals;
    this.channelPane = new ChannelPane(this);
    this.homePane = new HomePane(this);
    this.threadPane = new ThreadPane(this);
    this.appTabs = h("header", { class: "pane-head app-tabs", hidden: true });
    this.face.append(this.appTabs, this.channelPane.root, this.homePane.root);
    this.aside.append(this.threadPane.root);
    this.listen();
  }

  enter({ place, thread, message }) {
    const { session } = this;
    if (session.visible(place)) session.go(place);
    if (thread && place?.id && session.channel(place.id)) session.openThread(place.id, thread);
    if (message && place?.id) session.reveal(place.id, message, thread);
  }

  listen() {
    const { session } = this;
    session.on("state", this.shown(() => this.drawState()));
    session.on("place", this.shown(() => this.drawPlace()));
    session.on("thread", this.shown(() => this.drawThread()));
    session.on("clock", this.shown(() => this.topbar.time.tick()));
    session.on("reveal", this.shown(({ ts }) => { this.channelPane.reveal(ts); this.threadPane.reveal(ts); }));
  }

  redraw() {
    this.drawPlace();
    this.drawThread();
  }

  hide() {
    super.hide();
    document.body.classList.remove("has-thread");
  }

  drawState() {
    const { session } = this;
    drawSidebar(this.side, session);
    this.channelPane.head();
    this.drawTabs();
    this.drawTitle(session.snapshot.team?.name);
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

  drawThread() {
    this.threadPane.show();
    this.channelPane.list.redraw();
    writeRoute(this.session);
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
    if (notice.type === "clock") this.clockMoved(notice.now);
    if (!this.onShow) return this.soon("state");
    switch (notice.type) {
      case "changed": return this.changed(notice);
      case "view": return notice.view?.type === "modal" && this.modals.show(notice.view);
      case "view_closed": return this.modals.closed();
      case "home": return session.place.kind === "home" && this.homePane.published(notice.view);
      case "clock": return this.refreshAll();
      case "state": return this.refreshAll();
      default: return null;
    }
  }

  changed({ channel, thread }) {
    const { session } = this;
    const inThread = channel === session.thread?.channel && (!thread || thread === session.thread.ts);
    this.soon("state", channel === this.channelPane.id && "channel", inThread && "thread");
  }

  async refreshStale(stale) {
    if (this.onShow) await Promise.all([stale.has("channel") && this.channelPane.refresh(), stale.has("thread") && this.threadPane.refresh()]);
    await this.refreshState();
  }

  async refreshAll() {
    await this.refreshState();
    const { session } = this;
    if (!this.onShow) return;
    if (session.place.kind === "home") this.homePane.refresh();
    else this.channelPane.refresh();
    if (session.thread) this.threadPane.refresh();
  }

  async copyLink(channel, message) {
    const thread = message.thread_ts && message.thread_ts !== message.ts ? { ts: message.thread_ts } : null;
    const link = new URL(routeOf({ place: { kind: "channel", id: channel }, thread }, message.ts), location.href).href;
    this.shell.copy(link);
  }
}
