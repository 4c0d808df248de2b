// What the desks of both platforms have in common: a seat at it, the live connection, and whether it is the one on show.

import { h } from "./dom.js";
import { Live } from "./live.js";
import { openQuick } from "./quick.js";

/* The shell ({toasts, topbar, seated(desk), draw()}) is the page around the desks. A desk that is not on show follows
   along quietly: it knows what is unread and draws nothing. */
export class Desk {
  constructor(shell, { platform, api, session }) {
    this.shell = shell;
    this.platform = platform;
    this.api = api;
    this.session = session;
    this.toasts = shell.toasts;
    this.topbar = shell.topbar;
    this.onShow = false;
    this.face = h("div", { class: "face", hidden: true });
    this.side = h("div", { class: "face", hidden: true });
    this.aside = h("div", { class: "face", hidden: true });
    this.live = new Live(api, { hear: (notice) => this.hear(notice), state: (up, again) => this.connected(up, again) });
    this.become = this.become.bind(this);
    this.seatKey = platform === "slack" ? "sandbox-as" : `sandbox-as-${platform}`;
  }

  async start(route) {
    const as = route?.as ?? (await this.anyone());
    try {
      await this.become(as);
    } catch {
      await this.become(await this.anyone());
    }
  }

  // Before anybody acts, the page only needs a first person to be.
  async anyone() {
    const known = sessionStorage.getItem(this.seatKey);
    const { users, bot } = await this.api.get("state", known ? { as: known } : {}).catch(() => this.api.get("state"));
    return users.find((user) => user.id === known)?.id ?? users.find((user) => !user.is_bot && user.id !== bot?.id).id;
  }

  async become(id) {
    if (id === this.session.as) return;
    this.modals.hide();
    await this.session.become(id);
    sessionStorage.setItem(this.seatKey, id);
    this.live.follow(id);
    if (!this.onShow) return;
    document.documentElement.lang = this.session.t.language;
    this.topbar.draw();
    this.shell.seated(this);
  }

  // Who sits here as somebody of that name; null where nobody is called so.
  namesake(name) {
    const { session } = this;
    return session.people.find((user) => sameName(session.nameOf(user.id), name)) ?? null;
  }

  show() {
    this.onShow = true;
    this.uncover(true);
    document.documentElement.lang = this.session.t.language;
    this.redraw();
    this.refreshState();
  }

  hide() {
    this.onShow = false;
    this.uncover(false);
    this.modals.hide();
  }

  uncover(on) {
    for (const part of [this.face, this.side, this.aside]) part.hidden = !on;
  }

  // Makes a listener that is only for a desk on show.
  shown(run) {
    return (...args) => { if (this.onShow) run(...args); };
  }

  get unread() {
    const { session } = this;
    const here = this.onShow ? session.place?.id : null;
    return session.channels.reduce((sum, channel) => sum + (channel.id === here ? 0 : channel.unread ?? 0), 0);
  }

  drawTitle(name) {
    const { session } = this;
    document.title = `${this.unread ? `(${this.unread}) ` : ""}${name ?? ""} · chatdesk`;
    document.getElementById("skip").textContent = session.t("skip");
    document.getElementById("menu").setAttribute("aria-label", session.t("menu"));
    document.getElementById("sidebar").setAttribute("aria-label", name ?? "");
    const key = JSON.stringify(session.people.map((user) => [user.id, user.real_name, user.title]));
    if (this.peopleKey !== key) this.topbar.draw();
    this.peopleKey = key;
    this.shell.draw();
  }

  async refreshState() {
    try {
      await this.session.refresh();
    } catch (error) {
      if (this.onShow) this.toasts.error(this.actions.explain(error));
    }
    if (!this.onShow) this.shell.draw();
  }

  connected(up, again) {
    if (this.onShow) {
      const lost = document.getElementById("lost");
      lost.hidden = up;
      lost.textContent = up ? "" : this.session.t("live_lost");
    }
    if (up && again) this.refreshAll();
  }

  clockMoved(now) {
    this.session.setClock(now);
    if (this.onShow) this.topbar.time.refresh();
  }

  // Several notices often come at once; each list is fetched again once.
  soon(...what) {
    this.stale ??= new Set();
    for (const each of what) this.stale.add(each);
    clearTimeout(this.later);
    this.later = setTimeout(() => { const { stale } = this; this.stale = null; this.refreshStale(stale ?? new Set()); }, 25);
  }

  openQuick() { openQuick(this); }
}

const fold = (name) => String(name ?? "").normalize("NFD").replace(/\p{M}/gu, "").trim().toLocaleLowerCase();
const sameName = (one, other) => fold(one) !== "" && fold(one) === fold(other);
