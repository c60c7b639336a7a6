// Short words to the person: what went wrong, and questions before something is done.

import { fill, h, newId, signButton } from "./dom.js";
import { textObject } from "./mrkdwn.js";

const SENTENCES = {
  operation_timeout: "アプリが3秒以内に応答しませんでした。少し待って、もう一度お試しください。",
  dispatch_failed: "アプリにつながりませんでした。アプリが動いているか確かめてください。",
  invalid_response: "アプリの応答の形が正しくありませんでした。",
  offline: "接続が切れています。つながり次第、もう一度お試しください。",
  other_workspace: "このアプリは、あなたのワークスペースには追加されていません。",
  not_in_threads: "スレッドの中ではコマンドを使えません。",
  unknown_command: "そのコマンドはありません。",
  not_interactive: "このアプリはボタンや入力を受け付けない設定です。",
  not_a_member: "このチャンネルに参加していません。",
  not_the_author: "自分のメッセージだけを変更できます。",
  message_gone: "そのメッセージはもうありません。",
  view_closed: "その画面はもう閉じています。",
  required: "必須の項目が空いています。",
  file_too_large: "ファイルが大きすぎます（50 MBまで）。",
};

/** The sentence for a refusal or a failed delivery. */
export function sentence(code) {
  return SENTENCES[code] ?? SENTENCES[String(code).split(":")[0]] ?? "うまくいきませんでした。";
}

/** Shows a notice that stays until it is put away, or for a while when it only informs. */
export function notice(text, { code = "", kind = "problem" } = {}) {
  const box = h("div", { class: `notice notice-${kind}` },
    h("p", {}, text, code ? h("code", {}, code) : null),
    signButton("×", "お知らせを閉じる", { onclick: () => box.remove() }));
  const place = document.getElementById("notices");
  while (place.children.length > 2) place.firstChild.remove();
  place.append(box);
  if (kind === "info") setTimeout(() => box.remove(), 4000);
}

/** Puts all notices away: the person goes on. */
export function clearNotices() {
  document.getElementById("notices").replaceChildren();
}

/** Tells of an error that `ask` was rejected with. */
export function tellRefusal(error) {
  if (error.code === undefined) throw error;
  notice(sentence(error.code), { code: error.code });
}

/** Tells of a delivery that did not succeed; returns whether it did. */
export function tellOutcome(outcome, what = "") {
  if (!outcome.error) return true;
  notice(`${what}${sentence(outcome.error)}`, { code: outcome.error });
  return false;
}

/** A dialog with a title and content; `close` on it ends it. Focus returns to where it was. */
export function dialog(title, content, buttons = [], className = "") {
  const id = newId("dialog");
  const box = h("dialog", { class: `small-dialog ${className}`, "aria-labelledby": id },
    h("header", { class: "dialog-head" }, h("h2", { id }, title), signButton("×", "閉じる", { onclick: () => box.close() })),
    h("div", { class: "dialog-body" }, content),
    buttons.length ? h("footer", { class: "dialog-foot" }, buttons) : null);
  box.addEventListener("close", () => box.remove());
  document.body.append(box);
  box.showModal();
  return box;
}

/** Asks what Block Kit's confirm object says; resolves to true or false. */
export function confirmed(confirm) {
  if (!confirm) return Promise.resolve(true);
  return new Promise((resolve) => {
    let answer = false;
    const yes = h("button", { type: "button", class: confirm.style === "danger" ? "button danger" : "button primary" }, confirm.confirm.text);
    const no = h("button", { type: "button", class: "button" }, confirm.deny.text);
    const box = dialog(confirm.title.text, textObject(confirm.text), [no, yes]);
    yes.addEventListener("click", () => {
      answer = true;
      box.close();
    });
    no.addEventListener("click", () => box.close());
    box.addEventListener("close", () => resolve(answer));
    yes.focus();
  });
}

/** A yes-or-no question of the page's own. */
export function question(title, text, yes) {
  const plain = (words) => ({ type: "plain_text", text: words });
  return confirmed({ title: plain(title), text: plain(text), confirm: plain(yes), deny: plain("やめる"), style: "danger" });
}

/** The band that says that there is no connection. */
export function showConnection(isThere) {
  const band = document.getElementById("offline") ?? h("div", { id: "offline", class: "offline", role: "alert" });
  if (isThere) band.remove();
  else if (!band.isConnected) document.body.prepend(fill(band, "接続が切れました。つなぎ直しています…"));
}
