// The Discord face: its pane and sidebar, wired to the session and the live connection.

import { Api } from "../api.js";
import { avatar } from "../avatar.js";
import { Desk } from "../desk.js";
import { icon } from "../icons.js";
import { openQuick } from "../quick.js";
import { routeOf, writeRoute } from "../route.js";
import { DiscordActions } from "./actions.js";
import { DiscordModals } from "./modal.js";
import { Pane } from "./pane.js";
import { DiscordSession } from "./session.js";
import { drawSidebar, markOf } from "./sidebar.js";

export class DiscordDesk extends Desk {
  constructor(shell) {
    const api = new Api("/_control/discord/");
    super(shell, { platform: "discord", api, session: new DiscordSession(api) });
    this.name = "Discord";
    this.actions = new DiscordActions(this.session, this.toasts);
    this.modals = new DiscordModals(this);
    this.actions.modals = this.modals;
    this.pane = new Pane(this);
    this.face.append(this.pane.root);
    this.listen();
  }

  enter({ place, message }) {
    const { session } = this;
    if (session.visible(place)) session.go(place);
    if (message && place?.id) session.reveal(place.id, message, null);
  }

  listen() {
    const { session } = this;
    session.on("state", this.shown(() => this.drawState()));
    session.on("place", this.shown(() => this.redraw()));
    session.on("clock", this.shown(() => this.topbar.time.tick()));
    session.on("reveal", this.shown(({ ts }) => this.pane.reveal(ts)));
  }

  redraw() {
    this.pane.show();
    this.drawState();
    writeRoute(this.session);
  }

  drawState() {
    const { session } = this;
    drawSidebar(this.side, session);
    this.pane.head();
    this.pane.list.redraw();
    this.drawTitle(session.guild.name);
  }

  hear(notice) {
    const { session } = this;
    if (notice.type === "clock") this.clockMoved(notice.now);
    if (!this.onShow) return this.soon("state");
    switch (notice.type) {
      case "changed": return this.soon("state", [this.pane.id, this.pane.channel?.parent_id].includes(notice.channel) && "channel");
      case "modal": return this.modals.show(notice.modal);
      case "modal_closed": return this.modals.closed(notice.modal);
      case "state": case "clock": return this.soon("state", "channel");
      default: return null;
    }
  }

  async refreshStale(stale) {
    if (this.onShow && stale.has("channel") && !this.pane.channel?.is_thread) await this.pane.refresh();
    await this.refreshState();
    if (this.onShow && stale.has("channel") && this.pane.channel?.is_thread) await this.pane.refresh();
  }

  async refreshAll() {
    await this.refreshState();
    if (this.onShow) this.pane.refresh();
  }

  copyLink(channel, message) {
    const { platform } = this;
    this.shell.copy(new URL(routeOf({ platform, place: { kind: "channel", id: channel } }, message), location.href).href);
  }

  openQuick() {
    const { session } = this;
    const go = (channel) => () => session.go({ kind: "channel", id: channel.id });
    const places = session.channels.map((channel) => ({
      label: channel.is_im ? session.placeName(channel) : channel.name, detail: channel.is_thread ? session.channel(channel.parent_id)?.name : channel.topic,
      lead: () => (channel.is_im ? avatar(session, session.other(channel), "xs") : icon(markOf(channel))), run: go(channel),
    }));
    const people = session.people.filter((user) => user.id !== session.as).map((user) => ({ label: session.t("act_as", { name: session.nameOf(user.id) }), detail: user.title, lead: () => avatar(session, user.id, "xs"), run: () => this.become(user.id) }));
    openQuick(this, [...places, ...people]);
  }
}
