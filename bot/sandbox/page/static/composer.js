// Where one writes: text, names, commands, files.

import { completion } from "./completion.js";
import { fill, h, newId, signButton } from "./dom.js";
import { ask, upload } from "./link.js";
import { openEmojiPicker } from "./menu.js";
import { commandText, wireText } from "./names.js";
import { clearNotices, notice, sentence, tellOutcome, tellRefusal } from "./notices.js";
import { world } from "./store.js";

const drafts = new Map(); // person, place → text that was not sent yet

/** A composer for a conversation or one of its threads; `sent` is called after each message. */
export function composer({ channel, thread, name, sent = () => {} }) {
  const draft = `${world.me} ${channel} ${thread ?? ""}`;
  const files = [];
  const input = h("textarea", {
    id: newId("composer"), class: "composer-input", rows: 1, "aria-label": name, placeholder: name, value: drafts.get(draft) ?? "",
    oninput: () => changed(), onkeydown: (event) => key(event),
    onpaste: (event) => {
      if (event.clipboardData?.files.length) attach([...event.clipboardData.files]);
    },
  });
  const offers = completion(input, channel);
  const hint = h("p", { class: "command-hint", "aria-live": "polite" });
  const chips = h("ul", { class: "chips", "aria-label": "添付ファイル", hidden: true });
  const chooser = h("input", { type: "file", multiple: true, class: "unseen", tabindex: "-1", "aria-label": "ファイルを選ぶ",
    onchange: () => {
      attach([...chooser.files]);
      chooser.value = "";
    } });
  const sendButton = signButton("➤", "送信", { class: "send", onclick: () => send() });
  const root = h("div", { class: "composer",
    ondragover: (event) => event.preventDefault(),
    ondrop: (event) => {
      event.preventDefault();
      attach([...event.dataTransfer.files]);
    } },
    offers.element, hint, chips, input,
    h("div", { class: "composer-tools" },
      signButton("＋", "ファイルや写真を添付", { onclick: () => chooser.click() }), chooser,
      signButton("@", "名前を入れる", { onclick: () => insert("@") }),
      signButton("☺", "絵文字を入れる", { onclick: () => openEmojiPicker((emoji) => insert(`:${emoji}: `)) }),
      thread ? null : signButton("/", "コマンドを入れる", { onclick: () => insert("/", true) }),
      sendButton));

  const grow = () => {
    if (!input.isConnected) return;
    input.style.height = "auto";
    input.style.height = `${Math.min(input.scrollHeight, 200)}px`;
  };
  const changed = () => {
    drafts.set(draft, input.value);
    grow();
    sendButton.disabled = !input.value.trim() && !files.length;
    const command = world.app.commands?.find((one) => input.value.startsWith(`${one.name} `));
    fill(hint, command ? [h("strong", {}, command.name), ` ${command.hint}`, command.description ? h("small", {}, command.description) : null] : []);
  };
  const insert = (text, isAtStart = false) => {
    if (isAtStart) input.value = text + input.value.replace(/^\//, "");
    else input.setRangeText(text, input.selectionStart, input.selectionEnd, "end");
    if (isAtStart) input.setSelectionRange(text.length, text.length);
    input.focus();
    input.dispatchEvent(new Event("input"));
  };
  const showFiles = () => {
    chips.hidden = !files.length;
    fill(chips, files.map((file) => h("li", { class: "chip" }, file.name, signButton("×", `${file.name}を外す`, { onclick: () => {
      files.splice(files.indexOf(file), 1);
      showFiles();
      changed();
    } }))));
  };
  const attach = async (chosen) => {
    for (const file of chosen) {
      try {
        files.push(await upload(world.me, file));
      } catch (error) {
        tellRefusal(error);
      }
    }
    showFiles();
    changed();
  };
  const clear = () => {
    input.value = "";
    files.length = 0;
    showFiles();
    offers.close();
    changed();
  };
  const send = async () => {
    const typed = input.value.trim();
    if (!typed && !files.length) return;
    const isCommand = typed.startsWith("/") && !files.length;
    const ids = files.map((file) => file.id);
    clear();
    clearNotices();
    try {
      if (isCommand) await sendCommand(typed, channel, thread);
      else await ask("say", { channel, thread, text: wireText(typed), files: ids });
      sent();
    } catch (error) {
      if (!input.value) insert(typed);
      tellRefusal(error);
    }
  };
  const key = (event) => {
    if (offers.key(event)) return;
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      send();
    }
  };
  changed();
  requestAnimationFrame(grow);
  return { root, focus: () => input.focus() };
}

/** A command ends at the first ASCII blank, as in Slack: a full-width blank is part of the name. */
async function sendCommand(typed, channel, thread) {
  const [, command, text] = /^(\S[^ \t\n]*)(?:[ \t\n]+([\s\S]*))?$/.exec(typed);
  const isKnown = world.app.commands.some((one) => one.name === command);
  if (world.app.installed && !thread && !isKnown) {
    notice(`${command} ${sentence("unknown_command")} コマンドと質問のあいだは半角の空白です。`, { code: "unknown_command" });
    return;
  }
  tellOutcome(await ask("slash", { channel, thread, command, text: commandText(text ?? "") }), `${command}: `);
}
