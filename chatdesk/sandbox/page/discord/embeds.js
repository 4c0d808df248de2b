// Embeds: the cards an app puts under its words, with a coloured bar, fields and a footer.

import { bdi, h } from "../dom.js";
import { icon } from "../icons.js";
import { anchor, markdown, markdownBlock } from "./markdown.js";
import { localUrl } from "./media.js";

export function renderEmbed(embed, session) {
  const hasImage = embed.thumbnail?.url && picture(embed.thumbnail, "embed-thumb", session);
  return h("div", { class: "embed", vars: { "--bar": barColour(embed.color) }, dataset: { test: "d-embed" } },
    h("div", { class: "embed-main" },
      embed.author?.name && h("div", { class: "embed-author" }, embed.author.url ? anchor(embed.author.url, embed.author.name, session) : bdi(embed.author.name)),
      embed.title && title(embed, session),
      embed.description && markdownBlock(embed.description, session, { class: "embed-words" }),
      embed.fields?.length > 0 && fields(embed.fields, session),
      embed.image?.url && picture(embed.image, "embed-image", session),
      foot(embed, session)),
    hasImage);
}

function title(embed, session) {
  const words = h("bdi", {}, markdown(embed.title, session, { blocks: false }));
  return h("div", { class: "embed-title", dir: "auto" }, embed.url ? anchor(embed.url, words, session) : words);
}

// Inline fields stand up to three in a row; any other takes the whole width.
function fields(all, session) {
  const rows = [];
  for (const field of all) {
    const last = rows.at(-1);
    if (field.inline && last?.inline && last.cells.length < 3) last.cells.push(field);
    else rows.push({ inline: Boolean(field.inline), cells: [field] });
  }
  return h("dl", { class: "embed-fields" }, rows.map((row) => h("div", { class: ["embed-row", row.inline && `is-inline-${Math.max(2, row.cells.length)}`] }, row.cells.map((field) => h("div", { class: "embed-field" },
    h("dt", { dir: "auto" }, markdown(field.name, session, { blocks: false })), h("dd", {}, markdownBlock(field.value, session)))))));
}

function foot(embed, session) {
  const at = Date.parse(embed.timestamp ?? "") / 1000;
  const words = [embed.footer?.text && bdi(embed.footer.text), Number.isFinite(at) && h("time", { datetime: embed.timestamp }, session.dates.format(at, { dateStyle: "medium", timeStyle: "short" }))].filter(Boolean);
  return words.length > 0 && h("div", { class: "embed-foot" }, words.length > 1 ? [words[0], " · ", words[1]] : words);
}

export function picture(media, className, session) {
  const alt = media.description ?? "";
  const missing = () => h("span", { class: [className, "image-missing"], role: "img", "aria-label": alt }, icon("image"), bdi(alt || session.t("image_blocked")));
  const url = localUrl(media.url);
  if (!url) return missing();
  const node = h("img", { class: className, src: url, alt, loading: "lazy", onerror: () => node.replaceWith(missing()) });
  return node;
}

export function barColour(colour) {
  return Number.isInteger(colour) && colour > 0 ? `#${colour.toString(16).padStart(6, "0")}` : null;
}
