// The ⋯ menu of a message: reactions, replies, changes, and the app's message shortcuts.

import { h } from "./dom.js";
import { glyph, QUICK } from "./emoji.js";
import { ask } from "./link.js";
import { openEmojiPicker, openMenu } from "./menu.js";
import { dialog, notice, question, sentence, tellOutcome, tellRefusal } from "./notices.js";
import { typedFrom, wireText } from "./names.js";
import { world } from "./store.js";

export function openMessageMenu(button, message, place) {
  openMenu(button, "メッセージの操作", message.ephemeral ? forOneself(message, place) : forAll(message, place));
}

function forOneself(message, place) {
  return [{ label: "この表示を消す", act: () => send("delete", message, place) }];
}

function forAll(message, place) {
  const react = (name) => send("react", message, place, { name });
  const items = [
    { row: QUICK.map((name) => ({ label: glyph(name), name: `${glyph(name)} でリアクション`, act: () => react(name) })) },
    { label: "ほかの絵文字…", act: () => openEmojiPicker(react) },
    "-",
  ];
  if (!place.isThread) items.push({ label: "スレッドで返信", act: () => place.open(message.thread ?? message.ts) });
  if (message.user === world.me) {
    items.push({ label: "編集", act: () => edit(message, place) });
    items.push({ label: "削除", danger: true, act: () => remove(message, place) });
  }
  items.push({ label: "文をコピー", act: () => copy(message) });
  const shortcuts = world.app.installed ? world.app.shortcuts.filter((one) => one.kind === "message") : [];
  if (shortcuts.length) items.push("-", { heading: world.app.name }, ...shortcuts.map((one) => shortcutItem(one, message, place)));
  return items;
}

function shortcutItem(one, message, place) {
  const act = () => ask("message_shortcut", { id: one.id, channel: place.channel, ts: message.ts })
    .then((outcome) => tellOutcome(outcome, `「${one.name}」: `)).catch(tellRefusal);
  return { label: one.name, note: one.description, act };
}

function send(name, message, place, more = {}) {
  return ask(name, { channel: place.channel, ts: message.ts, ...more }).catch(tellRefusal);
}

async function remove(message, place) {
  if (await question("メッセージの削除", "このメッセージを削除します。元に戻せません。", "削除する")) send("delete", message, place);
}

function edit(message, place) {
  const text = h("textarea", { class: "input", rows: 4, "aria-label": "メッセージ", value: typedFrom(message.text) });
  const save = () => {
    if (!text.value.trim()) return;
    send("edit", message, place, { text: wireText(text.value) });
    box.close();
  };
  text.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      save();
    }
  });
  const box = dialog("メッセージの編集", text, [
    h("button", { type: "button", class: "button", onclick: () => box.close() }, "やめる"),
    h("button", { type: "button", class: "button primary", onclick: save }, "保存する"),
  ]);
  text.focus();
}

async function copy(message) {
  try {
    await navigator.clipboard.writeText(typedFrom(message.text));
    notice("コピーしました。", { kind: "info" });
  } catch {
    notice(sentence("not_possible"));
  }
}
