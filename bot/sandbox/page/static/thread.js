// The pane at the side: a thread, or the app beside the channel.

import { composer } from "./composer.js";
import { Conversation, load, statusLine } from "./conversation.js";
import { h, renew, signButton } from "./dom.js";
import { ask } from "./link.js";
import { MessageList } from "./list.js";
import { tellRefusal } from "./notices.js";
import { channelName, markRead, messageOf, repliesTo, world } from "./store.js";

/** A thread: its first message, the replies, a composer. */
export class Thread {
  constructor(channel, ts, close) {
    Object.assign(this, { channel, ts });
    const name = channelName(world.channels.get(channel));
    this.list = new MessageList({ channel, isThread: true, open: () => {} }, `${name}のスレッド`);
    this.composer = composer({ channel, thread: ts, name: "スレッドに返信", sent: () => this.list.toEnd() });
    this.root = h("div", { class: "conversation" },
      paneHead("スレッド", world.channels.get(channel).kind === "im" ? name : `#${name}`, close),
      this.list.root, this.composer.root);
  }

  async start() {
    await load(this.channel);
    this.list.reset([messageOf(this.channel, this.ts) ?? { ts: this.ts, isTombstone: true }, ...repliesTo(this.channel, this.ts)]);
    this.showAround();
    this.read();
  }

  put(message) {
    if (message.ts !== this.ts && message.thread !== this.ts) return;
    this.list.put(message);
    this.showAround();
    this.read();
  }

  remove(ts) {
    if (ts === this.ts) this.list.put({ ts, isTombstone: true });
    else this.list.remove(ts);
  }

  showAround() {
    const status = world.channels.get(this.channel)?.assistant?.[this.ts]?.status;
    renew(this.list.after, status ? statusLine(status) : null);
  }

  read() {
    const last = repliesTo(this.channel, this.ts).at(-1);
    if (!last || !document.hasFocus() || !this.root.isConnected || this.readUntil === last.ts) return;
    this.readUntil = last.ts;
    markRead(this.channel, last.ts, this.ts);
    ask("read", { channel: this.channel, thread: this.ts, ts: last.ts }).catch(() => {});
  }
}

/** The app beside a channel: the agent view. */
export class AppPane {
  constructor(openThread, close) {
    this.inner = new Conversation(world.app.direct, openThread);
    this.channel = world.app.direct;
    this.root = h("div", { class: "conversation" }, paneHead(world.app.name, "アプリに聞く", close), this.inner.root);
  }

  async start() {
    ask("home", { tab: "messages" }).catch(tellRefusal);
    await this.inner.start();
    this.inner.composer.focus();
  }

  put(message) {
    this.inner.put(message);
  }

  remove(ts) {
    this.inner.remove(ts);
  }

  showAround() {
    this.inner.showAround();
  }

  read() {
    this.inner.read();
  }
}

function paneHead(title, note, close) {
  return h("header", { class: "pane-head" },
    signButton("‹", "戻る", { class: "back only-narrow", onclick: close }),
    h("h2", {}, title), h("span", { class: "small" }, note), h("span", { class: "grow" }),
    signButton("×", `${title}を閉じる`, { class: "only-wide", onclick: close }));
}
