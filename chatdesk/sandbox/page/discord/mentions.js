// Mentions as they are typed: what the sandbox turns into ids on the way in is turned back for editing.

export function asTyped(text, session) {
  return text.replace(/<(@!?|@&|#)(\d{1,20})>/g, (whole, kind, id) => {
    const name = kind === "#" ? session.channel(id)?.name : kind === "@&" ? session.role(id)?.name : session.person(id)?.name;
    return name && /^[\w.-]+$/.test(name) ? `${kind[0]}${name}` : whole;
  });
}
