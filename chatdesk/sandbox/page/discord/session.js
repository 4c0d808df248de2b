// The session on Discord: the guild through the acting person's eyes, put in the page's terms.

import { Session } from "../store.js";
import { WORDS } from "./words.js";

const DIRECT = 1;
const PRIVATE_THREAD = 12;
const MANAGE_THREADS = 1n << 34n;
const ADMINISTRATOR = 1n << 3n;
export const CHAT_COMMAND = 1;
export const USER_COMMAND = 2;
export const MESSAGE_COMMAND = 3;

// What is new in a thread counts for whoever is in it, until it is over.
const countsUnread = (channel) => !channel.parent_id || (channel.is_member && !channel.archived);

export class DiscordSession extends Session {
  get platform() { return "discord"; }
  get words() { return WORDS; }

  async load(as) {
    const snapshot = await super.load(as);
    const named = (user) => ({ ...user, real_name: user.nick || user.global_name || user.name });
    return {
      ...snapshot, me: named(snapshot.me), users: snapshot.users.map(named), bot: named(snapshot.bot),
      channels: snapshot.channels.map((channel) => ({ ...channel, unread: countsUnread(channel) ? channel.unread : 0, new_posts: channel.unread, is_im: channel.type === DIRECT, is_thread: Boolean(channel.parent_id), is_secret: channel.type === PRIVATE_THREAD })),
    };
  }

  get guild() { return this.snapshot?.guild ?? {}; }
  get roles() { return this.snapshot?.roles ?? []; }
  get rooms() { return this.channels.filter((channel) => !channel.is_im && !channel.is_thread); }
  get directs() { return []; }

  // The newest thread first, those in the archive last.
  threadsOf(id) {
    const threads = this.channels.filter((channel) => channel.parent_id === id);
    return threads.sort((a, b) => Number(a.archived) - Number(b.archived) || (BigInt(b.id) > BigInt(a.id) ? 1 : -1));
  }

  role(id) { return this.roles.find((role) => role.id === id); }

  placeName(channel) {
    if (channel.is_im) return this.nameOf(this.other(channel));
    return channel.is_thread ? channel.name : `#${channel.name}`;
  }

  authorName(author) {
    return this.person(author.id) ? this.nameOf(author.id) : author.global_name || author.username || author.id;
  }

  firstPlace() {
    const room = this.rooms[0] ?? this.channels[0];
    return { kind: "channel", id: room?.id ?? "" };
  }

  visible(place) {
    return place && this.channel(place.id) ? place : null;
  }

  openThread(_channel, id) { this.go({ kind: "channel", id }); }

  get moderates() {
    const held = (this.me.roles ?? []).map((id) => BigInt(this.role(id)?.permissions ?? 0));
    return held.some((bits) => bits & (MANAGE_THREADS | ADMINISTRATOR));
  }

  // What one can write in: {open, note}; the note says why not, or what writing does.
  writing(channel) {
    if (!channel?.is_thread) return { open: true, note: null };
    if (channel.archived && channel.locked) return { open: false, note: "note_closed" };
    if (channel.locked) return this.moderates ? { open: true, note: null } : { open: false, note: "note_locked" };
    return { open: true, note: channel.archived ? "note_archived" : null };
  }

  // The commands one can use in a place; those of the guild are not for direct messages.
  commandsIn(channel, kind) {
    const direct = Boolean(channel?.is_im);
    const here = (command) => {
      if (direct) return !command.guild_id && (command.contexts ? command.contexts.includes(1) : command.dm_permission !== false);
      return !command.contexts || command.contexts.includes(0);
    };
    return (this.snapshot?.commands ?? []).filter((command) => command.type === kind && here(command));
  }

  // A name or description as this person's Discord shows it.
  localized(thing, field) {
    const others = thing[`${field}_localizations`] ?? {};
    const locale = this.me.locale ?? "en-US";
    const language = locale.split("-")[0];
    return others[locale] ?? others[Object.keys(others).find((key) => key.split("-")[0] === language)] ?? thing[field] ?? "";
  }
}
