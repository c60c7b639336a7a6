// Puts the page together: who is here, what is open, and what to draw when something happens.

import { Conversation, heading } from "./conversation.js";
import { fill, h, isNarrow } from "./dom.js";
import { AppPlace } from "./home.js";
import { ask, connect } from "./link.js";
import { startModals } from "./modals.js";
import { showConnection, tellRefusal } from "./notices.js";
import { drawSidebar, drawTop } from "./sidebar.js";
import { forget, on, take, world } from "./store.js";
import { AppPane, Thread } from "./thread.js";
import { resumeTools, startTools, toggleTools } from "./tools.js";

const open = { main: null, mainKey: "", side: null, sideKey: "" };
const side = document.getElementById("side");
const main = document.getElementById("main");

function person() {
  return new URLSearchParams(location.search).get("as") ?? "";
}

function enter(id) {
  const address = new URL(location.href);
  address.searchParams.set("as", id);
  history.replaceState(null, "", address);
  ask("enter", { user: id }).catch(tellRefusal);
}

/** What the address says is open: a conversation, perhaps a thread in it; the app; on a phone the list. */
function place() {
  const [, kind, id, thread] = location.hash.split("/");
  if (kind === "app" && world.app.installed) return { app: world.app[id] ? id : "messages", thread };
  if (kind === "c" && world.channels.has(id)) return { channel: id, thread };
  if (kind === "" && isNarrow() && location.hash) return { isList: true, channel: firstChannel() };
  return { channel: firstChannel() };
}

function firstChannel() {
  return [...world.channels.values()].find((one) => one.kind !== "im")?.id;
}

function address(here) {
  return here.app ? `#/app/${here.app}` : `#/c/${here.channel}`;
}

function route() {
  const here = place();
  document.body.dataset.pane = here.isList ? "list" : here.thread ? "side" : "main";
  showMain(here);
  showSide(here);
  open.main?.read();
  drawSidebar(here.isList ? "" : address(here));
}

function showMain(here) {
  const key = `${world.me} ${address(here)}`;
  if (key === open.mainKey || (!here.app && !here.channel)) return;
  const openThread = (ts) => (location.hash = `${address(here)}/${ts}`);
  open.mainKey = key;
  open.main = here.app ? new AppPlace(here.app, openThread) : new Conversation(here.channel, openThread);
  fill(main, here.app ? null : heading(here.channel), open.main.root);
  open.main.start().catch(tellRefusal);
  if (!here.app && !isNarrow()) open.main.composer.focus();
}

function showSide(here) {
  const key = here.thread ? `${world.me} ${address(here)}/${here.thread}` : "";
  if (key === open.sideKey) return;
  open.sideKey = key;
  side.hidden = !key;
  open.side = key ? sidePane(here) : null;
  side.setAttribute("aria-label", here.thread === "app" ? world.app.name : "スレッド");
  fill(side, open.side?.root);
  open.side?.start().then(() => open.side?.composer?.focus()).catch(tellRefusal);
}

function sidePane(here) {
  const close = () => {
    location.hash = address(here);
    open.main?.list?.root.focus();
  };
  if (here.thread === "app") return new AppPane((ts) => (location.hash = `#/app/messages/${ts}`), close);
  return new Thread(here.app ? world.app.direct : here.channel, here.thread, close);
}

function panes(channel) {
  return [open.main, open.side].filter((pane) => pane && pane.channel === channel);
}

function drawFrame() {
  drawTop({
    enter,
    tools: () => toggleTools((isOpen) => (document.body.dataset.tools = isOpen)),
    openApp: () => (location.hash = `${address(place())}/app`),
  });
  drawSidebar(document.body.dataset.pane === "list" ? "" : address(place()));
}

on("world", ({ isOther }) => {
  if (isOther) Object.assign(open, { mainKey: "", sideKey: "" });
  drawFrame();
  route();
  if (isOther) resumeTools();
  const shown = open.main?.channel;
  if (!isOther && shown && place().channel === shown) main.querySelector(".pane-head")?.replaceWith(heading(shown));
});
on("message", ({ channel, message }) => {
  for (const pane of panes(channel)) pane.put(message);
  drawSidebar(address(place()));
});
on("gone", ({ channel, ts }) => {
  for (const pane of panes(channel)) pane.remove(ts);
});
on("assistant", ({ channel }) => {
  for (const pane of panes(channel)) pane.showAround();
});
on("home", () => open.main?.showHome?.());
on("read", ({ channel, thread }) => {
  drawSidebar(address(place()));
  if (thread) for (const pane of panes(channel)) pane.redrawRoot?.(thread);
});
on("connections", drawFrame);

startModals();
startTools();
window.addEventListener("hashchange", route);
window.addEventListener("focus", () => {
  open.main?.read();
  open.side?.read();
});
document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault();
  main.focus();
});
connect(person, take, (isThere) => {
  if (!isThere) forget();
  showConnection(isThere);
});
fill(main, h("p", { class: "empty" }, "読み込んでいます…"));
