// The app's home tab: the view it last published for the acting person.

import { blockEntries } from "./blocks.js";
import { fill, h, reconcile } from "./dom.js";
import { icon } from "./icons.js";
import { viewSurface } from "./surfaces.js";

const QUIET = 1500;

export class HomePane {
  constructor(desk) {
    this.desk = desk;
    this.content = h("div", { class: "home-content blocks", dataset: { test: "home" } });
    this.root = h("section", { class: "home-scroll", hidden: true, tabindex: "0" }, this.content);
    this.asked = 0;
    this.underWay = 0;
  }

  async refresh() {
    const { session } = this.desk;
    const turn = (this.asked += 1);
    this.underWay += 1;
    try {
      const { view } = await session.api.post("home", { as: session.as });
      if (turn === this.asked && session.place.kind === "home") this.draw(view);
    } catch (error) {
      this.desk.toasts.error(this.desk.actions.explain(error));
    } finally {
      this.underWay -= 1;
      this.quietUntil = performance.now() + QUIET;
    }
  }

  /* The app published. Asking for the view counts as opening the tab, to which apps answer by publishing, so what
     arrives while or just after asking is that echo; one more look after the quiet time catches a real change. */
  published(view) {
    if (view) return this.draw(view);
    if (this.underWay) return;
    const wait = this.quietUntil - performance.now();
    clearTimeout(this.later);
    this.later = setTimeout(() => { if (!this.root.hidden) this.refresh(); }, Math.max(0, wait));
  }

  draw(view) {
    const { session } = this.desk;
    if (!view?.blocks?.length) {
      this.drawn = null;
      fill(this.content, h("div", { class: "intro intro-empty" }, h("span", { class: "intro-mark" }, icon("home")), h("p", {}, session.t("home_empty", { name: session.bot.real_name ?? session.bot.name }))));
      return;
    }
    const states = session.statesOf(`home ${view.id}`);
    states.settle(view.blocks);
    if (this.drawn !== `${session.as} ${view.id}`) {
      this.surface = viewSurface(view, states, this.desk);
      this.drawn = `${session.as} ${view.id}`;
      this.content.replaceChildren();
    }
    reconcile(this.content, blockEntries(view.blocks, this.surface));
  }

  clear() {
    this.drawn = null;
    this.content.replaceChildren();
  }
}
