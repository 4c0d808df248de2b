// Discord's modals: one at a time, with labelled inputs, texts and uploads, and what is wrong at which of them.

import { showErrors } from "../blocks.js";
import { bdi, fill, h, uid } from "../dom.js";
import { fileInput } from "../file_input.js";
import { icon } from "../icons.js";
import { openModalFrame } from "../modal_frame.js";
import { closePopover } from "../popover.js";
import { selectControl } from "../select.js";
import { textInput } from "../text_input.js";
import { CHANNELS, CHECKBOX, CHECKBOXES, choicesOf, LABEL, MENTIONABLES, placeholderOf, presetOf, RADIOS, ROLES, ROW, SELECT, TEXT, TEXT_INPUT, UPLOAD, USERS } from "./components.js";
import { markdownBlock, withEmoji } from "./markdown.js";

const LISTS = new Set([SELECT, USERS, ROLES, MENTIONABLES, CHANNELS, UPLOAD, CHECKBOXES]);
const LONGEST_TEXT = 4000;

export class DiscordModals {
  constructor(desk) {
    this.desk = desk;
    this.modal = null;
    this.seen = new Set();
  }

  get session() { return this.desk.session; }

  // The answer to a press and the live connection both bring a modal; it is opened once.
  show(modal) {
    if (this.seen.has(modal.id)) return;
    this.seen.add(modal.id);
    this.hide();
    this.modal = modal;
    this.values = new Map();
    this.errors = {};
    this.opener = document.activeElement;
    const { session } = this;
    this.frame = openModalFrame(session, { test: "d-modal", onsubmit: () => this.send(), ondismiss: () => this.dismiss() });
    const { dialog, title, body, closeWords, submitWords } = this.frame;
    dialog.classList.add("d-modal");
    dialog.dataset.modalId = modal.id;
    dialog.dataset.customId = modal.custom_id;
    fill(title, withEmoji(modal.title));
    fill(closeWords, session.t("cancel"));
    fill(submitWords, session.t("submit"));
    this.wrong = h("p", { class: "field-error modal-wrong", role: "alert", hidden: true, dataset: { test: "d-modal-error", errorFor: "" } });
    body.append(...modal.components.flatMap((component) => this.part(component)), this.wrong, h("p", { class: "modal-note" }, session.t("modal_note", { name: session.nameOf(session.bot.id) })));
    this.focusFirst();
  }

  hide() {
    if (!this.modal) return;
    this.modal = null;
    closePopover();
    this.frame.dialog.close();
    this.frame.dialog.remove();
    if (this.opener?.isConnected) this.opener.focus({ preventScroll: true });
  }

  closed(id) {
    if (!this.busy && this.modal?.id === id) this.hide();
  }

  // -- what is in it

  part(component) {
    if (component.type === TEXT) return [h("div", { class: "block modal-text" }, markdownBlock(component.content, this.session))];
    if (component.type === LABEL) return [this.field(component.component, { label: component.label, hint: component.description })];
    if (component.type === ROW) return (component.components ?? []).map((input) => this.field(input, { label: input.label }));
    return [h("span", { class: "unsupported" }, this.session.t("unsupported", { name: component.type }))];
  }

  field(input, { label, hint }) {
    const ids = { control: uid("field"), label: uid("label"), hint: uid("hint"), error: uid("error") };
    const required = input.required !== false && input.type !== CHECKBOX;
    const attributes = { id: ids.control, "aria-labelledby": ids.label, "aria-describedby": `${ids.hint} ${ids.error}`, "aria-required": required ? "true" : null, dataset: { customId: input.custom_id, test: "d-field" } };
    const touched = () => this.clearError(input.custom_id);
    return h("div", { class: "block block-input", dataset: { field: input.custom_id } },
      h("label", { class: "field-label", id: ids.label, for: ids.control, dir: "auto" }, bdi(label ?? ""), required ? h("span", { class: "required-mark", "aria-hidden": "true" }, " *") : h("span", { class: "optional" }, ` ${this.session.t("optional")}`)),
      hint && h("p", { class: "field-hint above", id: ids.hint, dir: "auto" }, bdi(hint)),
      this.control(input, attributes, touched),
      h("p", { class: "field-error", id: ids.error, role: "alert", dataset: { test: "d-modal-error", errorFor: input.custom_id }, hidden: true }));
  }

  control(input, attributes, touched) {
    const { session } = this;
    const id = input.custom_id;
    this.values.set(id, initialOf(input));
    const read = () => this.values.get(id);
    const write = (value) => { this.values.set(id, value); };
    const change = (value) => { write(value); touched(); };
    switch (input.type) {
      case TEXT_INPUT: {
        const element = { type: "plain_text_input", multiline: input.style === 2, min_length: input.min_length, max_length: input.max_length, placeholder: { text: input.placeholder } };
        return textInput({ element, block: {}, field: { touched }, attributes, read, write: (value) => write(value ?? ""), fire: () => null, surface: {} });
      }
      case UPLOAD:
        return fileInput({ element: { max_files: input.max_values ?? 1 }, attributes, read, write, field: { touched }, surface: { session, upload: (file) => this.desk.actions.keep(file) } });
      case RADIOS: return choices("radio", input, attributes, read, (list) => change(list[0] ?? null));
      case CHECKBOXES: return choices("checkbox", input, attributes, read, change);
      case CHECKBOX: return h("input", { ...attributes, type: "checkbox", class: "lone-box", checked: read(), onchange: (event) => change(event.target.checked) });
      default:
        if (!LISTS.has(input.type)) return h("span", { class: "unsupported" }, session.t("unsupported", { name: input.type }));
        return selectControl({
          groups: [{ options: choicesOf(input, session) }], chosen: read(), multiple: (input.max_values ?? 1) > 1, most: input.max_values ?? 1, clearable: input.required === false, t: session.t,
          placeholder: input.placeholder || placeholderOf(input, session.t), attributes, onchange: change,
        }).node;
    }
  }

