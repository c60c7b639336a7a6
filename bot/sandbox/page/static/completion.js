// What a composer offers while one types: commands after /, people after @, channels after #, emoji after a colon.

import { fill, h, newId } from "./dom.js";
import { EMOJI, similar } from "./emoji.js";
import { channelName, world } from "./store.js";

const MOST = 8;

function matches(text, typed) {
  return text.normalize("NFKC").toLowerCase().startsWith(typed.normalize("NFKC").toLowerCase());
}

function commands(typed) {
  if (!world.app.installed) return [];
  return world.app.commands.filter((one) => matches(one.name.slice(1), typed))
    .map((one) => ({ text: `${one.name} `, label: one.name, hint: one.hint, note: one.description }));
}

function people(typed, channel) {
  const members = world.channels.get(channel)?.members ?? [];
  const known = [...world.people.values()].filter((one) => one.id !== world.me && (matches(one.realName, typed) || matches(one.name, typed)));
  return known.sort((a, b) => members.includes(b.id) - members.includes(a.id)).map((one) => ({
    text: `@${one.realName} `, label: `@${one.realName}`,
    note: one.isBot ? "アプリ" : members.includes(one.id) ? one.name : `${one.name}・このチャンネルにいません`,
  }));
}

function channels(typed) {
  return [...world.channels.values()].filter((one) => one.kind !== "im" && matches(one.name, typed))
    .map((one) => ({ text: `#${one.name} `, label: `#${channelName(one)}`, note: "" }));
}

function emojis(typed) {
  return similar(typed, MOST).map((name) => ({ text: `:${name}: `, label: `${EMOJI.get(name)} :${name}:`, note: "" }));
}

const SOURCES = [
  [/^\/([a-z0-9_-]*)$/, commands],
  [/(?<![\w@])@([^\s@#:、。]{0,20})$/, people],
  [/(?<![\w#])#([^\s@#:、。]{0,20})$/, channels],
  [/(?<![\w:]):([a-z0-9_+-]{2,20})$/, emojis],
];

/** Offers completions for a text area; returns {element, key(event)} where key tells whether it used the key. */
export function completion(input, channel) {
  const id = newId("completions");
  const list = h("ul", { id, class: "completions", role: "listbox", "aria-label": "候補", hidden: true });
  const state = { offered: [], at: 0, length: 0 };
  input.setAttribute("aria-controls", id);
  input.setAttribute("aria-autocomplete", "list");

  const close = () => {
    state.offered = [];
    list.hidden = true;
    input.removeAttribute("aria-activedescendant");
  };
  const show = () => {
    fill(list, state.offered.map((one, index) => h("li", {
      id: `${id}-${index}`, role: "option", class: "completion", "aria-selected": String(index === state.at),
      onpointerdown: (event) => {
        event.preventDefault();
        take(index);
      },
    }, h("strong", {}, one.label), one.hint ? h("span", { class: "hint" }, one.hint) : null, one.note ? h("small", {}, one.note) : null)));
    list.hidden = false;
    input.setAttribute("aria-activedescendant", `${id}-${state.at}`);
    list.children[state.at].scrollIntoView({ block: "nearest" });
  };
  const look = () => {
    const before = input.value.slice(0, input.selectionStart);
    for (const [pattern, source] of SOURCES) {
      const found = pattern.exec(before);
      if (!found) continue;
      const offered = source(found[1], channel).slice(0, MOST);
      if (!offered.length) continue;
      Object.assign(state, { offered, at: 0, length: found[0].length });
      show();
      return;
    }
    close();
  };
  const take = (index) => {
    const end = input.selectionStart;
    input.setRangeText(state.offered[index].text, end - state.length, end, "end");
    close();
    input.dispatchEvent(new Event("input"));
    input.focus();
  };
  const key = (event) => {
    if (list.hidden || event.isComposing) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const isWhole = input.value === state.offered[state.at]?.text.trim();
    if (step) {
      state.at = (state.at + step + state.offered.length) % state.offered.length;
      show();
    } else if (event.key === "Tab" || (event.key === "Enter" && !isWhole)) take(state.at);
    else if (event.key === "Escape") close();
    else return false;
    event.preventDefault();
    return true;
  };
  input.addEventListener("input", look);
  input.addEventListener("blur", close);
  return { element: list, key, close };
}
