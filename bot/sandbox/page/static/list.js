// A scrolling list of messages that changes row by row, so that a channel of a thousand messages stays quick.

import { day } from "./dates.js";
import { fill, h } from "./dom.js";
import { drawMessage, drawThreadLink, drawTombstone } from "./message.js";

const GROUP_SECONDS = 300; // messages of one person within this time stand together
const NEAR_END = 80; // pixels from the end that count as being at the end

export class MessageList {
  /** `place` is as for messages; `name` is what the list is called. */
  constructor(place, name) {
    this.place = place;
    this.rows = h("ol", { class: "messages" });
    this.before = h("div", { class: "before-messages" });
    this.after = h("div", { class: "after-messages" });
    this.root = h("div", { class: "scroller", role: "log", "aria-live": "polite", "aria-label": name, tabindex: "0",
      onkeydown: (event) => this.key(event), onscroll: () => this.look() }, this.before, this.rows, this.after);
    this.byTs = new Map();
    this.isAtEnd = true;
    this.top = 0; // how far it was scrolled when `isAtEnd` was found out
    new ResizeObserver(() => this.stay()).observe(this.rows);
    new ResizeObserver(() => this.stay()).observe(this.root);
  }

  /** Shows these messages; a line marks the first one after `readUntil`. */
  reset(messages, readUntil = "") {
    this.byTs = new Map(messages.map((message) => [message.ts, this.draw(message)]));
    fill(this.rows, [...this.byTs.values()]);
    const fresh = readUntil && messages.find((message) => message.ts > readUntil && !message.isMine);
    if (fresh) this.byTs.get(fresh.ts).classList.add("is-first-new");
    for (const row of this.rows.children) this.group(row);
    this.toEnd();
  }

  draw(message) {
    return message.isTombstone ? drawTombstone(message.ts, this.place) : drawMessage(message, this.place);
  }

  /** Adds a message, or draws it anew where it stands. */
  put(message) {
    this.look();
    const old = this.byTs.get(message.ts);
    const row = this.draw(message);
    if (old) this.exchange(old, row);
    else this.insert(row, message.ts);
    this.byTs.set(message.ts, row);
    this.group(row);
    if (row.nextElementSibling) this.group(row.nextElementSibling);
    if (this.isAtEnd) this.toEnd();
  }

  exchange(old, row) {
    const hadFocus = old === document.activeElement;
    row.classList.toggle("is-first-new", old.classList.contains("is-first-new"));
    old.replaceWith(row);
    if (hadFocus) row.focus();
  }

  /** Draws anew what leads to a message's thread, and nothing else of it. */
  relink(message) {
    const row = this.byTs.get(message.ts);
    if (!row) return;
    this.look();
    drawThreadLink(row, message, this.place);
    if (this.isAtEnd) this.toEnd();
  }

  insert(row, ts) {
    let before = this.rows.lastElementChild;
    while (before && before.dataset.ts > ts) before = before.previousElementSibling;
    if (before) before.after(row);
    else this.rows.prepend(row);
  }

  remove(ts) {
    const row = this.byTs.get(ts);
    if (!row) return;
    const next = row.nextElementSibling ?? row.previousElementSibling;
    const hadFocus = row.contains(document.activeElement);
    row.remove();
    this.byTs.delete(ts);
    if (next) this.group(next);
    if (hadFocus) (next ?? this.root).focus();
  }

  /** Says whether a row begins a day or continues what the same person just said. */
  group(row) {
    const before = row.previousElementSibling;
    const isSameDay = before && day(before.dataset.ts, false) === day(row.dataset.ts, false);
    const isClose = isSameDay && Number(row.dataset.ts) - Number(before.dataset.ts) < GROUP_SECONDS;
    const isPlain = !row.matches(".is-first-new") && ![row, before].some((one) => one?.matches(".is-ephemeral, .is-gone"));
    row.classList.toggle("is-joined", Boolean(isClose && isPlain && before.dataset.user === row.dataset.user));
    if (isSameDay) delete row.dataset.day;
    else row.dataset.day = day(row.dataset.ts);
  }

  key(event) {
    if (!["ArrowUp", "ArrowDown", "Home", "End"].includes(event.key)) return;
    const rows = [...this.rows.children];
    const at = rows.indexOf(document.activeElement);
    if (at < 0 && event.target !== this.root) return;
    const last = rows.length - 1;
    const next = { ArrowUp: at < 0 ? last : Math.max(0, at - 1), ArrowDown: at < 0 ? last : Math.min(last, at + 1), Home: 0, End: last }[event.key];
    rows[next]?.focus();
    rows[next]?.scrollIntoView({ block: "nearest" });
    event.preventDefault();
  }

  /** Finds out whether somebody scrolled; not where only the list has grown. The browser itself tells of it late. */
  look() {
    const { scrollTop, scrollHeight, clientHeight } = this.root;
    if (scrollTop === this.top) return;
    this.top = scrollTop;
    this.isAtEnd = scrollHeight - scrollTop - clientHeight < NEAR_END;
  }

  stay() {
    if (this.isAtEnd) this.toEnd();
  }

  toEnd() {
    this.isAtEnd = true;
    this.root.scrollTop = this.root.scrollHeight;
    this.top = this.root.scrollTop;
  }
}
