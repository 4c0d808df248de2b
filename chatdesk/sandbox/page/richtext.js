// rich_text blocks as DOM nodes: sections, lists, quotes, preformatted text and their inline elements.

import { h } from "./dom.js";
import { emojiNode } from "./emoji.js";
import { anchor, channelMention, userMention } from "./mrkdwn.js";

const STYLES = { bold: "strong", italic: "em", strike: "s", code: "code", underline: "u" };

export function richText(block, session) {
  return h("div", { class: "text rich", dir: "auto" }, (block.elements ?? []).map((element) => part(element, session)));
}

function part(element, session) {
  const inner = () => (element.elements ?? []).map((child) => inline(child, session));
  switch (element.type) {
    case "rich_text_section": return h("div", { class: "rich-section" }, inner());
    case "rich_text_quote": return h("blockquote", { dir: "auto" }, inner());
    case "rich_text_preformatted": return h("pre", { class: element.border ? "code-block bordered" : "code-block", dir: "auto" }, inner());
    case "rich_text_list": return list(element, session);
    default: return h("div", {}, inline(element, session));
  }
}

function list(element, session) {
  const tag = element.style === "ordered" ? "ol" : "ul";
  const start = element.offset ? Number(element.offset) + 1 : null;
  return h(tag, { class: `indent-${Math.min(element.indent ?? 0, 8)}`, start }, (element.elements ?? []).map((item) => h("li", {}, part(item, session))));
}

function inline(element, session) {
  switch (element.type) {
    case "user": return userMention(element.user_id, null, session);
    case "channel": return channelMention(element.channel_id, null, session);
    case "usergroup": return h("span", { class: "mention" }, `@${element.usergroup_id}`);
    case "broadcast": return h("span", { class: "mention mention-wide" }, `@${element.range}`);
    case "emoji": return emojiNode(element.name ?? "");
    case "link": return styled(anchor(element.url, element.text || element.url, session), element.style);
    case "date": return h("time", {}, session.dates.slack(Number(element.timestamp), element.format ?? "{date_pretty}"));
    default: return styled(document.createTextNode(element.text ?? ""), element.style);
  }
}

function styled(node, style = {}) {
  return Object.entries(STYLES).reduce((inner, [name, tag]) => (style?.[name] ? h(tag, {}, inner) : inner), node);
}
