// The rich_text block: sections, lists, quotes and preformatted text with their styled pieces.

import { h, link } from "./dom.js";
import { broadcast, channelLink, date, emoji, mention, plain } from "./inline.js";

const STYLES = [["code", "code"], ["bold", "strong"], ["italic", "em"], ["strike", "s"], ["underline", "u"]];
const PIECES = {
  text: (piece) => plain(piece.text, false),
  link: (piece) => link(piece.url, piece.text || piece.url),
  emoji: (piece) => emoji(piece.name),
  user: (piece) => mention(piece.user_id),
  channel: (piece) => channelLink(piece.channel_id),
  usergroup: () => h("span", { class: "mention" }, "@グループ"),
  team: (piece) => h("span", { class: "mention" }, piece.team_id),
  broadcast: (piece) => broadcast(piece.range),
  color: (piece) => h("code", {}, piece.value),
  date: (piece) => date(Number(piece.timestamp), piece.format, piece.url, piece.fallback),
};

function pieces(elements) {
  return elements.map((piece) => {
    const drawn = PIECES[piece.type]?.(piece) ?? "";
    return STYLES.reduce((inner, [style, tag]) => (piece.style?.[style] ? h(tag, {}, inner) : inner), drawn);
  });
}

const PARTS = {
  rich_text_section: (part) => h("p", {}, pieces(part.elements)),
  rich_text_quote: (part) => h("blockquote", {}, pieces(part.elements)),
  rich_text_preformatted: (part) => h("pre", {}, pieces(part.elements)),
  rich_text_list(part) {
    const items = part.elements.map((item) => h("li", {}, pieces(item.elements)));
    const className = `rich-list indent-${Math.min(part.indent ?? 0, 8)}`;
    if (part.style === "ordered") return h("ol", { class: className, start: (part.offset ?? 0) + 1 }, items);
    return h("ul", { class: className }, items);
  },
};

export function richText(block) {
  return h("div", { class: "rich-text" }, block.elements.map((part) => PARTS[part.type]?.(part)));
}
