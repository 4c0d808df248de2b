// Slack's mrkdwn as DOM nodes. The text is hostile: nodes are made from text only, links are http(s) and mailto only.

import { emojiAt, emojiNode } from "./emoji.js";
import { bdi, h } from "./dom.js";

const ENTITIES = { "&lt;": "<", "&gt;": ">", "&amp;": "&" };
const WRAPS = { "*": "strong", _: "em", "~": "s" };
const WORD = /[\p{L}\p{N}]/u;
const EMOJI_CODE = /:([a-z0-9_+'-]+(?:::skin-tone-\d)?):/y;
const STARTS = /(?:^|\n|[.!?] )$/;
const BARE_URL = /https?:\/\/[^\s<>|]+/y;
const SPECIAL = /[`<:*_~&h\n\u2139-\u3299\u{1F000}-\u{1FAFF}]/gu;

export function unescape(text) {
  return text.replace(/&(?:lt|gt|amp);/g, (entity) => ENTITIES[entity]);
}

export function mrkdwn(text, session) {
  const out = document.createDocumentFragment();
  let at = 0;
  while (at < text.length) {
    const open = text.indexOf("```", at);
    const close = open < 0 ? -1 : text.indexOf("```", open + 3);
    if (close <= open + 3) break;
    lines(out, trimEnd(text.slice(at, open)), session);
    out.append(h("pre", { class: "code-block", dir: "auto" }, unescape(unwrapLinks(trimBoth(text.slice(open + 3, close))))));
    at = close + 3;
    if (text[at] === "\n") at += 1;
  }
  lines(out, text.slice(at), session);
  return out;
}

export function plain(text, { emoji = true } = {}) {
  const out = document.createDocumentFragment();
  if (!emoji) out.append(unescape(text));
  else inline(out, text, null);
  return out;
}

// A text object ({type: "mrkdwn" or "plain_text", text}) in its own direction.
export function textNode(object, session, tag = "div", props = {}) {
  if (!object) return null;
  const text = String(object.text ?? "");
  const body = object.type === "mrkdwn" ? mrkdwn(text, session) : plain(text, { emoji: object.emoji !== false });
  return h(tag, { ...props, dir: "auto", class: ["text", props.class] }, body);
}

const trimEnd = (text) => text.replace(/\n$/, "");
const trimBoth = (text) => text.replace(/^\n|\n$/g, "");
const unwrapLinks = (text) => text.replace(/<(https?:[^|>\s]*)(?:\|[^>]*)?>/g, "$1");
const quoteMark = (line) => /^(?:&gt;|>) ?/.exec(line)?.[0];

function lines(out, text, session) {
  if (!text) return;
  let run = [];
  let quoted = [];
  const flushRun = () => { if (run.length) inline(out, run.join("\n"), session); run = []; };
  const flushQuote = () => {
    if (!quoted.length) return;
    const block = h("blockquote", { dir: "auto" });
    inline(block, quoted.join("\n"), session);
    out.append(block);
    quoted = [];
  };
  const all = text.split("\n");
  for (let index = 0; index < all.length; index += 1) {
    const line = all[index];
    if (/^(?:&gt;){3}|^>>>/.test(line)) {
      flushRun();
      quoted.push(line.replace(/^(?:(?:&gt;){3}|>>>) ?/, ""), ...all.slice(index + 1));
      break;
    }
    const mark = quoteMark(line);
    if (mark === undefined) { flushQuote(); run.push(line); } else { flushRun(); quoted.push(line.slice(mark.length)); }
  }
  flushRun();
  flushQuote();
}

/* One left-to-right scan. `hopeless` remembers up to where a marker is known to have no closing partner, so that 40,000
   asterisks cost one look each. */
function inline(out, text, session) {
  const rich = session !== null;
  const hopeless = new Map();
  let buffer = "";
  let at = 0;
  const flush = () => { if (buffer) out.append(buffer); buffer = ""; };
  const emit = (node, next) => { flush(); out.append(node); at = next; };
  while (at < text.length) {
    SPECIAL.lastIndex = at;
    const stop = SPECIAL.exec(text)?.index ?? text.length;
    buffer += text.slice(at, stop);
    at = stop;
    if (at >= text.length) break;
    const found = special(text, at, rich, hopeless, session);
    if (!found) { buffer += text[at]; at += 1; } else if (typeof found.node === "string") { buffer += found.node; at = found.next; } else emit(found.node, found.next);
  }
  flush();
}

function special(text, at, rich, hopeless, session) {
  const char = text[at];
  if (char === "&") return entity(text, at);
  if (char === ":") return shortcode(text, at);
  if (char > "\u2100") return emojiCharacter(text, at);
  if (!rich || char === "\n") return null;
  if (at < (hopeless.get(char) ?? 0)) return null;
  if (char === "<") return angle(text, at, hopeless, session);
  if (char === "h") return bareUrl(text, at, session);
  if (char === "`") return code(text, at, hopeless);
  return wrapped(text, at, hopeless, session);
}

function entity(text, at) {
  const match = /^&(?:lt|gt|amp);/.exec(text.slice(at, at + 5));
  return match && { node: ENTITIES[match[0]], next: at + match[0].length };
}

function shortcode(text, at) {
  EMOJI_CODE.lastIndex = at;
  const match = EMOJI_CODE.exec(text);
  if (!match) return null;
  const node = emojiNode(match[1]);
  return node.className === "emoji-unknown" ? null : { node, next: at + match[0].length };
}

function emojiCharacter(text, at) {
  const found = emojiAt(text, at);
  return found && { node: emojiNode(found.name), next: at + found.length };
}

function code(text, at, hopeless) {
  const close = text.indexOf("`", at + 1);
  if (close < 0) hopeless.set("`", Infinity);
  const body = text.slice(at + 1, close);
  if (close < 0 || !body || body.includes("\n")) return null;
  return { node: h("code", { dir: "auto" }, unescape(unwrapLinks(body))), next: close + 1 };
}

function wrapped(text, at, hopeless, session) {
  const marker = text[at];
  const opens = !WORD.test(text[at - 1] ?? " ") && /\S/.test(text[at + 1] ?? " ") && text[at + 1] !== marker;
  if (!opens) return null;
  const newline = text.indexOf("\n", at);
  const end = newline < 0 ? text.length : newline;
  const close = closing(text, at, end, marker);
  if (close < 0) {
    hopeless.set(marker, end);
    return null;
  }
  const node = document.createElement(WRAPS[marker]);
  inline(node, text.slice(at + 1, close), session);
  return { node, next: close + 1 };
}

function closing(text, at, end, marker) {
  for (let i = text.indexOf(marker, at + 1); i >= 0 && i < end; i = text.indexOf(marker, i + 1)) {
    if (/\S/.test(text[i - 1]) && text[i - 1] !== marker && !WORD.test(text[i + 1] ?? " ")) return i;
  }
  return -1;
}

function bareUrl(text, at, session) {
  if (at > 0 && WORD.test(text[at - 1])) return null;
  BARE_URL.lastIndex = at;
  const match = BARE_URL.exec(text);
  if (!match) return null;
  const url = unescape(match[0]).replace(/[.,;:!?)\]}'"*_~]+$/, "");
  const raw = url.replace(/&/g, "&amp;");
  const length = text.startsWith(raw, at) ? raw.length : url.length;
  return { node: anchor(url, url, session), next: at + length };
}

