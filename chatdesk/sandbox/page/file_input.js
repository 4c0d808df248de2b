// The file_input element: choose or drop files, keep them in the view's state until the form is sent.

import { fill, h } from "./dom.js";
import { readFile, stagedFile } from "./files.js";
import { icon } from "./icons.js";

export function fileInput({ element, attributes, read, write, field, surface }) {
  const { t, dates } = surface.session;
  const most = element.max_files ?? 10;
  const accept = element.filetypes?.map((type) => `.${type}`).join(",");
  const input = h("input", { ...attributes, type: "file", class: "visually-hidden", multiple: most > 1, accept, onchange: () => { add([...input.files]); input.value = ""; } });
  const chosen = h("div", { class: "staged-list" });
  const zone = h("div", {
    class: "drop-zone", ondragover: (event) => { event.preventDefault(); zone.classList.add("is-over"); }, ondragleave: () => zone.classList.remove("is-over"),
    ondrop: (event) => { event.preventDefault(); zone.classList.remove("is-over"); add([...event.dataTransfer.files]); },
  }, chosen, h("label", { class: "drop-label" }, input, h("span", { class: "btn" }, icon("clip"), t("choose_file")), h("small", {}, `${t("file_drop")}, ${t("up_to", { n: most })}`)));
  draw();
  return zone;

  // A file waits at the sandbox until the form that names it is sent.
  async function add(files) {
    const room = most - (read() ?? []).length;
    const answers = await Promise.all(files.slice(0, room).map(async (file) => surface.upload(await readFile(file))));
    const stored = answers.filter(Boolean).map((answer) => answer.file);
    if (stored.length) keep([...(read() ?? []), ...stored]);
  }

  function keep(files) {
    write(files);
    field?.touched();
    draw();
  }

  function draw() {
    const files = read() ?? [];
    fill(chosen, files.map((file) => stagedFile(file, { t, locale: dates.locale, onremove: () => keep((read() ?? []).filter((item) => item !== file)) })));
    zone.classList.toggle("is-full", files.length >= most);
  }
}
