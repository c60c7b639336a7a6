// The app's own place, with its tabs: Home and messages.

import { Acting } from "./acting.js";
import { drawBlocks } from "./blocks.js";
import { Conversation } from "./conversation.js";
import { fill, h } from "./dom.js";
import { ask } from "./link.js";
import { tellRefusal } from "./notices.js";
import { world } from "./store.js";
import { avatar } from "./message.js";

const TABS = { home: "ホーム", messages: "メッセージ" };

export class AppPlace {
  constructor(tab, openThread) {
    this.tab = tab;
    this.channel = tab === "messages" ? world.app.direct : null;
    this.inner = tab === "messages" ? new Conversation(world.app.direct, openThread) : null;
    this.panel = h("div", { id: "app-panel", class: "app-panel", role: "tabpanel", "aria-labelledby": `tab-${tab}`, tabindex: tab === "home" ? "0" : undefined }, this.inner?.root);
    this.root = h("div", { class: "conversation" }, this.head(), this.tabs(), this.panel);
  }

  head() {
    return h("header", { class: "pane-head" },
      h("a", { href: "#/", class: "sign back only-narrow", "aria-label": "チャンネルの一覧に戻る" }, "‹"),
      avatar(world.app.id), h("h1", {}, world.app.name), h("span", { class: "tag" }, "アプリ"));
  }

  tabs() {
    const names = Object.keys(TABS).filter((name) => world.app[name]);
    const step = (event) => {
      const at = names.indexOf(this.tab);
      const next = { ArrowRight: at + 1, ArrowLeft: at - 1 }[event.key];
      if (next !== undefined) location.hash = `#/app/${names[(next + names.length) % names.length]}`;
    };
    return h("div", { class: "tabs", role: "tablist", "aria-label": `${world.app.name}の画面`, onkeydown: step }, names.map((name) => h("button", {
      type: "button", role: "tab", id: `tab-${name}`, "aria-selected": String(name === this.tab), tabindex: name === this.tab ? "0" : "-1",
      "aria-controls": "app-panel", onclick: () => (location.hash = `#/app/${name}`),
    }, TABS[name])));
  }

  async start() {
    ask("home", { tab: this.tab }).catch(tellRefusal);
    if (this.inner) await this.inner.start();
    else this.showHome();
  }

  showHome() {
    if (this.inner) return;
    const { home } = world;
    if (home && home.hash === this.shown) return; // told of again with every form
    this.shown = home?.hash;
    fill(this.panel, home
      ? drawBlocks(home.content.blocks, new Acting({ view: home.id }, home.values))
      : h("p", { class: "empty" }, "アプリがまだ何も表示していません。"));
  }

  put(message) {
    this.inner?.put(message);
  }

  remove(ts) {
    this.inner?.remove(ts);
  }

  showAround() {
    this.inner?.showAround();
  }

  read() {
    this.inner?.read();
  }
}
