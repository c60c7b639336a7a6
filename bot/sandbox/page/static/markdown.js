// The markdown block: the usual Markdown, in which bold works beside kana. HTML stays text, pictures become links.

import { h, link } from "./dom.js";
import { plain, reference, unescape } from "./inline.js";

const INLINE = [
  [/`([^`\n]+)`/, (found) => h("code", {}, unescape(found[1]))],
  [/!?\[([^\]\n]*)\]\(([^()\s]+(?:\([^()\s]*\)[^()\s]*)?)\)/, (found) => link(unescape(found[2]), ...inline(found[1] || found[2]))],
  [/<([@#!][^<>\n]+|https?:[^<>\n]+|mailto:[^<>\n]+)>/, (found) => reference(found[1])],
  [/\*\*\*(\S(?:.*?\S)?)\*\*\*/, (found) => h("strong", {}, h("em", {}, inline(found[1])))],
  [/\*\*(\S(?:.*?\S)?)\*\*|__(\S(?:.*?\S)?)__/, (found) => h("strong", {}, inline(found[1] ?? found[2]))],
  [/~~(\S(?:.*?\S)?)~~/, (found) => h("s", {}, inline(found[1]))],
  [/(?<![*\w])\*([^\s*](?:[^*]*?[^\s*])?)\*(?!\*)|(?<![_\w])_([^\s_](?:[^_]*?[^\s_])?)_(?![_\w])/, (found) => h("em", {}, inline(found[1] ?? found[2]))],
  [/https?:\/\/[^\s<>|「」（）、。)]+/, (found) => link(unescape(found[0]))],
];

/** Nodes for one line's text. */
export function inline(text) {
  let first = null;
  for (const [pattern, draw] of INLINE) {
    const found = pattern.exec(text);
    if (found && (!first || found.index < first.found.index)) first = { found, draw };
  }
  if (!first) return plain(unescape(text));
  const { found, draw } = first;
  const before = text.slice(0, found.index);
  return [...(before ? plain(unescape(before)) : []), draw(found), ...inline(text.slice(found.index + found[0].length))];
}

/** Nodes for a whole Markdown text. */
export function markdown(text) {
  const lines = text.replace(/\r\n?/g, "\n").split("\n");
  const nodes = [];
  while (lines.length) nodes.push(...nextPart(lines));
  return nodes;
}

const ITEM = /^(\s*)([-*+]|\d{1,9}[.)])\s+(.*)$/;
const PARTS = [
  [/^\s*$/, (lines) => { lines.shift(); return []; }],
  [/^\s*(```|~~~)/, fence],
  [/^#{1,6}\s+/, heading],
  [/^\s*([-*_])(\s*\1){2,}\s*$/, (lines) => { lines.shift(); return [h("hr")]; }],
  [/^\s*(>|&gt;)/, quote],
  [ITEM, list],
];

function nextPart(lines) {
  if (isTable(lines)) return table(lines);
  const [, draw] = PARTS.find(([pattern]) => pattern.test(lines[0])) ?? [null, paragraph];
  return draw(lines);
}

function fence(lines) {
  const sign = /^\s*(```|~~~)/.exec(lines.shift())[1];
  const inside = [];
  while (lines.length && !lines[0].trimStart().startsWith(sign)) inside.push(lines.shift());
  lines.shift();
  return [h("pre", {}, unescape(inside.join("\n")))];
}

function heading(lines) {
  const [, signs, words] = /^(#{1,6})\s+(.*?)\s*#*$/.exec(lines.shift());
  return [h("p", { class: `md-heading md-heading-${signs.length}`, role: "heading", "aria-level": Math.min(signs.length + 3, 6) }, inline(words))];
}

function quote(lines) {
  const inside = [];
  while (lines.length && /^\s*(>|&gt;)/.test(lines[0])) inside.push(lines.shift().replace(/^\s*(>|&gt;)\s?/, ""));
  return [h("blockquote", {}, markdown(inside.join("\n")))];
}

function list(lines) {
  const [, indent, sign] = ITEM.exec(lines[0]);
  const isOrdered = /\d/.test(sign);
  const items = [];
  while (lines.length) {
    const found = ITEM.exec(lines[0]);
    if (found && found[1].length >= indent.length + 2 && items.length) items.at(-1).append(...list(lines));
    else if (found && found[1].length >= indent.length && /\d/.test(found[2]) === isOrdered) {
      lines.shift();
      items.push(item(found[3]));
    } else if (!found && /^\s{2,}\S/.test(lines[0]) && items.length) items.at(-1).append(h("br"), ...inline(lines.shift().trim()));
    else break;
  }
  return [isOrdered ? h("ol", { start: parseInt(sign, 10) }, items) : h("ul", {}, items)];
}

function item(words) {
  const task = /^\[([ xX])\]\s+(.*)$/.exec(words);
  if (!task) return h("li", {}, inline(words));
  return h("li", { class: "md-task" }, task[1] === " " ? "☐ " : "☑ ", inline(task[2]));
}

function paragraph(lines) {
  const inside = [lines.shift()];
  while (lines.length && lines[0].trim() && !PARTS.some(([pattern]) => pattern.test(lines[0]))) inside.push(lines.shift());
  return [h("p", {}, inside.flatMap((line, index) => [index ? h("br") : null, ...inline(line.trimEnd())]))];
}

function isTable(lines) {
  return lines.length > 1 && lines[0].includes("|") && /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/.test(lines[1]) && lines[1].includes("-");
}

function cells(line) {
  return line.trim().replace(/^\||\|$/g, "").split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll("\\|", "|"));
}

function table(lines) {
  const head = cells(lines.shift());
  lines.shift();
  const rows = [];
  while (lines.length && lines[0].includes("|")) rows.push(cells(lines.shift()));
  return [
    h("div", { class: "table-frame", tabindex: "0", role: "region", "aria-label": "表" },
      h("table", {},
        h("thead", {}, h("tr", {}, head.map((cell) => h("th", { scope: "col" }, inline(cell))))),
        h("tbody", {}, rows.map((row) => h("tr", {}, row.map((cell) => h("td", {}, inline(cell)))))))),
  ];
}
