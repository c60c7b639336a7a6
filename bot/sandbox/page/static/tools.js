// The panel for those who build: faults to turn on, and the log of every payload.

import { seconds } from "./dates.js";
import { fill, h, signButton } from "./dom.js";
import { ask } from "./link.js";
import { notice, tellRefusal } from "./notices.js";
import { on } from "./store.js";

const SWITCHES = [
  ["slow", "遅い回線", "API の返事を2秒おくらせます"],
  ["redeliver", "イベントの再送", "同じイベントをもう一度届けます"],
  ["ratelimited", "投稿を 429 にする", "Retry-After は5秒です"],
  ["broken", "投稿を 500 にする", "本文は JSON ではありません"],
  ["refuse", "接続をことわる", "新しい Socket Mode 接続を受け付けません"],
  ["strict", "Slack と同じ回数制限", "Tier と、チャンネルごとに毎秒1件"],
];
const ONCE = [
  ["warn", "予告して切断"],
  ["disconnect", "予告なしで切断"],
  ["drop", "通信を途切れさせる"],
  ["later", "時計を30分進める"],
];
const KEPT = 1000;

let entries = [];
let isOpen = false;
let asked = 0;

export function startTools() {
  on("log", (push) => {
    entries = (push.isFresh ? [] : entries).concat(push.entries).slice(-KEPT);
    if (isOpen) push.isFresh ? drawLog() : addLog(push.entries);
  });
  on("connections", () => isOpen && refresh());
}

/** Opens or closes the panel; tells `changed` which. */
export function toggleTools(changed) {
  isOpen = !isOpen;
  const root = document.getElementById("tools");
  root.hidden = !isOpen;
  ask("log", { on: isOpen }).catch(tellRefusal);
  if (isOpen) open(root, () => toggleTools(changed));
  changed(isOpen);
}

/** Asks for the log again after the connection was lost. */
export function resumeTools() {
  if (!isOpen) return;
  ask("log", { on: true }).catch(() => {});
  refresh();
}

function open(root, close) {
  fill(root,
    h("header", { class: "pane-head" }, h("h2", {}, "道具"), h("span", { class: "grow" }), signButton("×", "道具を閉じる", { onclick: close })),
    h("div", { class: "tools-body" },
      h("section", { "aria-labelledby": "trouble-title" }, h("h3", { id: "trouble-title" }, "不具合"), h("p", { id: "connections", class: "small" }), h("div", { id: "switches" }),
        h("div", { class: "once" }, ONCE.map(([name, label]) => h("button", { type: "button", class: "button", onclick: () => trouble({ once: name }, label) }, label)))),
      h("section", { "aria-labelledby": "log-title" },
        h("h3", { id: "log-title" }, "記録"),
        h("input", { type: "search", id: "log-filter", class: "input", "aria-label": "記録をしぼりこむ", placeholder: "種類や中身でしぼりこむ", oninput: drawLog }),
        h("ol", { id: "log", class: "log", tabindex: "0", "aria-label": "アプリとやりとりした内容" }))));
  refresh();
  root.querySelector(".sign").focus();
}

async function trouble(given, label) {
  asked += 1;
  const mine = asked;
  try {
    const answer = await ask("trouble", given);
    if (mine === asked) show(answer); // an older answer would turn back a switch that was just turned
    if (label) notice(`${label}: しました。`, { kind: "info" });
  } catch (error) {
    tellRefusal(error);
  }
}

function refresh() {
  trouble({});
}

function show({ switches, connections }) {
  if (!isOpen) return;
  fill(document.getElementById("connections"), `アプリの接続: ${connections}`);
  const place = document.getElementById("switches");
  if (!place.children.length) fill(place, SWITCHES.map(drawSwitch));
  for (const [name] of SWITCHES) document.getElementById(`switch-${name}`).checked = switches[name];
}

function drawSwitch([name, label, note]) {
  return h("div", { class: "switch" },
    h("input", { type: "checkbox", role: "switch", id: `switch-${name}`, "aria-describedby": `note-${name}`,
      onchange: (event) => trouble({ switch: name, on: event.target.checked }) }),
    h("label", { for: `switch-${name}` }, label), h("small", { id: `note-${name}` }, note));
}

function fits(entry) {
  const wanted = document.getElementById("log-filter").value.trim().toLowerCase();
  return !wanted || entry.kind.toLowerCase().includes(wanted) || JSON.stringify(entry.content).toLowerCase().includes(wanted);
}

function drawLog() {
  fill(document.getElementById("log"), entries.filter(fits).map(drawEntry));
  toEnd();
}

function addLog(fresh) {
  const log = document.getElementById("log");
  const isAtEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 60;
  log.append(...fresh.filter(fits).map(drawEntry));
  while (log.children.length > KEPT) log.firstChild.remove();
  if (isAtEnd) toEnd();
}

function toEnd() {
  const log = document.getElementById("log");
  log.scrollTop = log.scrollHeight;
}

function drawEntry(entry) {
  const isOut = entry.direction === "to_app";
  const body = h("pre", { tabindex: "0" });
  const time = seconds(entry.at);
  const details = h("details", { ontoggle: () => details.open && fill(body, JSON.stringify(entry.content, null, 2)) },
    h("summary", {}, h("span", { class: isOut ? "way way-out" : "way way-in" }, isOut ? "アプリへ" : "アプリから"), h("code", {}, entry.kind), h("time", {}, time)), body);
  return h("li", {}, details);
}
