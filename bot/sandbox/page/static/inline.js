// The small parts of text that mrkdwn, Markdown and rich text share: names, links, dates, emoji.

import { slackDate, exact } from "./dates.js";
import { h, link } from "./dom.js";
import { EMOJI, glyph } from "./emoji.js";
import { nameOf, world } from "./store.js";

/** Text as it was meant: the three escaped characters read back. */
export function unescape(text) {
  return text.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");
}

export function mention(user) {
  const isMe = user === world.me;
  return h("span", { class: isMe ? "mention mention-me" : "mention" }, `@${nameOf(user)}`);
}

export function channelLink(id, label) {
  const channel = world.channels.get(id);
  if (!channel) return h("span", { class: "mention" }, `#${label || "非公開のチャンネル"}`);
  return h("a", { class: "mention", href: `#/c/${id}` }, `#${channel.name}`);
}

export function broadcast(range) {
  return h("span", { class: "mention mention-me" }, `@${range}`);
}

/** A date in Slack's format; `fallback` where the number is none. */
export function date(seconds, template, url, fallback) {
  if (!Number.isFinite(seconds)) return fallback ?? "";
  const shown = h("time", { datetime: new Date(seconds * 1000).toISOString(), title: exact(seconds) }, slackDate(seconds, template));
  return url ? link(url, shown) : shown;
}

export function emoji(name) {
  return EMOJI.has(name.split("::")[0]) ? h("span", { class: "emoji", role: "img", "aria-label": name, title: `:${name}:` }, glyph(name)) : `:${name}:`;
}

/** Plain text with its line breaks and emoji. */
export function plain(text, withEmoji = true) {
  return text.split("\n").flatMap((line, index) => [index ? h("br") : null, ...(withEmoji ? withEmojis(line) : [line])]);
}

function withEmojis(line) {
  const pieces = line.split(/:([a-z0-9_+\-']+(?:::skin-tone-[2-6])?):/);
  return pieces.map((piece, index) => (index % 2 ? emoji(piece) : piece)).filter((piece) => piece !== "");
}

/** What stands between < and > in a message: a name, a channel, a date, a link. */
export function reference(inner) {
  const [, body, label] = /^([^|]*)\|?([\s\S]*)$/.exec(inner);
  if (body.startsWith("@")) return mention(body.slice(1));
  if (body.startsWith("#")) return channelLink(body.slice(1), unescape(label));
  if (body.startsWith("!date^")) {
    const [, seconds, template, url] = body.split("^");
    return date(seconds ? Number(seconds) : NaN, unescape(template ?? ""), url && unescape(url), unescape(label));
  }
  if (body.startsWith("!subteam^")) return h("span", { class: "mention" }, unescape(label) || "@グループ");
  if (body.startsWith("!")) return broadcast(body.slice(1));
  const url = unescape(body);
  return link(url, label ? unescape(label) : url.replace(/^(mailto|tel):/, ""));
}
