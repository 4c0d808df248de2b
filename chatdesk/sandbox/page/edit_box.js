// Editing one's own message in place; shows the stored text as it was typed.

import { h } from "./dom.js";
import { grow } from "./grow.js";
import { unescape } from "./mrkdwn.js";

export function editBox(message, place, { session, actions }) {
  return editor({ text: asTyped(message.text ?? "", session), t: session.t, save: (text) => actions.edit(place.channel, message.ts, text), stop: place.stopEditing });
}

// `save(text)` answers with something true where it went well; `test` is what the hooks begin with.
export function editor({ text, t, save: send, stop, test = "edit" }) {
  const area = h("textarea", { class: "input", rows: 1, dir: "auto", "aria-label": t("editing"), dataset: { test: `${test}-box` }, value: text, oninput: () => grow(area), onkeydown: keys });
  const box = h("form", { class: "edit-box", onsubmit: (event) => { event.preventDefault(); save(); } }, area,
    h("div", { class: "edit-foot" },
      h("button", { type: "button", class: "btn btn-small", dataset: { test: `${test}-cancel` }, onclick: stop }, t("cancel")),
      h("button", { type: "submit", class: "btn btn-small btn-primary", dataset: { test: `${test}-save` } }, t("save"))));
  requestAnimationFrame(() => { grow(area); area.focus(); area.setSelectionRange(area.value.length, area.value.length); });
  return box;

  async function save() {
    if (!area.value.trim()) return;
    if (await send(area.value)) stop();
  }

  function keys(event) {
    if (event.key === "Escape") { event.stopPropagation(); stop(); }
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); save(); }
  }
}

export function asTyped(text, session) {
  const typed = text.replace(/<([^<>|]+)(?:\|([^<>]*))?>/g, (whole, target, label) => {
    if (target.startsWith("@")) return `@${session.person(target.slice(1))?.name ?? label ?? target.slice(1)}`;
    if (target.startsWith("#")) return `#${session.channel(target.slice(1))?.name ?? label ?? target.slice(1)}`;
    if (target.startsWith("!")) return `@${target.slice(1)}`;
    return target.replace(/^mailto:/, "");
  });
  return unescape(typed);
}
