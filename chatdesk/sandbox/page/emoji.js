// The :shortcodes: the page knows, and the few people may react with.

import { drawing, isDrawn } from "./emoji_art.js";

export const EMOJI = {
  ticket: "🎫", white_check_mark: "✅", heavy_check_mark: "✔️", ballot_box_with_check: "☑️", x: "❌", warning: "⚠️",
  hourglass: "⌛", hourglass_flowing_sand: "⏳", stopwatch: "⏱️", alarm_clock: "⏰", timer_clock: "⏲️", bell: "🔔", no_bell: "🔕",
  eyes: "👀", tada: "🎉", lock: "🔒", unlock: "🔓", key: "🔑", speech_balloon: "💬", thought_balloon: "💭", memo: "📝",
  pencil: "📝", pencil2: "✏️", bust_in_silhouette: "👤", busts_in_silhouette: "👥", link: "🔗", question: "❓",
  grey_question: "❔", exclamation: "❗", heavy_exclamation_mark: "❗", bangbang: "‼️", interrobang: "⁉️",
  red_circle: "🔴", large_orange_circle: "🟠", large_yellow_circle: "🟡", large_green_circle: "🟢", large_blue_circle: "🔵",
  large_purple_circle: "🟣", large_brown_circle: "🟤", white_circle: "⚪", black_circle: "⚫", radio_button: "🔘",
  large_green_square: "🟩", large_red_square: "🟥", large_orange_square: "🟧", large_yellow_square: "🟨",
  arrow_right: "➡️", arrow_left: "⬅️", arrow_up: "⬆️", arrow_down: "⬇️", arrow_forward: "▶️", arrow_upper_right: "↗️",
  leftwards_arrow_with_hook: "↩️", arrow_right_hook: "↪️", arrows_counterclockwise: "🔄", repeat: "🔁", back: "🔙",
  rotating_light: "🚨", wrench: "🔧", hammer_and_wrench: "🛠️", gear: "⚙️", tools: "🛠️", nut_and_bolt: "🔩", mag: "🔍",
  "+1": "👍", thumbsup: "👍", "-1": "👎", thumbsdown: "👎", heart: "❤️", raised_hands: "🙌", pray: "🙏", wave: "👋",
  clap: "👏", ok_hand: "👌", hand: "✋", raised_hand: "✋", muscle: "💪", point_right: "👉", point_down: "👇", writing_hand: "✍️",
  smile: "😄", slightly_smiling_face: "🙂", smiley: "😃", grin: "😁", joy: "😂", wink: "😉", thinking_face: "🤔",
  neutral_face: "😐", confused: "😕", slightly_frowning_face: "🙁", cry: "😢", angry: "😠", sweat_smile: "😅", robot_face: "🤖",
  star: "⭐", star2: "🌟", sparkles: "✨", fire: "🔥", zap: "⚡", boom: "💥", rocket: "🚀", bulb: "💡", construction: "🚧",
  no_entry: "⛔", no_entry_sign: "🚫", octagonal_sign: "🛑", stop_sign: "🛑", sos: "🆘", information_source: "ℹ️", new: "🆕",
  package: "📦", inbox_tray: "📥", outbox_tray: "📤", envelope: "✉️", email: "📧", incoming_envelope: "📨",
  telephone_receiver: "📞", phone: "☎️", calendar: "📆", date: "📅", spiral_calendar_pad: "🗓️", clipboard: "📋", page_facing_up: "📄",
  paperclip: "📎", pushpin: "📌", round_pushpin: "📍", bookmark: "🔖", label: "🏷️", file_folder: "📁", open_file_folder: "📂",
  card_index_dividers: "🗂️", bar_chart: "📊", chart_with_upwards_trend: "📈", chart_with_downwards_trend: "📉", mega: "📣",
  loudspeaker: "📢", globe_with_meridians: "🌐", computer: "💻", desktop_computer: "🖥️", printer: "🖨️", hospital: "🏥",
  syringe: "💉", stethoscope: "🩺", school: "🏫", office: "🏢", house: "🏠", zzz: "💤", coffee: "☕", crescent_moon: "🌙", sunny: "☀️",
  double_vertical_bar: "⏸️", pause_button: "⏸️", black_square_for_stop: "⏹️", heavy_plus_sign: "➕", heavy_minus_sign: "➖", small_blue_diamond: "🔹",
  small_orange_diamond: "🔸", one: "1️⃣", two: "2️⃣", three: "3️⃣", four: "4️⃣", five: "5️⃣", checkered_flag: "🏁", triangular_flag_on_post: "🚩",
  flag: "🚩", shield: "🛡️", crown: "👑", trophy: "🏆", art: "🎨", recycle: "♻️", wastebasket: "🗑️", heavy_multiplication_x: "✖️",
};

export const REACTIONS = [
  "ticket", "white_check_mark", "eyes", "+1", "heart", "tada", "slightly_smiling_face", "thinking_face", "hourglass", "bell",
  "question", "warning", "rotating_light", "wrench", "speech_balloon", "memo", "lock", "x",
];

export const QUICK_REACTIONS = ["white_check_mark", "eyes", "ticket"];

// Which shortcode a character stands for: the first of its names that is drawn here.
const NAMES = new Map();
for (const [name, character] of Object.entries(EMOJI)) {
  const bare = character.replace(/\uFE0F/g, "");
  if (isDrawn(name) && !NAMES.has(bare)) NAMES.set(bare, name);
}

const CHARACTERS = new RegExp(`(?:${[...NAMES.keys()].sort((a, b) => b.length - a.length).join("|")})\\uFE0F?`, "uy");

// The drawn emoji that starts at `at` in a text: {name, length}, or null.
export function emojiAt(text, at) {
  CHARACTERS.lastIndex = at;
  const found = CHARACTERS.exec(text)?.[0];
  return found ? { name: NAMES.get(found.replace(/\uFE0F/g, "")), length: found.length } : null;
}

export function emojiNode(name) {
  const [base] = name.split("::");
  const node = document.createElement("span");
  node.title = `:${name}:`;
  if (isDrawn(base)) {
    node.className = "emoji";
    node.setAttribute("role", "img");
    node.setAttribute("aria-label", `:${name}:`);
    node.append(drawing(base));
  } else if (Object.hasOwn(EMOJI, base)) {
    node.className = "emoji emoji-text";
    node.textContent = EMOJI[base];
  } else {
    node.className = "emoji-unknown";
    node.textContent = `:${name}:`;
  }
  return node;
}
