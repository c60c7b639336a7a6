// A field with suggestions: for choosing several, and for options that the app is asked for while one types.

import { fill, h, newId, signButton } from "./dom.js";

const PAUSE = 250; // milliseconds without a key before the app is asked

/**
 * Options are {key, label, note}. `source(typed)` gives them, or promises them; `changed` gets the chosen list.
 */
export function combobox({ name, chosen = [], many = false, most = Infinity, source, changed, placeholder = "", waits = false, attributes = {} }) {
  const listId = newId("options");
  const state = { chosen: [...chosen], offered: [], at: -1, asked: 0, timer: 0 };
  const chips = h("ul", { class: "chips", "aria-label": "選んだもの" });
  const labels = attributes["aria-labelledby"] ? { "aria-labelledby": attributes["aria-labelledby"] } : { "aria-label": name };
  const list = h("ul", { id: listId, role: "listbox", class: "options", ...labels, hidden: true });
  const input = h("input", {
    type: "text", role: "combobox", class: "input", autocomplete: "off", "aria-expanded": "false", "aria-autocomplete": "list",
    "aria-controls": listId, placeholder, ...labels, ...attributes,
    oninput: () => later(), onfocus: () => open(), onblur: () => setTimeout(() => document.activeElement === input || close(), 150), onkeydown: (event) => key(event),
  });
  const root = h("div", { class: "combobox" }, chips, input, list);

  const showChosen = () => {
    fill(chips, state.chosen.map((option) => h("li", { class: "chip" }, option.label,
      signButton("×", `${option.label}を外す`, { onclick: () => drop(option) }))));
    chips.hidden = !state.chosen.length;
    if (!many) input.placeholder = state.chosen.length ? "選び直すには入力してください" : placeholder;
  };
  const set = (next) => {
    state.chosen = next;
    showChosen();
    changed(next);
  };
  const drop = (option) => {
    set(state.chosen.filter((one) => one.key !== option.key));
    input.focus();
  };
  const take = (option) => {
    if (!option || option.isNote) return;
    input.value = "";
    if (!many) set([option]);
    else if (state.chosen.length < most) set([...state.chosen, option]);
    clearTimeout(state.timer);
    state.asked += 1; // what was asked for before is over
    close();
  };
  const later = () => {
    clearTimeout(state.timer);
    state.timer = setTimeout(open, waits ? PAUSE : 0);
  };
  const open = async () => {
    state.asked += 1;
    const mine = state.asked;
    const offered = await source(input.value.trim());
    if (mine !== state.asked || document.activeElement !== input) return;
    const taken = new Set(state.chosen.map((option) => option.key));
    state.offered = offered.filter((option) => option.isNote || !taken.has(option.key));
    state.at = state.offered[0] && !state.offered[0].isNote ? 0 : -1;
    show();
  };
  const show = () => {
    fill(list, state.offered.length ? state.offered.map(drawOption) : h("li", { class: "option-note", role: "option", "aria-disabled": "true" }, "見つかりません"));
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    mark();
  };
  const drawOption = (option, index) => h("li", {
    id: `${listId}-${index}`, role: "option", "aria-selected": "false", class: option.isNote ? "option-note" : "option",
    "aria-disabled": option.isNote ? "true" : undefined,
    onpointerdown: (event) => {
      event.preventDefault();
      take(option);
    },
  }, option.label, option.note ? h("small", {}, option.note) : null);
  const mark = () => {
    [...list.children].forEach((child, index) => child.setAttribute("aria-selected", String(index === state.at)));
    if (state.at >= 0) input.setAttribute("aria-activedescendant", `${listId}-${state.at}`);
    else input.removeAttribute("aria-activedescendant");
    list.children[state.at]?.scrollIntoView({ block: "nearest" });
  };
  const close = () => {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const key = (event) => {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && list.hidden) open();
    else if (step && state.offered.length) {
      state.at = (state.at + step + state.offered.length) % state.offered.length;
      mark();
    } else if (event.key === "Enter" && !list.hidden && state.at >= 0) take(state.offered[state.at]);
    else if (event.key === "Escape" && !list.hidden) close();
    else if (event.key === "Backspace" && !input.value && state.chosen.length) drop(state.chosen.at(-1));
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  showChosen();
  return root;
}

/** A source that filters fixed options by what is typed. */
export function fixed(options) {
  return (typed) => {
    const wanted = typed.normalize("NFKC").toLowerCase();
    return options.filter((option) => option.label.normalize("NFKC").toLowerCase().includes(wanted));
  };
}
