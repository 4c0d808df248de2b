// Text fields of modals: one line or several, with a counter and, where asked, dispatch while typing or on Enter.

import { h } from "./dom.js";

const INPUT_TYPES = { plain_text_input: "text", email_text_input: "email", url_text_input: "url", number_input: "text" };
const TYPING_PAUSE = 350;

export function textInput({ element, block, field, attributes, read, write, fire, surface }) {
  const many = element.multiline;
  const counter = (element.max_length || element.min_length) && h("span", { class: "counter", "aria-hidden": "true" });
  const triggers = block.dispatch_action ? element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"] : [];
  let timer;
  const node = h(many ? "textarea" : "input", {
    ...attributes, class: "input", dir: "auto", rows: many ? 4 : null, autocomplete: "off", spellcheck: many ? "true" : null, placeholder: element.placeholder?.text,
    type: many ? null : INPUT_TYPES[element.type], inputmode: element.type === "number_input" ? "decimal" : null, value: read() ?? "",
    oninput: typed, onkeydown: pressed,
  });
  count();
  if (!counter) return node;
  return h("div", { class: "counted" }, node, counter);

  function typed() {
    write(node.value || null);
    field?.touched();
    count();
    if (!triggers.includes("on_character_entered")) return;
    clearTimeout(timer);
    timer = setTimeout(act, TYPING_PAUSE);
  }

  function pressed(event) {
    const sends = event.key === "Enter" && !event.isComposing && triggers.includes("on_enter_pressed") && !(many && event.shiftKey) && !event.ctrlKey && !event.metaKey;
    if (!sends) return;
    event.preventDefault();
    act();
  }

  function act() {
    fire(surface.states.get(block.block_id, element));
  }

  function count() {
    if (!counter) return;
    const length = [...node.value].length;
    const over = element.max_length && length > element.max_length;
    counter.textContent = element.max_length ? `${length} / ${element.max_length}` : `${length} (≥ ${element.min_length})`;
    counter.classList.toggle("counter-bad", Boolean(over || (length && element.min_length && length < element.min_length)));
  }
}
