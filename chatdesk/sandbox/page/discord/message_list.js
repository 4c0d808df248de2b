// A list of Discord's messages: the page's list with Discord's ids, authors and ways to answer.

import { MessageList } from "../message_list.js";
import { isEphemeral, isMine, isOrdinary, STARTER, stampOf } from "./kinds.js";
import { renderMessage } from "./message.js";

const GROUP_WITHIN = 420;
const CHANNEL = /<#(\d+)>/g;

export class DiscordMessageList extends MessageList {
  constructor(desk, { reply }) {
    super(desk, "channel");
    this.reply = reply;
  }

  idOf(message) { return message.id; }
  stampOf(message) { return stampOf(message); }
  isMine(message) { return isMine(message, this.desk.session) && isOrdinary(message) && !isEphemeral(message); }
  isForMe(message) { return this.isMine(message) || isEphemeral(message); }
  canEdit(message) { return this.isMine(message); }
  get mark() { return "messageId"; }

  render(message, place) {
    return renderMessage(message, { ...place, reply: this.desk.session.writing(this.desk.session.channel(this.channel)).open ? this.reply : null }, this.desk);
  }

  follows(before, message) {
    const plain = (item) => isOrdinary(item) && !isEphemeral(item) && item.type !== 19 && item.type !== STARTER && !item.interaction;
    return plain(before) && plain(message) && before.author.id === message.author.id && stampOf(message) - stampOf(before) < GROUP_WITHIN;
  }

  answer(message) {
    if (isEphemeral(message) || !isOrdinary(message)) return false;
    this.reply(message);
    return true;
  }

  // A thread it began, the names of places it mentions, the minute where it counts one.
  depends(message) {
    const { session } = this.desk;
    const text = JSON.stringify([message.content, message.embeds, message.components, message.root]);
    const places = [...text.matchAll(CHANNEL)].map((found) => session.channel(found[1])?.name);
    const thread = message.thread && session.channel(message.thread.id);
    const minute = /<t:-?\d+:R>/.test(text) && Math.floor(session.now() / 60);
    return [places, thread, minute, session.writing(session.channel(this.channel)).open, session.snapshot?.commands?.length];
  }
}
