// A slash command as one line of text: "/ticket open product:crm title:It blinks". Pure reading; nothing of the page.

const SUBCOMMAND = 1, GROUP = 2;
export const BOOLEAN = 5, PERSON = 6, CHANNEL = 7, ROLE = 8, MENTIONABLE = 9, ATTACHMENT = 11;

/* Every command one can use in a place, its sub-commands apart: {path, shown, description, options}, where `path` is what
   the app knows it by and `shown` how this person reads it. */
export function leavesOf(commands, session) {
  const told = (thing) => ({ name: thing.name, shown: session.localized(thing, "name") });
  const out = [];
  const descend = (thing, path, shown) => {
    const nested = (thing.options ?? []).filter((option) => option.type === SUBCOMMAND || option.type === GROUP);
    for (const option of nested) descend(option, `${path} ${option.name}`, `${shown} ${told(option).shown}`);
    if (nested.length) return;
    const options = (thing.options ?? []).map((option) => ({ ...option, ...told(option), words: session.localized(option, "description") }));
    out.push({ path, shown: `/${shown}`, description: session.localized(thing, "description"), options });
  };
  for (const command of commands) descend(command, command.name, told(command).shown);
  return out;
}

/* What a line says: {leaf, nameEnd, parts, stray}. A part is an option with its value and where both stand; `stray` is
   what stands before the first option. Null where the line begins with no command. */
export function readLine(text, leaves) {
  const begins = (name) => text === name || text.startsWith(`${name} `) || text.startsWith(`${name}\n`);
  const found = leaves.flatMap((leaf) => [leaf.shown, `/${leaf.path}`].filter(begins).map((name) => ({ leaf, nameEnd: name.length }))).sort((a, b) => b.nameEnd - a.nameEnd)[0];
  if (!found) return null;
  const { leaf, nameEnd } = found;
  const marks = leaf.options.flatMap((option) => places(text, nameEnd, option)).sort((a, b) => a.from - b.from);
  const once = marks.filter((mark, index) => marks.findIndex((other) => other.option === mark.option) === index);
  const parts = once.map((mark, index) => {
    const to = once[index + 1]?.from ?? text.length;
    return { ...mark, to, raw: text.slice(mark.valueFrom, to), value: text.slice(mark.valueFrom, to).trim() };
  });
  return { leaf, nameEnd, parts, stray: text.slice(nameEnd, parts[0]?.from ?? text.length).trim() };
}

function places(text, from, option) {
  const out = [];
  for (const name of new Set([option.shown, option.name])) {
    for (let at = text.indexOf(`${name}:`, from); at >= 0; at = text.indexOf(`${name}:`, at + 1)) {
      if (/\s/.test(text[at - 1] ?? "")) out.push({ option, from: at, valueFrom: at + name.length + 1 });
    }
  }
  return out;
}

// The line with its stray words given to the one option that must be there; `trouble` says what is still wrong.
export function completeLine(line) {
  const given = new Map(line.parts.map((part) => [part.option, part.value]));
  const needed = line.leaf.options.filter((option) => option.required && !given.get(option));
  if (line.stray && needed.length) given.set(needed[0], line.stray);
  const missing = line.leaf.options.filter((option) => option.required && option.type !== ATTACHMENT && !given.get(option));
  if (line.stray && !needed.length) return { given, trouble: { code: "err_stray_text", text: line.stray, options: line.leaf.options.map((option) => option.shown).join(", ") || "–" } };
  if (missing.length) return { given, trouble: { code: "err_missing_option", text: missing[0].shown } };
  return { given, trouble: null };
}
