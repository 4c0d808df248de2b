// What a person can do, as calls of the control API, with their failures told in the page's words.

export class Actions {
  constructor(session, toasts) {
    this.session = session;
    this.toasts = toasts;
    this.modals = null;
  }

  say(channel, text, threadTs) { return this.post("say", { channel, text, thread_ts: threadTs }); }
  upload(channel, file, text, threadTs) { return this.post("upload", { channel, ...file, text, thread_ts: threadTs }); }
  edit(channel, ts, text) { return this.post("edit", { channel, ts, text }); }
  remove(channel, ts) { return this.post("delete", { channel, ts }); }
  join(channel) { return this.post("join", { channel }); }
  leave(channel) { return this.post("leave", { channel }); }

  react(channel, message, name) {
    const mine = message.reactions?.find((item) => item.name === name)?.users?.includes(this.session.as);
    return this.post(mine ? "unreact" : "react", { channel, ts: message.ts, name });
  }

  command(channel, text, threadTs) {
    return this.answered("command", { channel, text, thread_ts: threadTs }, { text: text.split(/\s/)[0] });
  }

  shortcut(callbackId) { return this.answered("shortcut", { callback_id: callbackId }); }
  messageShortcut(callbackId, channel, ts) { return this.answered("message_shortcut", { callback_id: callbackId, channel, ts }); }
  press(body) { return this.answered("press", body); }

  // A call the app has to answer: shows the view it opened and says so when it did not answer well.
  async answered(call, body, words) {
    const answer = await this.post(call, body, words);
    if (!answer) return null;
    this.judge(answer.delivery);
    if (answer.opened) this.modals.show(answer.opened);
    else if (answer.view?.type === "modal") this.modals.show(answer.view);
    return answer;
  }

  judge(delivery) {
    if (!delivery) return true;
    const { t, bot } = this.session;
    const failed = delivery.error || delivery.status >= 400;
    if (!failed) return true;
    const code = String(delivery.error ?? "");
    const what = /timeout|timed/i.test(code) ? t("err_timeout") : t.knows(`err_${code}`) ? t(`err_${code}`) : t("err_status", { status: code || delivery.status });
    this.toasts.error(t("app_trouble", { name: bot.real_name ?? bot.name ?? "app", what }));
    return false;
  }

  async post(call, body, words) {
    const answer = await this.tell(() => this.session.api.post(call, { as: this.session.as, ...body }), words);
    for (const delivery of answer?.deliveries ?? []) if (delivery.error !== "app_not_connected") this.judge(delivery);
    return answer;
  }

  // Runs a call; a refusal becomes a toast and null.
  async tell(call, words) {
    try {
      return await call();
    } catch (error) {
      this.toasts.error(this.explain(error, words));
      return null;
    }
  }

  explain(error, words) {
    const { t } = this.session;
    if (error.code && t.knows(`err_${error.code}`)) return t(`err_${error.code}`, words);
    return error.message || String(error);
  }
}
