// Files of messages, from the sandbox's own store; nothing is loaded from anywhere else.

import { fileTile } from "../files.js";

// The path of an attachment here, whatever name the page was opened under; null for any other address.
export function localUrl(url) {
  try {
    const { pathname, search } = new URL(url, location.href);
    return pathname.startsWith("/attachments/") ? pathname + search : null;
  } catch {
    return null;
  }
}

export function attachmentCard(file, session) {
  const filetype = /\.(\w{1,8})$/.exec(file.filename)?.[1] ?? "";
  const name = file.title && filetype ? `${file.title}.${filetype}` : file.filename;
  return fileTile({ ...file, name, mimetype: file.content_type, filetype }, { href: localUrl(file.url) ?? "#", session, test: "d-file" });
}