  // The first field that is still empty, as one corrects a form that came back filled in.
  focusFirst() {
    const { body, submit } = this.frame;
    const fields = [...body.querySelectorAll("[data-custom-id]")].map((node) => (node.matches(".choices") ? node.querySelector("input") : node));
    (fields[0] ?? submit)?.focus({ preventScroll: true });
  }

  // -- sending it

  inputs() {
    return this.modal.components.flatMap((component) => (component.type === LABEL ? [component.component] : component.type === ROW ? component.components : []));
  }

  problems() {
    const { t } = this.session;
    const found = {};
    for (const input of this.inputs()) {
      const text = problemOf(input, this.values.get(input.custom_id), t);
      if (text) found[input.custom_id] = text;
    }
    return found;
  }

  async send() {
    if (this.busy) return;
    const { modal } = this;
    const found = this.problems();
    this.complain(found);
    if (Object.keys(found).length) return;
    const values = {};
    for (const input of this.inputs()) {
      const value = this.values.get(input.custom_id);
      values[input.custom_id] = input.type === UPLOAD ? value.map((file) => file.id) : value;
    }
    this.setBusy(true);
    try {
      const answer = await this.session.api.post("submit", { as: this.session.as, modal: modal.id, values });
      if (this.modal !== modal) return;
      if (answer.errors) this.complain(answer.errors);
      else this.hide();
    } catch (error) {
      if (this.modal === modal) this.complain({ "": error.code === "did_not_respond" ? this.session.t("something_wrong") : this.desk.actions.explain(error) });
    } finally {
      this.setBusy(false);
    }
  }

  complain(errors) {
    this.drawErrors(errors);
    const block = this.errors[""] ? this.wrong : this.frame.body.querySelector(".has-error");
    block?.scrollIntoView({ block: "nearest" });
    block?.querySelector("input, textarea, [data-custom-id]")?.focus({ preventScroll: true });
  }

  drawErrors(errors) {
    this.errors = { ...errors };
    const { body } = this.frame;
    const general = this.errors[""];
    fill(this.wrong, general && [icon("alert"), bdi(general)]);
    showErrors({ querySelectorAll: () => body.querySelectorAll(".block-input .field-error") }, this.errors);
    this.wrong.hidden = !general;
    for (const node of body.querySelectorAll("[data-custom-id]")) node.setAttribute("aria-invalid", String(Boolean(this.errors[node.dataset.customId])));
  }

  clearError(id) {
    if (!this.errors[id] && !this.errors[""]) return;
    const { [id]: _, ...rest } = this.errors;
    delete rest[""];
    this.drawErrors(rest);
  }

  setBusy(busy) {
    this.busy = busy;
    const { submit, form } = this.frame;
    submit.disabled = busy;
    submit.classList.toggle("is-busy", busy);
    form.setAttribute("aria-busy", String(busy));
  }

  async dismiss() {
    const { modal } = this;
    if (!modal || this.busy) return;
    this.hide();
    await this.session.api.post("dismiss", { as: this.session.as, modal: modal.id }).catch(() => null);
  }
}

function initialOf(input) {
  if (input.type === TEXT_INPUT) return input.value ?? "";
  if (input.type === CHECKBOX) return Boolean(input.default);
  if (input.type === RADIOS) return presetOf(input)[0] ?? null;
  return input.type === UPLOAD ? [] : presetOf(input);
}

// What Discord's client refuses before a form is sent, in the person's language.
function problemOf(input, value, t) {
  const required = input.required !== false;
  if (input.type === CHECKBOX) return null;
  if (value === null || value === undefined || value.length === 0) return required ? t("required") : null;
  if (input.type === TEXT_INPUT) {
    const { length } = [...value];
    if (input.min_length && length < input.min_length) return t("too_short", { n: input.min_length });
    const most = input.max_length ?? LONGEST_TEXT;
    return length > most ? t("too_long", { n: most }) : null;
  }
  if (input.type === RADIOS) return null;
  const least = input.min_values ?? 1;
  const most = input.max_values ?? (input.type === CHECKBOXES ? input.options.length : 1);
  return value.length < least || value.length > most ? t("choose_between", { n: least, most }) : null;
}

function choices(type, input, attributes, read, onchange) {
  const group = uid("choice");
  const chosen = [read() ?? []].flat();
  const boxes = input.options.map((option) => h("input", { type, name: group, value: option.value, checked: chosen.includes(option.value), dataset: { value: option.value }, onchange: () => onchange(input.options.filter((_, index) => boxes[index].checked).map((each) => each.value)) }));
  return h("div", { ...attributes, class: "choices", role: type === "radio" ? "radiogroup" : "group" }, input.options.map((option, index) => h("label", { class: "choice" }, boxes[index], h("span", { class: "choice-words" }, bdi(option.label), option.description && h("small", {}, bdi(option.description))))));
}
