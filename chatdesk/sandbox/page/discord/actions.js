// What a person can do on Discord, as calls of its control API.

import { Actions } from "../actions.js";

export class DiscordActions extends Actions {
  say(channel, content, replyTo) { return this.post("say", { channel, content, reply_to: replyTo }); }
  upload(channel, file, text) { return this.post("upload", { channel, name: file.name, base64: file.base64, text }); }
  edit(channel, message, content) { return this.post("edit", { channel, message, content }); }
  remove(channel, message) { return this.post("delete", { channel, message }); }
  dismiss(channel, message) { return this.post("dismiss", { channel, message }); }

  // A file that waits for the form or command that names it.
  async keep(file) {
    const answer = await this.post("upload", { name: file.name, base64: file.base64 });
    return answer && { file: { ...answer.file, name: file.name } };
  }

  react(channel, message, emoji) {
    const mine = message.reactions?.find((item) => item.me && item.emoji.name === emoji);
    return this.post(mine ? "unreact" : "react", { channel, message: message.id, emoji });
  }

  command(channel, name, options) { return this.answered("command", { channel, name, options }, { text: `/${name}` }); }
  userCommand(channel, name, target) { return this.answered("user_command", { channel, name, target }, { text: name }); }
  messageCommand(channel, name, target) { return this.answered("message_command", { channel, name, target }, { text: name }); }
  press(body) { return this.answered("press", body); }

  // Not told when it fails: the list of suggestions says so itself.
  async suggestions(channel, name, options, focused) {
    const { choices } = await this.session.api.post("autocomplete", { as: this.session.as, channel, name, options, focused });
    return choices;
  }

  async answered(call, body, words) {
    const answer = await this.post(call, body, words);
    if (answer?.modal) this.modals.show(answer.modal);
    return answer;
  }
}
