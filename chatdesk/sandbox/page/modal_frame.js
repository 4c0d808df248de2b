// The frame of a modal: its head with the app's face and a title, a body, and a foot to close and submit it.

import { avatar } from "./avatar.js";
import { h, uid } from "./dom.js";
import { icon } from "./icons.js";
import { popoverIsOpen } from "./popover.js";

/* Opens an empty modal and returns its parts; `test` is what its hooks begin with. */
export function openModalFrame(session, { test, onsubmit, ondismiss }) {
  const { t } = session;
  const titleId = uid("modal");
  const title = h("h2", { id: titleId, dir: "auto" });
  const body = h("div", { class: "dialog-body blocks" });
  const closeWords = h("span", { dir: "auto" });
  const submitWords = h("span", { class: "btn-words", dir: "auto" });
  const submit = h("button", { type: "submit", class: "btn btn-primary", dataset: { test: `${test}-submit` } }, submitWords);
  const back = h("button", { type: "button", class: "icon-btn", "aria-label": t("close"), hidden: true, dataset: { test: `${test}-back` }, onclick: ondismiss }, icon("left"));
  const form = h("form", { class: "dialog-form", novalidate: true, onsubmit: (event) => { event.preventDefault(); onsubmit(); } },
    h("div", { class: "dialog-head" }, back, avatar(session, session.bot.id, "s"), title,
      h("button", { type: "button", class: "icon-btn", "aria-label": t("modal_close"), dataset: { test: `${test}-x` }, onclick: ondismiss }, icon("close"))),
    body,
    h("div", { class: "dialog-foot" }, h("button", { type: "button", class: "btn", dataset: { test: `${test}-close` }, onclick: ondismiss }, closeWords), submit));
  const dialog = h("dialog", {
    class: "dialog modal", "aria-labelledby": titleId, "aria-modal": "true", dataset: { test },
    oncancel: (event) => { event.preventDefault(); if (!popoverIsOpen()) ondismiss(); },
    onkeydown: (event) => { if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); form.requestSubmit(); } },
  }, form);
  document.body.append(dialog);
  dialog.showModal();
  return { dialog, form, title, body, back, closeWords, submit, submitWords };
}
