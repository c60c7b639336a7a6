// The list of channels and the app, with what is unread; and the bar on top.

import { h, renew, signButton } from "./dom.js";
import { ask } from "./link.js";
import { avatar } from "./message.js";
import { openMenu } from "./menu.js";
import { tellOutcome, tellRefusal } from "./notices.js";
import { channelName, nameOf, world } from "./store.js";

/** Draws the list; `here` is the address of what is open. */
export function drawSidebar(here) {
  const places = [...world.channels.values()];
  const channels = places.filter((one) => one.kind !== "im");
  renew(document.getElementById("sidebar"),
    h("h2", {}, "チャンネル"),
    h("ul", {}, channels.map((one) => entry(one, `#/c/${one.id}`, here))),
    world.app.installed ? [
      h("h2", {}, "アプリ"),
      h("ul", {}, places.filter((one) => one.id === world.app.direct).map((one) => entry(one, appAddress(), here))),
    ] : h("p", { class: "small sidebar-note" }, `${world.app.name} は、この人のワークスペースには追加されていません。`));
  const unread = places.reduce((sum, one) => sum + one.unread, 0);
  document.title = `${unread ? `(${unread}) ` : ""}${world.team}`;
}

/** Where the app's entry leads: to its messages when there are new ones, else to its Home. */
function appAddress() {
  const direct = world.channels.get(world.app.direct);
  return direct?.unread || !world.app.home ? "#/app/messages" : "#/app/home";
}

function entry(channel, address, here) {
  const sign = { channel: "#", group: "🔒", im: null }[channel.kind];
  const isHere = channel.kind === "im" ? here.startsWith("#/app/") : here.split("/").slice(0, 3).join("/") === address;
  return h("li", {}, h("a", { href: address, class: channel.unread ? "place is-unread" : "place", "aria-current": isHere ? "page" : undefined },
    sign ? h("span", { class: "channel-sign", "aria-hidden": "true" }, sign) : avatar(world.app.id, "avatar-small"),
    h("span", { class: "place-name" }, channelName(channel)),
    channel.kind === "group" ? h("span", { class: "unseen" }, "（非公開）") : null,
    channel.unread ? h("span", { class: channel.mentions || channel.kind === "im" ? "badge" : "badge badge-quiet" }, channel.unread, h("span", { class: "unseen" }, "件の未読")) : null));
}

/** Draws the bar; `enter` switches to another person, `tools` opens the panel. */
export function drawTop({ enter, tools, openApp }) {
  const shortcuts = signButton("⚡", "ショートカット", { "aria-haspopup": "menu", "aria-expanded": "false", onclick: () => openMenu(shortcuts, "ショートカット", shortcutItems()) });
  const who = h("button", { type: "button", class: "who", "aria-haspopup": "menu", "aria-expanded": "false", "aria-label": `いまの人: ${nameOf(world.me)}。切り替える`,
    onclick: () => openMenu(who, "人を切り替える", people(enter)) }, avatar(world.me, "avatar-small"), h("span", { class: "who-name" }, nameOf(world.me)), h("span", { "aria-hidden": "true" }, "▾"));
  renew(document.getElementById("top"),
    h("a", { href: "#/", class: "team" }, world.team),
    h("span", { class: world.connections ? "link-state" : "link-state is-off", title: world.connections ? `アプリの接続: ${world.connections}` : "アプリはつながっていません" },
      world.connections ? "アプリ接続中" : "アプリ未接続"),
    h("span", { class: "grow" }),
    world.app.installed && world.app.messages ? signButton("✦", `${world.app.name} に聞く`, { class: "only-wide", onclick: openApp }) : null,
    world.app.installed ? shortcuts : null,
    signButton("🛠", "道具（不具合と記録）", { onclick: tools }),
    who);
}

function people(enter) {
  const all = [...world.people.values()].filter((person) => !person.isBot);
  return all.map((person) => ({ label: person.realName, note: person.team, isChecked: person.id === world.me, act: () => enter(person.id) }));
}

function shortcutItems() {
  const found = world.app.shortcuts.filter((one) => one.kind === "global");
  if (!found.length) return [{ label: "ショートカットはまだありません", act: () => {} }];
  return [{ heading: world.app.name }, ...found.map((one) => ({ label: one.name, note: one.description, act: () => run(one) }))];
}

function run(one) {
  ask("shortcut", { id: one.id }).then((outcome) => tellOutcome(outcome, `「${one.name}」: `)).catch(tellRefusal);
}
