// The page's own dialogs: "are you sure", from an element's confirm object or from the page itself.

import { h, uid } from "./dom.js";
import { plain, textNode } from "./mrkdwn.js";

export function ask(session, { title, text, confirm, deny, style }) {
  const { t } = session;
  const titleId = uid("confirm");
  return new Promise((resolve) => {
    const finish = (answer) => { resolve(answer); dialog.close(); dialog.remove(); };
    const dialog = h("dialog", { class: "dialog dialog-small", "aria-labelledby": titleId, dataset: { test: "confirm" }, oncancel: (event) => { event.preventDefault(); finish(false); } },
      h("div", { class: "dialog-head" }, h("h2", { id: titleId, dir: "auto" }, title && plain(title.text ?? ""))),
      h("div", { class: "dialog-body" }, textNode(text, session)),
      h("div", { class: "dialog-foot" },
        h("button", { type: "button", class: "btn", dataset: { test: "confirm-no" }, onclick: () => finish(false) }, deny ? plain(deny.text) : t("cancel")),
        h("button", { type: "button", class: ["btn", style === "danger" ? "btn-danger" : "btn-primary"], dataset: { test: "confirm-yes" }, autofocus: true, onclick: () => finish(true) }, confirm ? plain(confirm.text) : "OK")));
    document.body.append(dialog);
    dialog.showModal();
  });
}
