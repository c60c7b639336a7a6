// Names in typed text: @中村 and #協議体 become markup on the way out, and names again when a text is edited.

import { unescape } from "./inline.js";
import { nameOf, world } from "./store.js";

const WORD_BEFORE = "(?<![\\w<@#])";

function escaped(text) {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

function replacements() {
  const people = [...world.people.values()].flatMap((person) => [person.realName, person.name].map((name) => ["@", name, `<@${person.id}>`]));
  const channels = [...world.channels.values()].filter((one) => one.kind !== "im").map((one) => ["#", one.name, `<#${one.id}>`]);
  return [...people, ...channels].sort((a, b) => b[1].length - a[1].length);
}

/** Typed text with names as markup. A Latin name ends where the word ends; a Japanese one needs no blank. */
export function wireText(typed) {
  return replacements().reduce((text, [sign, name, markup]) => {
    const end = /\w$/.test(name) ? "(?![\\w-])" : "";
    return text.replace(new RegExp(`${WORD_BEFORE}${sign}${escaped(name)}${end}`, "gi"), markup);
  }, typed);
}

/** Text of a command: people by the handle that Slack knows them by. */
export function commandText(typed) {
  return [...world.people.values()].sort((a, b) => b.realName.length - a.realName.length)
    .reduce((text, person) => text.replace(new RegExp(`${WORD_BEFORE}@${escaped(person.realName)}`, "g"), `@${person.name}`), typed);
}

/** A message's text as it was typed. */
export function typedFrom(text) {
  return unescape(text
    .replace(/<@([A-Z0-9]+)(?:\|[^>]*)?>/g, (_, id) => `@${nameOf(id)}`)
    .replace(/<#([A-Z0-9]+)(?:\|([^>]*))?>/g, (_, id, label) => `#${world.channels.get(id)?.name ?? label ?? id}`)
    .replace(/<!([a-z]+)(?:\|[^>]*)?>/g, "@$1")
    .replace(/<([^<>|]+)(?:\|[^<>]*)?>/g, "$1"));
}
