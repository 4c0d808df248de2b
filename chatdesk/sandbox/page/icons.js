// The page's own line icons, drawn as SVG nodes (no icon font, no image files).

const SVG = "http://www.w3.org/2000/svg";

const PATHS = {
  hash: ["M4 9h16", "M4 15h16", "M10 3 8 21", "M16 3l-2 18"],
  lock: ["M6 11h12a1 1 0 0 1 1 1v7a1 1 0 0 1-1 1H6a1 1 0 0 1-1-1v-7a1 1 0 0 1 1-1z", "M8 11V8a4 4 0 0 1 8 0v3"],
  plus: ["M12 5v14", "M5 12h14"],
  send: ["M4.5 12 3.6 5.2c-.1-.8.7-1.4 1.4-1.1l15.3 7a1 1 0 0 1 0 1.8L5 19.9c-.7.3-1.5-.3-1.4-1.1L4.5 12z", "M4.5 12H11"],
  smile: ["M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z", "M8.5 14.2a4.2 4.2 0 0 0 7 0", "M9 9.5h.01", "M15 9.5h.01"],
  reply: ["M5 4h14a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2h-7l-5 4v-4H5a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2z"],
  more: ["M5 12h.01", "M12 12h.01", "M19 12h.01"],
  bolt: ["M13 3 5 13.5h6L10 21l8.5-11H12z"],
  clip: ["m20 11-8.3 8.3a5 5 0 0 1-7-7L13 4a3.4 3.4 0 0 1 4.8 4.8l-8.3 8.3a1.7 1.7 0 0 1-2.4-2.4L14.7 7"],
  close: ["M6 6l12 12", "M18 6 6 18"],
  down: ["m6 9 6 6 6-6"],
  right: ["m9 6 6 6-6 6"],
  left: ["m15 6-6 6 6 6"],
  sun: ["M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8z", "M12 2v2", "M12 20v2", "M4.9 4.9l1.4 1.4", "M17.7 17.7l1.4 1.4", "M2 12h2", "M20 12h2", "M4.9 19.1l1.4-1.4", "M17.7 6.3l1.4-1.4"],
  moon: ["M20 14.5A8.5 8.5 0 0 1 9.5 4 8.5 8.5 0 1 0 20 14.5z"],
  search: ["M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14z", "m20 20-4-4"],
  eye: ["M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12z", "M12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6z"],
  clock: ["M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z", "M12 7v5l3.2 2"],
  home: ["m4 11 8-7 8 7", "M6 9.5V20h12V9.5", "M10 20v-6h4v6"],
  file: ["M14 3H7a2 2 0 0 0-2 2v14a2 2 0 0 0 2 2h10a2 2 0 0 0 2-2V8z", "M14 3v5h5"],
  download: ["M12 4v11", "m7 10.5 5 5 5-5", "M5 20h14"],
  check: ["m5 12.5 4.5 4.5L19 7.5"],
  edit: ["M4 20h4L19 9l-4-4L4 16z", "m13 7 4 4"],
  trash: ["M4 7h16", "M9 7V4h6v3", "M6 7l1 13h10l1-13"],
  link: ["M10 14a4.5 4.5 0 0 0 6.6.3l3-3a4.5 4.5 0 0 0-6.4-6.4l-1.3 1.3", "M14 10a4.5 4.5 0 0 0-6.6-.3l-3 3a4.5 4.5 0 0 0 6.4 6.4l1.3-1.3"],
  alert: ["M12 4 2.8 20h18.4z", "M12 10v4", "M12 17h.01"],
  menu: ["M4 7h16", "M4 12h16", "M4 17h16"],
  external: ["M14 4h6v6", "M20 4l-9 9", "M18 14v5a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V7a1 1 0 0 1 1-1h5"],
  calendar: ["M5 5h14a1 1 0 0 1 1 1v13a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V6a1 1 0 0 1 1-1z", "M4 10h16", "M8 3v4", "M16 3v4"],
  forward: ["M4 6l7 6-7 6z", "M13 6l7 6-7 6z"],
  image: ["M5 4h14a1 1 0 0 1 1 1v14a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1z", "m4 16 5-5 5 5 2.5-2.5L20 17", "M15.5 9h.01"],
  video: ["M4 6h11a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V7a1 1 0 0 1 1-1z", "m16 10.5 5-3v9l-5-3"],
  door: ["M14 4H6v16h8", "M10 12h10", "m17 9 3 3-3 3"],
  thread: ["M5 4v11a3 3 0 0 0 3 3h11", "M5 9h10", "m16 15 3 3-3 3"],
  answer: ["m9 7-5 5 5 5", "M4 12h10a6 6 0 0 1 6 6v1"],
  person: ["M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8z", "M4.5 20.5a7.5 7.5 0 0 1 15 0"],
  pin: ["M9 3h6l-1 6 4 4H6l4-4z", "M12 13v8"],
  copy: ["M9 9h10a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1H9a1 1 0 0 1-1-1V10a1 1 0 0 1 1-1z", "M16 9V4a1 1 0 0 0-1-1H5a1 1 0 0 0-1 1v10a1 1 0 0 0 1 1h3"],
  desk: ["M4 6.5A2.5 2.5 0 0 1 6.5 4h11A2.5 2.5 0 0 1 20 6.5v7a2.5 2.5 0 0 1-2.5 2.5H12l-4.5 4V16h-1A2.5 2.5 0 0 1 4 13.5z", "m8.5 10 2.5 2.5 4.5-4.5"],
};

export function icon(name, label) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", `icon icon-${name}`);
  if (label) {
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", label);
  } else {
    svg.setAttribute("aria-hidden", "true");
  }
  for (const d of PATHS[name] ?? PATHS.more) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", d);
    svg.append(path);
  }
  return svg;
}
