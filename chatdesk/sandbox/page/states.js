// What has been typed and chosen so far on one surface, by block_id and action_id, as Slack keeps it across updates.

const FIELDS = {
  static_select: ["selected_option", "initial_option"],
  external_select: ["selected_option", "initial_option"],
  radio_buttons: ["selected_option", "initial_option"],
  overflow: ["selected_option", null],
  multi_static_select: ["selected_options", "initial_options"],
  multi_external_select: ["selected_options", "initial_options"],
  checkboxes: ["selected_options", "initial_options"],
  users_select: ["selected_user", "initial_user"],
  multi_users_select: ["selected_users", "initial_users"],
  conversations_select: ["selected_conversation", "initial_conversation"],
  multi_conversations_select: ["selected_conversations", "initial_conversations"],
  channels_select: ["selected_channel", "initial_channel"],
  multi_channels_select: ["selected_channels", "initial_channels"],
  datepicker: ["selected_date", "initial_date"],
  timepicker: ["selected_time", "initial_time"],
  plain_text_input: ["value", "initial_value"],
  email_text_input: ["value", "initial_value"],
  url_text_input: ["value", "initial_value"],
  number_input: ["value", "initial_value"],
  file_input: ["files", null],
};

const LISTS = new Set(["selected_options", "selected_users", "selected_conversations", "selected_channels", "files"]);

export const fieldOf = (type) => FIELDS[type]?.[0];
export const isStateful = (element) => element?.type in FIELDS && element.type !== "overflow";

export function initialState(element) {
  const [field, initial] = FIELDS[element.type];
  return { type: element.type, [field]: element[initial] ?? (LISTS.has(field) ? [] : null) };
}

export function elementsOf(block) {
  if (block.type === "input") return block.element ? [block.element] : [];
  if (block.type === "actions") return block.elements ?? [];
  return block.accessory ? [block.accessory] : [];
}

const keyOf = (blockId, actionId) => JSON.stringify([blockId, actionId]);

export class ElementStates {
  constructor() {
    this.entries = new Map();
  }

  get(blockId, element) {
    const key = keyOf(blockId, element.action_id);
    const kept = this.entries.get(key);
    if (kept && kept.type === element.type) return kept;
    const fresh = initialState(element);
    this.entries.set(key, fresh);
    return fresh;
  }

  set(blockId, element, value) {
    this.entries.set(keyOf(blockId, element.action_id), { type: element.type, [fieldOf(element.type)]: value });
  }

  // Keeps the states of the elements still shown, starts the new ones, drops the rest.
  settle(blocks) {
    const shown = new Set();
    for (const block of blocks ?? []) {
      for (const element of elementsOf(block).filter(isStateful)) {
        this.get(block.block_id, element);
        shown.add(keyOf(block.block_id, element.action_id));
      }
    }
    for (const key of [...this.entries.keys()]) if (!shown.has(key)) this.entries.delete(key);
  }

  values() {
    const out = {};
    for (const [key, state] of this.entries) {
      const [blockId, actionId] = JSON.parse(key);
      (out[blockId] ??= {})[actionId] = state;
    }
    return out;
  }
}
