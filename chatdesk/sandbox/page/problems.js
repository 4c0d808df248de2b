// What Slack's client refuses before a form is sent: required fields, lengths, shapes. In the person's language.

import { fieldOf } from "./states.js";

export function problems(blocks, states, t) {
  const found = {};
  for (const block of blocks ?? []) {
    if (block.type !== "input" || !block.element) continue;
    const text = problem(block, states.get(block.block_id, block.element), t);
    if (text) found[block.block_id] = text;
  }
  return found;
}

function problem({ element, optional }, state, t) {
  const value = state[fieldOf(element.type)];
  const empty = value === null || value === undefined || value.length === 0 || (typeof value === "string" && !value.trim());
  if (empty) return optional ? null : t("required");
  if (typeof value !== "string") return null;
  const length = [...value].length;
  if (element.min_length && length < element.min_length) return t("too_short", { n: element.min_length });
  if (element.max_length && length > element.max_length) return t("too_long", { n: element.max_length });
  return misshapen(element.type, value, t);
}

function misshapen(type, value, t) {
  if (type === "email_text_input" && !/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(value)) return t("bad_email");
  if (type === "url_text_input" && !/^\w+:\/\/\S+$/.test(value)) return t("bad_url");
  if (type === "number_input" && !/^-?\d+(\.\d+)?$/.test(value)) return t("bad_number");
  return null;
}
