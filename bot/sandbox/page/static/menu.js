// Menus that open at a button; a sheet at the bottom on a phone. Arrow keys, Home, End and Escape work.

import { fill, h, isNarrow, signButton } from "./dom.js";
import { EMOJI, similar } from "./emoji.js";
import { dialog } from "./notices.js";

let closeOpen = () => {};

/** Opens a menu. An item is {label, name, note, act, isChecked, danger}, "-" for a line, {heading} or {row}. */
export function openMenu(button, name, items) {
  closeOpen();
  const menu = h("div", { class: "menu", role: "menu", "aria-label": name }, items.map(drawItem));
  const shade = h("div", { class: "menu-shade" });
  const close = (returnsFocus = true) => {
    menu.remove();
    shade.remove();
    button.setAttribute("aria-expanded", "false");
    closeOpen = () => {};
    if (returnsFocus && button.isConnected) button.focus();
  };
  closeOpen = close;
  shade.addEventListener("click", () => close());
  menu.addEventListener("menu-done", () => close());
  menu.addEventListener("keydown", (event) => steer(event, menu, close));
  (button.closest("dialog") ?? document.body).append(shade, menu);
  button.setAttribute("aria-expanded", "true");
  place(menu, button);
  (menu.querySelector("[aria-checked=true]") ?? menu.querySelector("[role^=menuitem]"))?.focus();
}

function drawItem(item) {
  if (item === "-") return h("div", { role: "separator", class: "menu-line" });
  if (item.row) return h("div", { class: "menu-row", role: "presentation" }, item.row.map(drawItem));
  if (item.heading) return h("div", { class: "menu-heading", role: "presentation" }, item.heading);
  const isChoice = item.isChecked !== undefined;
  const act = (event) => {
    event.currentTarget.dispatchEvent(new CustomEvent("menu-done", { bubbles: true }));
    item.act();
  };
  return h("button", {
    type: "button", tabindex: "-1", class: item.danger ? "menu-item danger" : "menu-item", onclick: act,
    "aria-label": item.name, role: isChoice ? "menuitemradio" : "menuitem", "aria-checked": isChoice ? String(item.isChecked) : undefined,
  }, h("span", {}, item.label), item.note ? h("small", {}, item.note) : null);
}

function steer(event, menu, close) {
  const items = [...menu.querySelectorAll("[role^=menuitem]")];
  const at = items.indexOf(document.activeElement);
  const [next, previous] = [(at + 1) % items.length, (at - 1 + items.length) % items.length];
  const target = { ArrowDown: next, ArrowRight: next, ArrowUp: previous, ArrowLeft: previous, Home: 0, End: items.length - 1 }[event.key];
  if (target !== undefined) items[target].focus();
  else if (event.key === "Escape" || event.key === "Tab") close();
  else return;
  event.preventDefault();
  event.stopPropagation();
}

/** Puts a popup beside its button, inside the window. On a phone the style sheet says where it goes. */
export function place(popup, anchor) {
  if (isNarrow()) return;
  const box = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = popup;
  const isBelow = box.bottom + height + 8 < innerHeight || box.top < height;
  popup.style.left = `${Math.max(8, Math.min(box.left, innerWidth - width - 8))}px`;
  popup.style.top = `${Math.max(8, isBelow ? Math.min(box.bottom + 4, innerHeight - height - 8) : box.top - height - 4)}px`;
}

/** Names without second names for the same picture. */
function onePerPicture() {
  return [...new Map([...EMOJI].reverse().map(([name, picture]) => [picture, name])).values()].reverse();
}

/** Lets the person choose an emoji; `chosen` gets its name. */
export function openEmojiPicker(chosen) {
  const grid = h("div", { class: "emoji-grid" });
  const show = (names) => fill(grid, names.map((name) =>
    signButton(EMOJI.get(name), name, { onclick: () => pick(name) })));
  const search = h("input", { type: "search", class: "input", "aria-label": "絵文字を英語の名前で探す", placeholder: "例: tea",
    oninput: () => show(search.value.trim() ? similar(search.value.trim().toLowerCase(), 200) : onePerPicture()),
    onkeydown: (event) => {
      if (event.key === "Enter" && !event.isComposing) grid.querySelector("button")?.click();
    } });
  const box = dialog("絵文字", [search, grid], [], "emoji-dialog");
  const pick = (name) => {
    box.close();
    chosen(name);
  };
  show(onePerPicture());
  search.focus();
}
