// Files on their way in (read as base64) and as cards in a message.

import { bdi, h } from "./dom.js";
import { icon } from "./icons.js";

export async function readFile(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let binary = "";
  for (let at = 0; at < bytes.length; at += 0x8000) binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return { name: file.name, mimetype: file.type || "application/octet-stream", base64: btoa(binary) };
}

export function sizeLabel(bytes, locale) {
  if (!Number.isFinite(bytes)) return "";
  const power = Math.min(3, bytes > 0 ? Math.floor(Math.log10(bytes) / 3) : 0);
  const unit = ["byte", "kilobyte", "megabyte", "gigabyte"][power];
  return new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: power ? "short" : "long", maximumFractionDigits: power ? 1 : 0 }).format(bytes / 1000 ** power);
}

// A file just chosen, with a way to take it back.
export function stagedFile(file, { t, locale, onremove }) {
  return h("span", { class: "staged" }, icon("file"), h("span", { class: "staged-words" }, bdi(file.name), h("small", {}, sizeLabel(file.size, locale))),
    h("button", { type: "button", class: "icon-btn icon-btn-s", "aria-label": t("remove_file", { name: file.name }), onclick: onremove }, icon("close")));
}

export function fileCard(file, session) {
  const href = `/_control/file?${new URLSearchParams({ as: session.as, id: file.id })}`;
  return fileTile(file, { href, session });
}

export function fileTile(file, { href, session, test = "file" }) {
  const about = [file.filetype?.toUpperCase(), sizeLabel(file.size, session.dates.locale)].filter(Boolean).join(" · ");
  const card = h("a", { class: "file-card", dataset: { test }, href, download: file.name, title: session.t("download") },
    h("span", { class: "file-mark" }, icon("file")), h("span", { class: "file-words" }, bdi(file.title || file.name, { class: "file-name" }), h("small", {}, about)), icon("download"));
  if (!/^image\/(png|jpe?g|gif|webp)$/.test(file.mimetype ?? "")) return card;
  const preview = h("img", { class: "file-preview", src: href, alt: file.title || file.name, loading: "lazy", onerror: () => preview.remove() });
  return h("div", { class: "file-stack" }, card, preview);
}
