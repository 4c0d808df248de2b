// The session: who acts, what they see, where they are. Views listen to its events; nothing here touches the DOM.

import { Dates } from "./dates.js";
import { ElementStates } from "./states.js";
import { translator } from "./i18n.js";

export class Session extends EventTarget {
  constructor(api) {
    super();
    this.api = api;
    this.as = null;
    this.snapshot = null;
    this.place = null;
    this.thread = null;
    this.t = translator("en");
    this.lasting = new Map();
    this.places = new Map();
    this.drafts = new Map();
    this.seenReplies = new Map();
    this.clockRead = { now: Date.now() / 1000, at: performance.now() };
  }

  // What a platform may do its own way: its words beside the page's, and what the server says of what somebody sees.
  get words() { return {}; }
  load(as) { return this.api.get("state", { as }); }

  on(type, listener) {
    this.addEventListener(type, (event) => listener(event.detail));
  }

  tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  get me() { return this.snapshot?.me ?? this.person(this.as); }
  get bot() { return this.snapshot?.bot ?? {}; }
  get users() { return this.snapshot?.users ?? []; }
  get people() { return this.users.filter((user) => !user.is_bot && !user.deleted && user.id !== this.bot.id); }
  get channels() { return this.snapshot?.channels ?? []; }
  get rooms() { return this.channels.filter((channel) => !channel.is_im); }
  get directs() { return this.channels.filter((channel) => channel.is_im && this.other(channel) !== this.bot.id); }
  get appChannel() { return this.channels.find((channel) => channel.is_im && this.other(channel) === this.bot.id); }

  person(id) {
    if (id && id === this.bot.id) return this.bot;
    return this.users.find((user) => user.id === id);
  }

  channel(id) { return this.channels.find((channel) => channel.id === id); }

  other(channel) { return typeof channel.with === "string" ? channel.with : channel.with?.id; }

  nameOf(id) {
    const person = this.person(id);
    return person?.real_name || person?.name || id || "";
  }

  placeName(channel) {
    return channel.is_im ? this.nameOf(this.other(channel)) : `#${channel.name}`;
  }

  now() { return this.clockRead.now + (performance.now() - this.clockRead.at) / 1000; }

  setClock(now) {
    this.clockRead = { now, at: performance.now() };
    this.tell("clock");
  }

  // Element states outlive a redraw of the message, modal or home tab they belong to.
  statesOf(surface) {
    const key = `${this.as} ${surface}`;
    if (!this.lasting.has(key)) this.lasting.set(key, new ElementStates());
    return this.lasting.get(key);
  }

  forgetStates(surface) { this.lasting.delete(`${this.as} ${surface}`); }

  async become(id) {
    if (this.as) this.places.set(this.as, { place: this.place, thread: this.thread });
    const before = this.place;
    this.as = id;
    this.snapshot = await this.load(id);
    this.t = translator(this.me.locale, this.words);
    this.dates = new Dates({ locale: this.me.locale, timeZone: this.me.tz, now: () => this.now() });
    this.setClock(this.snapshot.clock.now);
    const last = this.places.get(id);
    this.place = this.visible(last?.place) ?? this.visible(before) ?? this.firstPlace();
    this.thread = last?.thread && this.channel(last.thread.channel) ? last.thread : null;
    this.tell("person");
    this.tell("state");
    this.tell("place");
    this.tell("thread");
  }

  visible(place) {
    if (!place) return null;
    return place.kind === "home" || this.channel(place.id) ? place : null;
  }

  firstPlace() {
    const room = this.rooms.find((channel) => channel.is_member) ?? this.rooms[0] ?? this.channels[0];
    return room ? { kind: "channel", id: room.id } : { kind: "home" };
  }

  async refresh() {
    const as = this.as;
    const snapshot = await this.load(as);
    if (as !== this.as) return;
    this.snapshot = snapshot;
    this.setClock(snapshot.clock.now);
    if (!this.visible(this.place)) this.go(this.firstPlace());
    if (this.thread && !this.channel(this.thread.channel)) this.closeThread();
    this.tell("state");
  }

  go(place) {
    this.place = place;
    if (this.thread && this.thread.channel !== place.id) this.closeThread();
    this.tell("place");
  }

  openThread(channel, ts, { focus = false } = {}) {
    this.thread = { channel, ts, focus };
    this.tell("thread");
  }

  closeThread() {
    this.thread = null;
    this.tell("thread");
  }

  // Shows one message wherever it stands: in its channel, and in its thread when it is a reply.
  reveal(channel, ts, threadTs) {
    if (this.place?.id !== channel) this.go({ kind: "channel", id: channel });
    if (threadTs) this.openThread(channel, threadTs);
    this.tell("reveal", { channel, ts });
  }
}
