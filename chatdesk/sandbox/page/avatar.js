// Faces: a person's initials on their colour, the app's mark, and names beside them.

import { h } from "./dom.js";
import { icon } from "./icons.js";

const COLOURS = ["#3f6fd8", "#b4552d", "#2f7f5f", "#8a4fbf", "#b03a68", "#3c7a8c", "#8c6a1f", "#5b6470"];

export function avatar(session, id, size = "m") {
  const person = session.person(id);
  if (isApp(session, id)) return h("span", { class: `avatar avatar-${size} avatar-app`, "aria-hidden": "true" }, icon("desk"));
  return h("span", { class: `avatar avatar-${size}`, vars: { "--face": colourOf(person, id) }, "aria-hidden": "true" }, initials(person?.real_name || person?.name || id));
}

export const isApp = (session, id) => !id || id === session.bot.id || Boolean(session.person(id)?.is_bot);

export function initials(name) {
  const words = String(name ?? "?").replace(/[^\p{L}\p{N}\s'-]/gu, "").split(/\s+/).filter(Boolean);
  const letters = words.length > 1 ? [words[0], words.at(-1)].map((word) => [...word][0]) : [...(words[0] ?? "?")].slice(0, 2);
  return letters.join("").toLocaleUpperCase();
}

function colourOf(person, id) {
  if (/^#?[0-9a-f]{6}$/i.test(person?.color ?? "")) return darkEnough(person.color.replace("#", ""));
  const sum = [...String(id)].reduce((total, char) => total + char.codePointAt(0), 0);
  return COLOURS[sum % COLOURS.length];
}

// White initials stay readable on any colour a seed may name.
function darkEnough(hex) {
  let channels = [0, 2, 4].map((at) => parseInt(hex.slice(at, at + 2), 16));
  while (luminance(channels) > 0.2) channels = channels.map((value) => Math.floor(value * 0.93));
  return `rgb(${channels.join(" ")})`;
}

function luminance(channels) {
  const [r, g, b] = channels.map((value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
