// Slack's own markup. It wants a border at both ends of *bold*, _italic_ and ~struck~, and only ASCII signs and
// blanks are borders: beside kana or kanji the signs stay signs. This is how it looks in Slack, so it is here.

import { h } from "./dom.js";
import { plain, reference, unescape } from "./inline.js";

const BORDER = "[\\s\\u200b!-/:-@\\[-`{-~\\ue000-\\uf8ff]";
const STYLED = new RegExp(
  ["*", "_", "~"].map((sign) => `(?<=^|${BORDER})\\${sign}(?!\\s)[^\\${sign}\\n]+(?<!\\s)\\${sign}(?=$|${BORDER})`).join("|"),
);
const TAGS = { "*": "strong", _: "em", "~": "s" };
const ATOMS = /```([\s\S]+?)```|`([^`\n]+)`|<([^<>\n]+)>|(https?:\/\/[^\s<>|「」（）、。]+)/g;
const PLACE = /[\ue000-\uf8ff]/;

/** Nodes for a text in mrkdwn. */
export function mrkdwn(text) {
  const atoms = [];
  const marked = text.replace(/[\ue000-\uf8ff]/g, "\ufffd").replace(ATOMS, (whole, block, code, inner, url) => {
    if (atoms.length >= 6000) return whole;
    atoms.push(atom(block, code, inner, url));
    return String.fromCharCode(0xe000 + atoms.length - 1);
  });
  return quotes(marked, atoms);
}

function atom(block, code, inner, url) {
  if (block !== undefined) return h("pre", {}, unescape(block.replace(/^\n/, "").replace(/\n$/, "")));
  if (code !== undefined) return h("code", {}, unescape(code));
  return reference(inner ?? url);
}

function quotes(text, atoms) {
  const nodes = [];
  let quoted = [];
  let lines = [];
  const endLines = () => {
    if (lines.length) nodes.push(...broken(lines, atoms));
    lines = [];
  };
  const endQuote = () => {
    if (quoted.length) nodes.push(h("blockquote", {}, broken(quoted, atoms)));
    quoted = [];
  };
  const all = text.split("\n");
  for (const [index, line] of all.entries()) {
    const found = /^(?:&gt;|>)(&gt;&gt;|>>)?\s?(.*)$/.exec(line);
    if (!found) {
      endQuote();
      lines.push(line);
      continue;
    }
    endLines();
    if (found[1]) {
      quoted.push(found[2], ...all.slice(index + 1));
      break;
    }
    quoted.push(found[2]);
  }
  endLines();
  endQuote();
  return nodes;
}

function broken(lines, atoms) {
  return lines.flatMap((line, index) => [index ? h("br") : null, ...styled(line, atoms)]);
}

function styled(line, atoms) {
  const found = STYLED.exec(line);
  if (!found) return leaves(line, atoms);
  const end = found.index + found[0].length;
  // The rest is looked at from its beginning: the sign before it is a border as well.
  return [
    ...leaves(line.slice(0, found.index), atoms),
    h(TAGS[found[0][0]], {}, styled(found[0].slice(1, -1), atoms)),
    ...styled(line.slice(end), atoms),
  ];
}

function leaves(text, atoms) {
  if (!text) return [];
  return text.split(/([\ue000-\uf8ff])/).flatMap((piece) => {
    if (PLACE.test(piece) && piece.length === 1) return [atoms[piece.charCodeAt(0) - 0xe000] ?? piece];
    return piece ? plain(unescape(piece)) : [];
  });
}

/** Nodes for a text object of a block. */
export function textObject(text) {
  return text.type === "mrkdwn" ? mrkdwn(text.text) : plain(text.text, text.emoji !== false);
}