function angle(text, at, hopeless, session) {
  const close = text.indexOf(">", at);
  if (close < 0) hopeless.set("<", Infinity);
  if (close < 0 || close - at > 3100) return null;
  const body = text.slice(at + 1, close);
  const bar = body.indexOf("|");
  const target = bar < 0 ? body : body.slice(0, bar);
  const label = bar < 0 ? null : unescape(body.slice(bar + 1));
  const node = token(target, label, session, STARTS.test(text.slice(Math.max(0, at - 3), at)));
  return node && { node, next: close + 1 };
}

function token(target, label, session, starts) {
  if (target.startsWith("@")) return userMention(target.slice(1), label, session);
  if (target.startsWith("#")) return channelMention(target.slice(1), label, session);
  if (target.startsWith("!date^")) return dateNode(target, label, session, starts);
  if (target.startsWith("!subteam^")) return h("span", { class: "mention" }, bdi(label ?? "@group"));
  if (target.startsWith("!")) return h("span", { class: "mention mention-wide" }, `@${label ?? target.slice(1)}`);
  return /^(?:https?|mailto):/i.test(target) ? anchor(unescape(target), label ?? unescape(target).replace(/^mailto:/, ""), session) : null;
}

export function userMention(id, label, session) {
  const person = session.person(id);
  const name = person ? session.nameOf(id) : label || id;
  return h("span", { class: ["mention", id === session.as && "mention-me"], title: person?.title }, bdi(`@${name.replace(/^@/, "")}`));
}

export function channelMention(id, label, session) {
  const channel = session.channel(id);
  const name = bdi(`#${channel?.name || label || id}`);
  if (!channel) return h("span", { class: "mention" }, name);
  return h("button", { type: "button", class: "mention mention-link", onclick: () => session.go({ kind: "channel", id }) }, name);
}

function dateNode(target, fallback, session, starts) {
  const [, stamp, template, url] = target.split("^");
  const seconds = Number(stamp);
  if (!Number.isFinite(seconds) || !template || Math.abs(seconds) > 8.64e12) return h("span", {}, fallback ?? "");
  const text = session.dates.slack(seconds, template, starts);
  const node = h("time", { datetime: new Date(seconds * 1000).toISOString(), title: session.dates.full(seconds) }, text);
  return url ? anchor(unescape(url), node, session) : node;
}

const PERMALINK = /\/archives\/([A-Z0-9]+)\/p(\d{10})(\d{6})/;

export function safeUrl(url) {
  try {
    const parsed = new URL(url);
    return ["http:", "https:", "mailto:"].includes(parsed.protocol) ? parsed : null;
  } catch {
    return null;
  }
}

// A link out; one that points to a message of this workspace opens it here instead.
export function anchor(url, label, session) {
  const parsed = safeUrl(url);
  if (!parsed) return h("span", {}, label);
  const node = h("a", { href: parsed.href, target: "_blank", rel: "noopener noreferrer", title: url }, typeof label === "string" ? bdi(label) : label);
  const local = PERMALINK.exec(parsed.pathname);
  if (local && session?.channel(local[1])) {
    node.addEventListener("click", (event) => {
      event.preventDefault();
      session.reveal(local[1], `${local[2]}.${local[3]}`, parsed.searchParams.get("thread_ts"));
    });
  }
  return node;
}
