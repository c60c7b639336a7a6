// Select menus of all five kinds. One choice is the browser's own menu; several, or the app's, are a combobox.

import { combobox, fixed } from "./combobox.js";
import { h } from "./dom.js";
import { confirmed } from "./notices.js";
import { channelName, world } from "./store.js";

/** A value as a list: of nothing, of one, of many. */
export function listOf(value) {
  if (value === null || value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

const KEYED = {
  users: () => [...world.people.values()].map((person) => ({ key: person.id, label: person.realName, note: person.isBot ? "アプリ" : "" })),
  channels: () => [...world.channels.values()].filter((channel) => channel.kind === "channel").map(place),
  conversations: () => [...world.channels.values()].map(place),
};

function place(channel) {
  return { key: channel.id, label: `${channel.kind === "im" ? "" : "#"}${channelName(channel)}`, note: channel.kind === "group" ? "非公開" : "" };
}

function kindOf(element) {
  return /^(?:multi_)?(\w+?)_select$/.exec(element.type)[1];
}

function fromOption(option) {
  return { key: option.value, label: option.text.text, note: option.description?.text, option };
}

function groupsOf(element) {
  return element.option_groups ?? [{ options: element.options ?? [] }];
}

/** Draws a select; what it reports is a value, an id, a whole option of the app's, or a list of these. */
export function menuElement(block, element, ctx, field) {
  const kind = kindOf(element);
  const isMany = element.type.startsWith("multi_");
  if (!isMany && kind !== "external") return single(block, element, ctx, field, kind);
  const report = async (chosen) => {
    if (!(await confirmed(element.confirm))) return;
    const given = chosen.map((one) => (kind === "external" ? one.option : one.key));
    ctx.change(block, element, isMany ? given : given[0] ?? null);
  };
  return combobox({
    name: element.placeholder?.text ?? "選択",
    placeholder: element.placeholder?.text ?? "選択してください",
    chosen: chosenOf(kind, listOf(ctx.valueOf(block, element))),
    many: isMany,
    most: element.max_selected_items,
    source: kind === "external" ? (typed) => asked(block, element, ctx, typed) : fixed(offered(kind, element)),
    waits: kind === "external",
    changed: report,
    attributes: field,
  });
}

function offered(kind, element) {
  return KEYED[kind] ? KEYED[kind]() : groupsOf(element).flatMap((group) => group.options).map(fromOption);
}

function chosenOf(kind, values) {
  if (!KEYED[kind]) return values.map(fromOption);
  const known = new Map(KEYED[kind]().map((option) => [option.key, option]));
  return values.map((id) => known.get(id) ?? { key: id, label: id });
}

async function asked(block, element, ctx, typed) {
  const shortest = element.min_query_length ?? 3;
  if (typed.length < shortest) return [{ key: "", isNote: true, label: `${shortest}文字以上入力してください` }];
  const answer = await ctx.suggest(block, element, typed);
  if (answer.error) return [{ key: "", isNote: true, label: "候補を読み込めませんでした" }];
  return answer.groups.flatMap((group) => group.options).map(fromOption);
}

function single(block, element, ctx, field, kind) {
  const value = ctx.valueOf(block, element);
  const chosen = KEYED[kind] ? value : value?.value;
  const draw = (option) => h("option", { value: option.key, selected: option.key === chosen }, option.note ? `${option.label} — ${option.note}` : option.label);
  const groups = KEYED[kind] ? KEYED[kind]().map(draw) : groupsOf(element).map((group) => {
    const options = group.options.map((option) => draw(fromOption(option)));
    return group.label ? h("optgroup", { label: group.label.text }, options) : options;
  });
  const before = chosen ?? "";
  const select = h("select", {
    ...field, class: "input select", "aria-label": field["aria-labelledby"] ? undefined : element.placeholder?.text ?? "選択",
    onchange: async () => {
      if (await confirmed(element.confirm)) ctx.change(block, element, select.value || null);
      else select.value = before;
    },
  }, h("option", { value: "", selected: !chosen }, element.placeholder?.text ?? "選択してください"), groups);
  return select;
}
