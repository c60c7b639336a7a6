// One message in a list: who, when, what, and what can be done with it.

import { Acting } from "./acting.js";
import { drawAttachments, drawBlocks } from "./blocks.js";
import { clock, exact } from "./dates.js";
import { h, picture, renew, signButton } from "./dom.js";
import { glyph } from "./emoji.js";
import { ask } from "./link.js";
import { markdown } from "./markdown.js";
import { openMessageMenu } from "./message_menu.js";
import { mrkdwn } from "./mrkdwn.js";
import { openEmojiPicker } from "./menu.js";
import { tellRefusal } from "./notices.js";
import { nameOf, repliesTo, world } from "./store.js";

/** A coloured square with the first letter of a name. */
export function avatar(user, className = "") {
  const person = world.people.get(user);
  const colour = [...(person?.name ?? user)].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % 8;
  return h("span", { class: `avatar avatar-${person?.isBot ? "bot" : colour} ${className}`, "aria-hidden": "true" }, [...nameOf(user)][0].toUpperCase());
}

/** Draws a message. `place` has channel, isThread and open(ts) for its thread. */
export function drawMessage(message, place) {
  const author = message.username || nameOf(message.user);
  const row = h("li", {
    class: ["message", message.ephemeral ? "is-ephemeral" : "", message.streaming ? "is-streaming" : ""].join(" "),
    tabindex: "-1", data: { ts: message.ts, user: message.user },
    onkeydown: (event) => rowKey(event, message, place, row),
    onfocusin: () => (more.tabIndex = 0),
    onfocusout: () => (more.tabIndex = -1),
  });
  const more = signButton("⋯", `${author}のメッセージの操作`, {
    class: "message-more", tabindex: "-1", title: "操作", "aria-haspopup": "menu", "aria-expanded": "false",
    onclick: () => openMessageMenu(more, message, place),
  });
  row.append(...[
    message.icon ? h("span", { class: "avatar avatar-bot", "aria-hidden": "true" }, glyph(message.icon.replaceAll(":", ""))) : avatar(message.user),
    h("div", { class: "message-body" },
      message.ephemeral ? h("p", { class: "only-you" }, h("span", { "aria-hidden": "true" }, "👁 "), "あなただけに表示") : null,
      head(message, author),
      h("div", { class: "message-content" }, content(message, place)),
      files(message),
      reactions(message, place),
      h("div", { class: "message-thread" }, threadLink(message, place))),
    more,
  ]);
  return row;
}

function head(message, author) {
  const person = world.people.get(message.user);
  return h("p", { class: "message-head" },
    h("strong", { class: "author" }, author),
    person?.isBot ? h("span", { class: "tag" }, "アプリ") : null,
    person?.isGuest ? h("span", { class: "tag tag-guest" }, person.team) : null,
    h("time", { datetime: new Date(Number(message.ts) * 1000).toISOString(), title: exact(message.ts) }, clock(message.ts)));
}

function content(message, place) {
  const acting = new Acting({ channel: place.channel, ts: message.ts }, message.inputs);
  const words = message.isMarkdown ? markdown(message.text) : mrkdwn(message.text);
  const hasText = message.text && (message.isMarkdown || !message.blocks.length);
  return [
    hasText ? h("div", { class: message.isMarkdown ? "text block-markdown" : "text" }, words) : null,
    message.blocks.length ? drawBlocks(message.blocks, acting) : null,
    drawAttachments(message.attachments, acting),
    message.edited ? h("span", { class: "small" }, "（編集済み）") : null,
  ];
}

function files(message) {
  if (!message.files.length) return null;
  return h("ul", { class: "files" }, message.files.map((file) => {
    const url = `${file.url}?as=${encodeURIComponent(world.me)}`;
    const isPicture = /^image\/(png|jpeg|gif|webp)$/.test(file.mimetype);
    const name = file.title || file.name;
    return h("li", { class: "file" },
      isPicture ? h("a", { href: url, target: "_blank", rel: "noopener" }, picture(url, name, "file-picture")) : null,
      h("a", { href: url, download: file.name, class: "file-name" }, `📄 ${name}`),
      h("span", { class: "small" }, size(file.size)));
  }));
}

function size(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1_048_576 ? `${Math.round(bytes / 1024)} KB` : `${(bytes / 1_048_576).toFixed(1)} MB`;
}

export function react(place, message, name) {
  return ask("react", { channel: place.channel, ts: message.ts, name }).catch(tellRefusal);
}

function reactions(message, place) {
  if (!message.reactions.length) return null;
  const add = signButton("☺+", "リアクションを追加", { class: "reaction add", onclick: () => openEmojiPicker((name) => react(place, message, name)) });
  return h("div", { class: "reactions", role: "group", "aria-label": "リアクション" }, message.reactions.map(({ name, users }) => {
    const people = users.map(nameOf).join("、");
    return h("button", {
      type: "button", class: "reaction", "aria-pressed": String(users.includes(world.me)), title: people,
      "aria-label": `${name} ${users.length}人（${people}）`, onclick: () => react(place, message, name),
    }, h("span", { "aria-hidden": "true" }, glyph(name)), ` ${users.length}`);
  }), add);
}

function threadLink(message, place) {
  if (place.isThread) return null;
  if (message.thread) return h("p", { class: "small" }, h("button", { type: "button", class: "as-link", onclick: () => place.open(message.thread) }, "スレッドへの返信"));
  const replies = repliesTo(place.channel, message.ts);
  if (!replies.length) return null;
  const read = world.channels.get(place.channel)?.threadsRead[message.ts] ?? "";
  const isFresh = replies.some((reply) => reply.ts > read && reply.user !== world.me);
  const people = [...new Set(replies.map((reply) => reply.user))].slice(0, 4);
  return h("button", { type: "button", class: isFresh ? "thread-link is-fresh" : "thread-link", onclick: () => place.open(message.ts) },
    people.map((user) => avatar(user, "avatar-small")), h("span", {}, `${replies.length}件の返信`),
    isFresh ? h("span", { class: "fresh-dot" }, "新着") : null);
}

/** Draws the link to a message's thread anew where it changed, in the row where the message stands. */
export function drawThreadLink(row, message, place) {
  const box = row.querySelector(".message-thread");
  const hadFocus = box.contains(document.activeElement);
  renew(box, threadLink(message, place));
  if (hadFocus) box.querySelector("button")?.focus();
}

function rowKey(event, message, place, row) {
  if (event.target !== row) return;
  const act = {
    Enter: () => !place.isThread && !message.ephemeral && place.open(message.thread ?? message.ts),
    ".": () => row.querySelector(".message-more").click(),
    ContextMenu: () => row.querySelector(".message-more").click(),
    r: () => !message.ephemeral && openEmojiPicker((name) => react(place, message, name)),
  }[event.key];
  if (!act) return;
  event.preventDefault();
  act();
}

/** What stands where a message was deleted that has replies. */
export function drawTombstone(ts, place) {
  const message = { ts, thread: null };
  return h("li", { class: "message is-gone", tabindex: "-1", data: { ts, user: "" } },
    h("span", { class: "avatar avatar-gone", "aria-hidden": "true" }, "🗑"),
    h("div", { class: "message-body" }, h("p", { class: "small" }, "このメッセージは削除されました。"), h("div", { class: "message-thread" }, threadLink(message, place))));
}
