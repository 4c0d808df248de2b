// What one can do with a message or with somebody: the toolbar over it, and the menus with the app's commands.

import { ask } from "../dialogs.js";
import { h } from "../dom.js";
import { EMOJI, emojiNode, QUICK_REACTIONS } from "../emoji.js";
import { openEmojiPicker } from "../emoji_picker.js";
import { icon } from "../icons.js";
import { openMenu } from "../menu.js";
import { isEphemeral, isMine, isOrdinary } from "./kinds.js";
import { MESSAGE_COMMAND, USER_COMMAND } from "./session.js";

export function openPersonMenu(anchor, id, channel, desk) {
  const { session, actions } = desk;
  const name = session.nameOf(id);
  const commands = session.commandsIn(session.channel(channel), USER_COMMAND);
  const items = [
    { heading: [name, session.person(id)?.title].filter(Boolean).join(" · ") },
    { icon: "person", label: session.t("mention", { name }), test: "d-menu-mention", run: () => desk.pane.composer.insert(`@${session.person(id)?.name ?? id} `) },
    commands.length > 0 && "-", commands.length > 0 && { heading: session.t("apps_menu") },
    ...commands.map((command) => ({ icon: "desk", label: session.localized(command, "name"), test: `d-command-${command.name}`, run: () => actions.userCommand(channel, command.name, id) })),
  ];
  openMenu(anchor, items.filter(Boolean), { placement: "bottom-start", label: session.t("person_menu", { name }) });
}

export function toolbar(message, place, desk) {
  const { session, actions } = desk;
  const { t } = session;
  const button = (inside, label, test, run) => {
    const node = h("button", { type: "button", class: "icon-btn", "aria-label": label, title: label, tabindex: "-1", dataset: { test }, onclick: () => run(node) }, inside);
    return node;
  };
  const shared = !isEphemeral(message) && isOrdinary(message);
  const react = (name) => actions.react(place.channel, message, EMOJI[name]);
  return h("div", { class: "toolbar", role: "toolbar", "aria-label": t("more") },
    shared && QUICK_REACTIONS.map((name) => button(emojiNode(name), t("react_with", { name: `:${name}:` }), `d-react-${name}`, () => react(name))),
    shared && button(icon("smile"), t("react"), "d-react", (node) => openEmojiPicker(node, session, react)),
    shared && place.reply && button(icon("answer"), t("answer"), "d-reply", () => place.reply(message)),
    button(icon("more"), t("more"), "d-message-more", (node) => openMessageMenu(node, message, place, desk)));
}

export function openAt(event, article, message, place, desk) {
  if (event.target.closest("a, input, textarea") || getSelection()?.toString()) return;
  event.preventDefault();
  openMessageMenu(article.querySelector("[data-test=d-message-more]") ?? article, message, place, desk, { left: event.clientX, top: event.clientY });
}

function openMessageMenu(anchor, message, place, desk, point = null) {
  const { session, actions } = desk;
  const { t } = session;
  const shared = !isEphemeral(message) && isOrdinary(message);
  const mine = isMine(message, session) && shared && Boolean(place.edit);
  const commands = isOrdinary(message) ? session.commandsIn(session.channel(place.channel), MESSAGE_COMMAND) : [];
  const items = [
    shared && place.reply && { icon: "answer", label: t("answer"), test: "d-menu-reply", run: () => place.reply(message) },
    message.content && { icon: "copy", label: t("copy_text"), test: "d-menu-copy", run: () => desk.shell.copy(message.content, "text_copied") },
    !isEphemeral(message) && { icon: "link", label: t("copy_link"), test: "d-menu-copy-link", run: () => desk.copyLink(place.channel, message.id) },
    mine && { icon: "edit", label: t("edit"), test: "d-menu-edit", run: () => place.edit(message) },
    commands.length > 0 && "-", commands.length > 0 && { heading: t("apps_menu") },
    ...commands.map((command) => ({ icon: "desk", label: session.localized(command, "name"), test: `d-command-${command.name}`, run: () => actions.messageCommand(place.channel, command.name, message.id) })),
    mine && "-",
    mine && { icon: "trash", label: t("remove"), danger: true, test: "d-menu-delete", run: () => removeAfterAsking(message, place, desk) },
    isEphemeral(message) && { icon: "close", label: t("dismiss"), test: "d-menu-dismiss", run: () => actions.dismiss(place.channel, message.id) },
  ];
  openMenu(anchor, items.filter(Boolean), { label: t("more"), at: point });
}

async function removeAfterAsking(message, place, { session, actions }) {
  const { t } = session;
  const sure = await ask(session, { title: { text: t("remove") }, text: { type: "plain_text", text: t("remove_sure") }, confirm: { text: t("remove") }, style: "danger" });
  if (sure) actions.remove(place.channel, message.id);
}
