// Modals: the stack of views over the page, their fields, errors, updates and the ways to submit and close.

import { blockEntries, showErrors } from "./blocks.js";
import { fill, reconcile } from "./dom.js";
import { openModalFrame } from "./modal_frame.js";
import { plain } from "./mrkdwn.js";
import { closePopover } from "./popover.js";
import { problems } from "./problems.js";
import { ElementStates } from "./states.js";
import { viewSurface } from "./surfaces.js";

const CLOSING_GRACE = 120;

export class Modals {
  constructor(desk) {
    this.desk = desk;
    this.stack = [];
    this.busy = false;
    this.dialog = null;
  }

  get top() { return this.stack.at(-1); }

  // A view that was opened, pushed, updated or came back: its place in the stack follows from what is open.
  show(view) {
    const known = this.stack.findIndex((layer) => layer.view.id === view.id);
    const before = this.top;
    if (known >= 0) this.stack.length = known + 1;
    else if (before && view.previous_view_id === before.view.id) this.stack.push(this.layer());
    else this.stack = [this.layer()];
    this.top.view = view;
    for (const layer of this.stack) layer.doomed = false;
    this.draw(before !== this.top);
  }

  layer() {
    return { view: null, states: new ElementStates(), errors: {}, doomed: false };
  }

  // The sandbox says a view closed; the one below may come back with the next notice, so wait a moment.
  closed() {
    if (this.busy) return;
    const doomed = [...this.stack];
    for (const layer of doomed) layer.doomed = true;
    setTimeout(() => this.drop(doomed.filter((layer) => layer.doomed)), CLOSING_GRACE);
  }

  drop(layers) {
    const before = this.top;
    this.stack = this.stack.filter((layer) => !layers.includes(layer));
    if (!this.top) this.hide();
    else if (this.top !== before) this.draw(true);
  }

  hide() {
    this.stack = [];
    closePopover();
    this.dialog?.close();
    this.dialog?.remove();
    this.dialog = null;
    if (this.opener?.isConnected) this.opener.focus({ preventScroll: true });
  }

  draw(changed) {
    const { view, states, errors } = this.top;
    states.settle(view.blocks);
    if (!this.dialog) this.build();
    if (changed) this.enter(view);
    const { session } = this.desk;
    fill(this.title, plain(view.title?.text ?? ""));
    fill(this.closeWords, view.close ? plain(view.close.text) : session.t(view.submit ? "cancel" : "modal_close"));
    this.submit.hidden = !view.submit;
    this.submit.disabled = Boolean(view.submit_disabled) || this.busy;
    fill(this.submitWords, view.submit ? plain(view.submit.text) : "");
    this.back.hidden = this.stack.length < 2;
    reconcile(this.body, blockEntries(view.blocks, this.surface));
    showErrors(this.body, errors);
    if (changed) this.focusFirst();
  }

  enter(view) {
    const { dialog, top } = this;
    dialog.dataset.viewId = view.id;
    dialog.dataset.callbackId = view.callback_id ?? "";
    this.body.replaceChildren();
    this.body.scrollTop = 0;
    this.surface = {
      ...viewSurface(view, top.states, this.desk),
      clearError: (blockId) => {
        if (!top.errors[blockId]) return;
        delete top.errors[blockId];
        showErrors(this.body, top.errors);
      },
    };
  }

  build() {
    this.opener = document.activeElement;
    const frame = openModalFrame(this.desk.session, { test: "modal", onsubmit: () => this.send(), ondismiss: () => this.dismiss() });
    Object.assign(this, frame);
  }

  focusFirst() {
    const fields = "[data-action-id]:is(input, textarea, select, button, [role=combobox]), .choices input";
    const wished = this.body.querySelector("[data-autofocus]");
    const target = wished ?? this.body.querySelector(`.block-input :is(${fields})`) ?? this.body.querySelector(fields) ?? this.submit;
    (target.matches?.(".choices") ? target.querySelector("input") : target)?.focus({ preventScroll: !wished });
  }

  async send() {
    const layer = this.top;
    if (this.busy || !layer.view.submit || layer.view.submit_disabled) return;
    const found = problems(layer.view.blocks, layer.states, this.desk.session.t);
    if (Object.keys(found).length) return this.complain(layer, found);
    layer.errors = {};
    showErrors(this.body, {});
    this.setBusy(true);
    const doomed = [...this.stack];
    const answer = await this.desk.actions.post("submit", { view_id: layer.view.id, values: layer.states.values() });
    this.setBusy(false);
    const { unwanted } = layer;
    layer.unwanted = false;
    if (!answer) return;
    this.settle(answer, layer, doomed);
    if (unwanted && !answer.errors && this.top === layer) this.dismiss();
  }

  settle(answer, layer, doomed) {
    const fine = this.desk.actions.judge(answer.delivery);
    if (answer.errors) this.complain(layer, answer.errors);
    else if (answer.view) this.show(answer.view);
    else if (answer.closed) this.drop(doomed);
    else if (!fine) this.focusFirst();
  }

  complain(layer, errors) {
    layer.errors = { ...errors };
    if (this.top !== layer) return;
    showErrors(this.body, layer.errors);
    const block = this.body.querySelector(".has-error");
    block?.scrollIntoView({ block: "nearest" });
    block?.querySelector("input, textarea, [data-action-id]")?.focus({ preventScroll: true });
    const homeless = Object.entries(errors).filter(([id]) => !this.body.querySelector(`[data-error-for="${CSS.escape(id)}"]`));
    for (const [, text] of homeless) this.desk.toasts.error(String(text));
  }

  setBusy(busy) {
    this.busy = busy;
    if (!this.dialog) return;
    this.submit.disabled = busy;
    this.submit.classList.toggle("is-busy", busy);
    this.form.setAttribute("aria-busy", String(busy));
  }

  async dismiss() {
    const layer = this.top;
    if (!layer) return;
    // While it is being sent it stays, and closes once the app has taken it.
    if (this.busy) { layer.unwanted = true; return; }
    this.drop([layer]);
    await this.desk.actions.post("close", { view_id: layer.view.id });
  }
}
