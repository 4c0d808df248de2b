// Block Kit blocks as DOM nodes, for messages, modals and the home tab alike.

import { bdi, h, uid } from "./dom.js";
import { image, renderElement } from "./elements.js";
import { icon } from "./icons.js";
import { mrkdwn, plain, textNode } from "./mrkdwn.js";
import { richText } from "./richtext.js";
import { elementsOf, isStateful } from "./states.js";

export function renderBlock(block, surface) {
  const make = BLOCKS[block.type];
  const body = make ? make(block, surface) : h("span", { class: "unsupported" }, surface.session.t("unsupported", { name: block.type }));
  return h("div", { class: `block block-${block.type}`, dataset: { block: block.block_id } }, body);
}

// What `reconcile` needs: blocks nobody can use keep their place, not their id (Slack draws a new id at every update).
export function blockEntries(blocks, surface) {
  return (blocks ?? []).map((block, index) => {
    const usable = elementsOf(block).some((element) => isStateful(element) || element.action_id);
    const { block_id: id, ...rest } = block;
    return { key: usable ? `id:${id}` : `at:${index}`, sig: JSON.stringify(usable ? block : rest), build: () => renderBlock(block, surface) };
  });
}

function section(block, surface) {
  const { session } = surface;
  return [
    h("div", { class: "section-main" }, textNode(block.text, session),
      block.fields && h("div", { class: "fields" }, block.fields.map((item) => textNode(item, session, "div", { class: "field-cell" })))),
    block.accessory && h("div", { class: "section-side" }, renderElement(block.accessory, block, surface)),
  ];
}

function header(block, surface) {
  return h("h3", { dir: "auto" }, plain(block.text?.text ?? "", { emoji: block.text?.emoji !== false }));
}

function context(block, surface) {
  return (block.elements ?? []).map((element) => (element.type === "image" ? image(element, surface, "context-image") : textNode(element, surface.session, "span")));
}

function actions(block, surface) {
  return (block.elements ?? []).map((element) => renderElement(element, block, surface));
}

function imageBlock(block, surface) {
  return h("figure", {}, block.title && h("figcaption", { dir: "auto" }, plain(block.title.text ?? "")), image(block, surface));
}

function video(block, surface) {
  return h("div", { class: "video" }, icon("video"), h("span", {}, h("strong", {}, plain(block.title?.text ?? surface.session.t("video"))), block.description && h("small", {}, plain(block.description.text ?? ""))));
}

/* An input block keeps its own error line; `surface.errors` says what it shows, `surface.touched` hears of a change. */
function input(block, surface) {
  const { session } = surface;
  const ids = { controlId: uid("field"), labelId: uid("label"), hintId: uid("hint"), errorId: uid("error") };
  const error = h("p", { class: "field-error", id: ids.errorId, role: "alert", dataset: { test: "modal-error", errorFor: block.block_id }, hidden: true });
  const field = { ...ids, describedBy: `${ids.hintId} ${ids.errorId}`, touched: () => surface.clearError?.(block.block_id) };
  const control = renderElement(block.element, block, surface, field);
  return [
    h("label", { class: "field-label", id: ids.labelId, for: ids.controlId, dir: "auto" }, plain(block.label?.text ?? ""), block.optional && h("span", { class: "optional" }, ` ${session.t("optional")}`)),
    control,
    h("p", { class: "field-hint", id: ids.hintId, dir: "auto", hidden: !block.hint }, block.hint && plain(block.hint.text ?? "")),
    error,
  ];
}

export function showErrors(root, errors) {
  for (const line of root.querySelectorAll(".field-error")) {
    const text = errors?.[line.dataset.errorFor];
    const changed = line.textContent !== (text ?? "");
    line.hidden = !text;
    if (changed) line.replaceChildren(...(text ? [icon("alert"), bdi(text)] : []));
    const block = line.closest(".block-input");
    block.classList.toggle("has-error", Boolean(text));
    block.querySelector("[data-action-id]")?.setAttribute("aria-invalid", String(Boolean(text)));
  }
}

const BLOCKS = {
  section, header, context, actions, input, image: imageBlock, video,
  divider: () => h("hr"),
  rich_text: (block, surface) => richText(block, surface.session),
  markdown: (block, surface) => h("div", { class: "text", dir: "auto" }, mrkdwn(String(block.text ?? "").replace(/\*\*(.+?)\*\*/g, "*$1*"), surface.session)),
  file: (block) => h("div", { class: "file-card" }, icon("file"), bdi(block.external_id ?? "")),
};
