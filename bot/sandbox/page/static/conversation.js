// A channel or the direct conversation with the app: heading, messages, composer.

import { composer } from "./composer.js";
import { h, renew } from "./dom.js";
import { ask } from "./link.js";
import { MessageList } from "./list.js";
import { dialog, tellRefusal } from "./notices.js";
import { avatar } from "./message.js";
import { channelName, isKnown, keep, markRead, messagesOf, messageOf, nameOf, world } from "./store.js";

/** Loads a conversation's messages unless they are known. */
export async function load(channel) {
  if (isKnown(channel)) return;
  const { messages } = await ask("look", { channel });
  keep(channel, messages);
}

/** Messages that stand in the channel itself, and a mark for each deleted one that has replies. */
function topLevel(channel) {
  const all = messagesOf(channel);
  const known = new Set(all.map((message) => message.ts));
  const orphaned = new Set(all.filter((one) => one.thread && !known.has(one.thread)).map((one) => one.thread));
  const shown = all.filter((one) => !one.thread || one.broadcast).map(marked);
  return [...shown, ...[...orphaned].map((ts) => ({ ts, isTombstone: true }))].sort((a, b) => (a.ts < b.ts ? -1 : 1));
}

function marked(message) {
  return { ...message, isMine: message.user === world.me };
}

/** The messages of one conversation with its composer; used in the middle and, for the app, at the side. */
export class Conversation {
  constructor(channel, openThread) {
    this.channel = channel;
    const place = world.channels.get(channel);
    const name = channelName(place);
    this.list = new MessageList({ channel, isThread: false, open: openThread }, `${name}のメッセージ`);
    this.composer = composer({ channel, name: place.kind === "im" ? `${name} へのメッセージ` : `#${name} へのメッセージ`, sent: () => this.list.toEnd() });
    this.root = h("div", { class: "conversation" }, this.list.root, this.composer.root);
  }

  async start() {
    const { readUntil } = world.channels.get(this.channel); // not only where unread ones are counted: they may come while it loads
    await load(this.channel);
    this.list.reset(topLevel(this.channel), readUntil);
    this.showAround();
    this.read();
  }

  /** Takes in a message that is new or has changed. */
  put(message) {
    if (message.thread) this.redrawRoot(message.thread);
    if (!message.thread || message.broadcast) this.list.put(marked(message));
    this.showAround();
    this.read();
  }

  redrawRoot(ts) {
    const root = messageOf(this.channel, ts);
    if (root) this.list.relink(root);
  }

  remove(ts) {
    const isRoot = topLevel(this.channel).some((one) => one.ts === ts && one.isTombstone);
    if (isRoot) this.list.put({ ts, isTombstone: true });
    else this.list.remove(ts);
  }

  /** What the app shows around the messages: what one could ask above them, what it is doing below. */
  showAround() {
    const threads = world.channels.get(this.channel)?.assistant ?? {};
    const isApp = world.channels.get(this.channel)?.kind === "im";
    const status = Object.values(threads).find((one) => one.status && isApp)?.status;
    const offer = isApp ? threads[""] ?? Object.values(threads).at(-1) : null;
    const isEmpty = !this.list.byTs.size;
    renew(this.list.after,
      isEmpty ? h("p", { class: "empty" }, isApp ? world.app.description || "まだメッセージはありません。" : "まだメッセージはありません。最初のひとことをどうぞ。") : null,
      status ? statusLine(status) : null);
    renew(this.list.before, offer?.prompts?.length ? this.prompts(offer) : null);
  }

  prompts(offer) {
    return h("div", { class: "prompts", role: "group", "aria-label": offer.promptsTitle || "質問の例" },
      offer.promptsTitle ? h("p", { class: "small" }, offer.promptsTitle) : null,
      offer.prompts.map((one) => h("button", { type: "button", class: "button", data: { says: one.message }, onclick: () => ask("say", { channel: this.channel, text: one.message }).catch(tellRefusal) }, one.title)));
  }

  read() {
    const place = world.channels.get(this.channel);
    const last = messagesOf(this.channel).at(-1);
    // It may have been left while it loaded; on a telephone it lies behind the list of channels.
    if (!place || !last || !document.hasFocus() || !this.root.checkVisibility()) return;
    if (this.readUntil === last.ts && !place.unread) return;
    this.readUntil = last.ts;
    markRead(this.channel, last.ts);
    ask("read", { channel: this.channel, ts: last.ts }).catch(() => {});
  }
}

export function statusLine(status) {
  return h("p", { class: "status", role: "status" }, h("span", { class: "spinner", "aria-hidden": "true" }), `${world.app.name} ${status}`);
}

/** The heading of a channel, with who is in it. */
export function heading(channel) {
  const place = world.channels.get(channel);
  const sign = { channel: "#", group: "🔒", im: "" }[place.kind];
  const members = h("button", { type: "button", class: "button quiet members", onclick: () => showMembers(place) }, `👥 ${place.members.length}`);
  members.setAttribute("aria-label", `メンバー ${place.members.length}人`);
  return h("header", { class: "pane-head" },
    h("a", { href: "#/", class: "sign back only-narrow", "aria-label": "チャンネルの一覧に戻る" }, "‹"),
    h("h1", {}, sign ? h("span", { "aria-hidden": "true", class: "channel-sign" }, sign) : null, channelName(place)),
    place.isShared ? h("span", { class: "tag tag-guest" }, h("span", { class: "only-wide" }, "ほかのワークスペースと"), "共有") : null,
    h("span", { class: "grow" }),
    place.kind === "im" ? null : members);
}

function showMembers(place) {
  const inside = place.members.map((user) => h("li", { class: "member" }, avatar(user), nameOf(user)));
  const outside = [...world.people.values()].filter((person) => !place.members.includes(person.id) && !person.isGuest);
  const box = dialog(`#${place.name} のメンバー`, [
    h("ul", { class: "member-list" }, inside),
    outside.length ? h("h3", {}, "追加できる人") : null,
    h("ul", { class: "member-list" }, outside.map((person) => h("li", { class: "member" }, avatar(person.id), person.realName,
      h("button", { type: "button", class: "button quiet", "aria-label": `${person.realName}を追加`, onclick: () => {
        box.close();
        ask("invite", { channel: place.id, user: person.id }).catch(tellRefusal);
      } }, "追加")))),
  ]);
}

