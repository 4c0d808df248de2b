// Discord's Markdown as DOM nodes. The text is hostile: nodes are made from text only, links are http(s) only.

import { bdi, h } from "../dom.js";
import { EMOJI, emojiAt, emojiNode } from "../emoji.js";
import { icon } from "../icons.js";

const PUNCTUATION = /[!-/:-@[-`{-~]/;
const WORD = /[\p{L}\p{N}_]/u;
const BARE_URL = /https?:\/\/[^\s<>]+/y;
const CODE_NAME = /:([a-z0-9_+'-]+):/y;
const ANGLE = /<(?:@(?<user>!?\d{1,20})|@&(?<role>\d{1,20})|#(?<channel>\d{1,20})|t:(?<time>-?\d{1,14})(?::(?<style>[tTdDfFR]))?|\/(?<command>[-\w' ]{1,100}):\d{1,20}|a?:(?<emoji>\w{2,32}):\d{1,20}|(?<url>https?:\/\/[^\s<>]+))>/y;
const EVERYBODY = /@(?:everyone|here)(?![\p{L}\p{N}_])/uy;
const WRAPS = [["||", "spoiler"], ["**", "strong"], ["__", "u"], ["~~", "s"], ["*", "em"], ["_", "em"]];
const SPECIAL = /[\\`<@[|*_~:h\u2139-\u3299\u{1F000}-\u{1FAFF}]/gu;
const DEEPEST = 12;

/* `session` knows people, channels and dates. Titles and names are one line: without `blocks`. */
export function markdown(text, session, { blocks = true } = {}) {
  const out = document.createDocumentFragment();
  const source = String(text ?? "").replace(/\r\n?/g, "\n");
  if (blocks) fences(out, source, session);
  else inline(out, source, session, 0);
  return out;
}

export function markdownBlock(text, session, props = {}) {
  return h("div", { ...props, dir: "auto", class: ["text", "markdown", props.class] }, markdown(text, session));
}

// Words only, as names of channels and buttons show them; drawn emoji included.
export function withEmoji(text) {
  const out = document.createDocumentFragment();
  const source = String(text ?? "");
  let from = 0;
  for (let at = 0; at < source.length; at += 1) {
    const found = source[at] > "\u2100" ? emojiAt(source, at) : null;
    if (!found) continue;
    out.append(source.slice(from, at), emojiNode(found.name));
    from = at + found.length;
    at = from - 1;
  }
  out.append(source.slice(from));
  return out;
}

// -- blocks

// A block of code on quoted lines belongs to its quotation, which draws it without the marks.
function fences(out, text, session, quotes = true) {
  let at = 0;
  for (let open = nextFence(text, 0, quotes); open >= 0; open = nextFence(text, at, quotes)) {
    const close = text.indexOf("```", open + 3);
    if (close < 0) break;
    const body = text.slice(open + 3, close).replace(/^[\w+.-]*\n(?=[\s\S])/, "").replace(/^\n|\n$/g, "");
    if (!body.trim()) { lines(out, text.slice(at, close + 3), session, false); at = close + 3; continue; }
    lines(out, text.slice(at, open).replace(/\n$/, ""), session, quotes);
    out.append(h("pre", { class: "code-block", dir: "auto" }, body));
    at = close + 3;
    if (text[at] === "\n") at += 1;
  }
  lines(out, text.slice(at), session, quotes);
}

function nextFence(text, from, quotes) {
  for (let at = text.indexOf("```", from); at >= 0; at = text.indexOf("```", at + 1)) {
    if (!escaped(text, at) && !(quotes && isQuoted(text, at))) return at;
  }
  return -1;
}

const isQuoted = (text, at) => text.startsWith("> ", text.lastIndexOf("\n", at) + 1);

function escaped(text, at) {
  let slashes = 0;
  while (text[at - 1 - slashes] === "\\") slashes += 1;
  return slashes % 2 === 1;
}

const LINE = {
  heading: /^(#{1,3}) +(.*\S.*)$/,
  small: /^-# +(.*\S.*)$/,
  item: /^( *)(?:([-*])|(\d{1,9})\.) +(.*\S.*)$/,
};

function lines(out, text, session, quotes = true) {
  if (!text) return;
  const all = text.split("\n");
  let run = [];
  const flush = () => { if (run.length) inline(out, run.join("\n"), session, 0); run = []; };
  for (let index = 0; index < all.length; index += 1) {
    const line = all[index];
    const rest = quotes && /^>>> /.test(line) ? all.splice(index + 1) : null;
    if (rest || (quotes && /^> /.test(line))) {
      flush();
      const quoted = [line.replace(/^(?:>>>|>) /, ""), ...(rest ?? [])];
      while (!rest && /^> /.test(all[index + 1] ?? "")) quoted.push(all[(index += 1)].slice(2));
      const block = h("blockquote", { dir: "auto" });
      fences(block, quoted.join("\n"), session, false);
      out.append(block);
    } else if (LINE.item.test(line)) {
      flush();
      const items = [];
      const other = (match) => items.length > 0 && match[1].length < 2 && Boolean(match[3]) !== Boolean(items[0][3]);
      for (let match; (match = LINE.item.exec(all[index] ?? "")) && !other(match); index += 1) items.push(match);
      index -= 1;
      out.append(list(items, session));
    } else {
      const node = titled(line, session);
      if (!node) { run.push(line); continue; }
      flush();
      out.append(node);
    }
  }
  flush();
}

function titled(line, session) {
  const heading = LINE.heading.exec(line);
  const small = heading ? null : LINE.small.exec(line);
  if (!heading && !small) return null;
  const node = heading ? h(`h${heading[1].length + 2}`, { class: `md-h${heading[1].length}`, dir: "auto" }) : h("small", { class: "md-small", dir: "auto" });
  inline(node, heading?.[2] ?? small[1], session, 0);
  return node;
}

function list(items, session) {
  const ordered = Boolean(items[0][3]);
  const node = h(ordered ? "ol" : "ul", { class: "md-list", dir: "auto", start: ordered && items[0][3] !== "1" ? items[0][3] : null });
  for (const [, indent, , , words] of items) {
    const item = h("li", { class: indent.length > 1 ? `indent-${Math.min(3, indent.length >> 1)}` : null, dir: "auto" });
    inline(item, words, session, 0);
    node.append(item);
  }
  return node;
}

// -- inline

/* One left-to-right scan. `hopeless` remembers up to where a marker is known to have no closing partner, so that
   thousands of asterisks cost one look each. */
function inline(out, text, session, depth) {
  const hopeless = new Map();
  let buffer = "";
  let at = 0;
  const flush = () => { if (buffer) out.append(buffer); buffer = ""; };
  while (at < text.length) {
    SPECIAL.lastIndex = at;
    const stop = SPECIAL.exec(text)?.index ?? text.length;
    buffer += text.slice(at, stop);
    at = stop;
    if (at >= text.length) break;
    const found = special({ text, at, session, depth, hopeless });
    if (!found) { buffer += text[at]; at += 1; continue; }
    if (typeof found.node === "string") buffer += found.node;
    else { flush(); out.append(found.node); }
    at = found.next;
  }
  flush();
}

function special(here) {
  const { text, at } = here;
  const char = text[at];
  if (char === "\\") return PUNCTUATION.test(text[at + 1] ?? "") ? { node: text[at + 1], next: at + 2 } : null;
  if (char === "`") return code(here);
  if (char === "<") return angle(here);
  if (char === "[") return link(here);
  if (char === "@") return everybody(here);
  if (char === ":") return named(here);
  if (char === "h") return bareUrl(here);
  if (char > "\u2100") return character(here);
  return wrapped(here);
}

function code({ text, at }) {
  const ticks = /^`+/.exec(text.slice(at, at + 9))[0];
  const close = ticks.length > 8 ? -1 : closingTicks(text, at + ticks.length, ticks.length);
  if (close < 0) return { node: ticks, next: at + ticks.length };
  const body = text.slice(at + ticks.length, close);
  return body.trim() ? { node: h("code", { dir: "auto" }, body), next: close + ticks.length } : { node: ticks, next: at + ticks.length };
}

function closingTicks(text, from, count) {
  for (let at = text.indexOf("`", from); at >= 0;) {
    let end = at;
    while (text[end] === "`") end += 1;
    if (end - at === count) return at;
    at = text.indexOf("`", end);
  }
  return -1;
}

function wrapped(here) {
  const { text, at, session, depth, hopeless } = here;
  const [marker, tag] = WRAPS.find(([mark]) => text.startsWith(mark, at)) ?? [];
  if (!marker || depth >= DEEPEST || at < (hopeless.get(marker) ?? 0)) return null;
  if (marker === "*" && !/\S/.test(text[at + 1] ?? " ")) return null;
  if (marker === "_" && WORD.test(text[at - 1] ?? " ")) return null;
  const close = closing(text, at + marker.length, marker);
  if (close < 0) {
    hopeless.set(marker, text.length);
    return null;
  }
  const node = tag === "spoiler" ? spoiler(session) : h(tag);
  inline(node.querySelector?.(".spoiler-words") ?? node, text.slice(at + marker.length, close), session, depth + 1);
  return { node, next: close + marker.length };
}

function closing(text, from, marker) {
  for (let at = from; at < text.length; at += 1) {
    const char = text[at];
    if (char === "\\") { at += 1; continue; }
    if (char === "`") {
      const ticks = /^`+/.exec(text.slice(at, at + 9))[0].length;
      const end = closingTicks(text, at + ticks, ticks);
      at = (end < 0 ? at : end) + ticks - 1;
      continue;
    }
    if (char !== marker[0] || at === from || !text.startsWith(marker, at)) continue;
    const run = runAt(text, at);
    if (marker.length === 2) {
      if (run >= 2) return at + (run > 2 && marker !== "||" ? run - 2 : 0);
    } else if (run !== 2 && /\S/.test(text[at - 1]) && !(marker === "_" && WORD.test(text[at + run] ?? " "))) {
      return at;
    }
    at += run - 1;
  }
  return -1;
}

function runAt(text, at) {
  let end = at;
  while (text[end] === text[at]) end += 1;
  return end - at;
}

function spoiler(session) {
  const words = h("span", { class: "spoiler-words" });
  const node = h("span", { class: "spoiler", role: "button", tabindex: "0", "aria-label": session.t("spoiler"), onclick: show, onkeydown: show }, words);
  return node;

  function show(event) {
    if (node.classList.contains("is-shown") || (event.type === "keydown" && event.key !== "Enter" && event.key !== " ")) return;
    event.preventDefault();
    node.classList.add("is-shown");
    for (const name of ["role", "tabindex", "aria-label"]) node.removeAttribute(name);
  }
}

function everybody({ text, at }) {
  EVERYBODY.lastIndex = at;
  const match = EVERYBODY.exec(text);
  return match && { node: h("span", { class: "mention mention-wide" }, match[0]), next: at + match[0].length };
}

function named({ text, at }) {
  CODE_NAME.lastIndex = at;
  const match = CODE_NAME.exec(text);
  return match && Object.hasOwn(EMOJI, match[1]) ? { node: emojiNode(match[1]), next: at + match[0].length } : null;
}

function character({ text, at }) {
  const found = emojiAt(text, at);
  return found && { node: emojiNode(found.name), next: at + found.length };
}

function bareUrl({ text, at, session }) {
  if (at > 0 && WORD.test(text[at - 1])) return null;
  BARE_URL.lastIndex = at;
  const match = BARE_URL.exec(text);
  const url = match?.[0].replace(/[.,;:!?)\]}'"*_~|]+$/, "");
  return url && safeWebUrl(url) ? { node: anchor(url, url, session), next: at + url.length } : null;
}

// [words](url), [words](<url>), with a title or without.
function link({ text, at, session, depth }) {
  const middle = closingBracket(text, at + 1);
  if (middle < 0 || text[middle + 1] !== "(" || depth >= DEEPEST) return null;
  const tail = /^\(\s*(?:<([^<>\n]*)>|([^\s()<>]*(?:\([^\s()<>]*\)[^\s()<>]*)*))(?:\s+"[^"\n]*")?\s*\)/.exec(text.slice(middle + 1, middle + 2600));
  const url = tail?.[1] ?? tail?.[2];
  const words = text.slice(at + 1, middle);
  if (!url || !words.trim() || !safeWebUrl(url)) return null;
  const label = h("bdi");
  inline(label, words, plainOnly(session), DEEPEST - 3);
  return { node: anchor(url, label, session), next: middle + 1 + tail[0].length };
}

// Within a link's words nothing is a link of its own.
const plainOnly = (session) => Object.assign(Object.create(session), { noLinks: true });

function closingBracket(text, from) {
  let depth = 0;
  for (let at = from; at < Math.min(text.length, from + 2000); at += 1) {
    if (text[at] === "\\") at += 1;
    else if (text[at] === "[") depth += 1;
    else if (text[at] === "]" && depth === 0) return at;
    else if (text[at] === "]") depth -= 1;
  }
  return -1;
}

function angle({ text, at, session }) {
  ANGLE.lastIndex = at;
  const match = ANGLE.exec(text);
  if (!match) return null;
  const { user, role, channel, time, style, command, emoji, url } = match.groups;
  const next = at + match[0].length;
  if (user) return { node: userMention(user.replace("!", ""), session), next };
  if (role) return { node: h("span", { class: ["mention", session.me?.roles?.includes(role) && "mention-me"] }, bdi(`@${session.role(role)?.name ?? session.t("unknown_role")}`)), next };
  if (channel) return { node: channelMention(channel, session), next };
  if (time) return timeNode(Number(time), style ?? "f", session, next);
  if (command) return { node: h("span", { class: "mention" }, bdi(`/${command}`)), next };
  if (emoji) return { node: h("span", { class: "emoji-unknown" }, `:${emoji}:`), next };
  return safeWebUrl(url) ? { node: anchor(url, url, session), next } : null;
}

export function userMention(id, session) {
  const person = session.person(id);
  return h("span", { class: ["mention", id === session.as && "mention-me"], title: person?.title, dataset: { user: id } }, bdi(`@${person ? session.nameOf(id) : id}`));
}

function channelMention(id, session) {
  const channel = session.channel(id);
  if (!channel) return h("span", { class: "mention" }, `# ${session.t("unknown_place")}`);
  if (session.noLinks) return h("span", { class: "mention" }, bdi(session.placeName(channel)));
  return h("button", { type: "button", class: "mention mention-link", dataset: { channelId: id }, onclick: () => session.go({ kind: "channel", id }) }, channel.is_thread && icon("thread"), bdi(session.placeName(channel)));
}

const STYLES = {
  t: { timeStyle: "short" }, T: { timeStyle: "medium" }, d: { dateStyle: "short" }, D: { dateStyle: "long" },
  f: { dateStyle: "long", timeStyle: "short" }, F: { dateStyle: "full", timeStyle: "short" },
};

function timeNode(seconds, style, session, next) {
  if (!Number.isFinite(seconds) || Math.abs(seconds) > 8.64e12) return null;
  const words = style === "R" ? session.dates.ago(seconds) : session.dates.format(seconds, STYLES[style]);
  return { node: h("time", { class: "md-time", datetime: new Date(seconds * 1000).toISOString(), title: session.dates.full(seconds) }, bdi(words)), next };
}

export function safeWebUrl(url) {
  try {
    const parsed = new URL(url);
    return ["http:", "https:"].includes(parsed.protocol) ? parsed : null;
  } catch {
    return null;
  }
}

const PERMALINK = /^\/channels\/(\d+|@me)\/(\d+)(?:\/(\d+))?\/?$/;

// A link out; one that points to a place of this guild opens it here instead.
export function anchor(url, label, session) {
  const parsed = safeWebUrl(url);
  if (!parsed || session.noLinks) return h("span", {}, typeof label === "string" ? bdi(label) : label);
  const node = h("a", { href: parsed.href, target: "_blank", rel: "noopener noreferrer", title: url }, typeof label === "string" ? bdi(label) : label);
  const local = /(?:^|\.)discord(?:app)?\.com$/.test(parsed.hostname) && PERMALINK.exec(parsed.pathname);
  if (local) {
    node.addEventListener("click", (event) => {
      if (!session.channel(local[2])) return;
      event.preventDefault();
      session.reveal(local[2], local[3] ?? local[2], null);
    });
  }
  return node;
}
