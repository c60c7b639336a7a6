// What the page knows: the workspace as one person sees it, and the messages of opened conversations.

export const world = { me: "", team: "", people: new Map(), channels: new Map(), app: {}, views: [], home: null, connections: 0 };
const messages = new Map(); // conversation id → Map of timestamp → message
const listeners = new Map();
let outdated = true;

/** Calls `listener` with what happened, for one kind of event. */
export function on(kind, listener) {
  listeners.set(kind, [...(listeners.get(kind) ?? []), listener]);
}

export function tell(kind, detail) {
  for (const listener of listeners.get(kind) ?? []) listener(detail);
}

/** After a lost connection nothing that was known can be trusted. */
export function forget() {
  outdated = true;
}

/** Takes in one push from the workspace. */
export function take(push) {
  const change = CHANGES[push.push];
  if (change) change(push);
}

const CHANGES = {
  world(push) {
    const isOther = outdated || push.me !== world.me;
    outdated = false;
    Object.assign(world, push, {
      people: new Map(push.people.map((person) => [person.id, person])),
      channels: new Map(push.channels.map((channel) => [channel.id, channel])),
    });
    if (isOther) messages.clear();
    tell("world", { isOther });
  },
  message(push) {
    messages.get(push.channel)?.set(push.message.ts, push.message);
    if (push.isNew) count(push);
    tell("message", push);
  },
  gone(push) {
    messages.get(push.channel)?.delete(push.ts);
    tell("gone", push);
  },
  assistant(push) {
    const channel = world.channels.get(push.channel);
    if (channel) channel.assistant = push.threads;
    tell("assistant", push);
  },
  views(push) {
    world.views = push.views;
    tell("views", push);
  },
  home(push) {
    world.home = push.home;
    tell("home", push);
  },
  connections(push) {
    world.connections = push.count;
    tell("connections", push);
  },
  log(push) {
    tell("log", push);
  },
};

function count({ channel, message }) {
  const place = world.channels.get(channel);
  const isHidden = message.thread && !message.broadcast;
  if (!place || message.user === world.me || isHidden) return;
  place.unread += 1;
  if (message.text.includes(`<@${world.me}`)) place.mentions += 1;
}

export function keep(channel, list) {
  messages.set(channel, new Map(list.map((message) => [message.ts, message])));
}

export function isKnown(channel) {
  return messages.has(channel);
}

/** The messages of a conversation, oldest first. */
export function messagesOf(channel) {
  return [...(messages.get(channel)?.values() ?? [])].sort((a, b) => (a.ts < b.ts ? -1 : 1));
}

export function messageOf(channel, ts) {
  return messages.get(channel)?.get(ts);
}

export function repliesTo(channel, ts) {
  return messagesOf(channel).filter((message) => message.thread === ts);
}

export function markRead(channel, ts, thread) {
  const place = world.channels.get(channel);
  if (!place) return;
  if (thread) place.threadsRead[thread] = ts;
  else Object.assign(place, { unread: 0, mentions: 0, readUntil: ts });
  tell("read", { channel, thread });
}

/** What a person or the app is called. */
export function nameOf(user) {
  return world.people.get(user)?.realName ?? "不明な人";
}

export function channelName(channel) {
  if (channel.kind === "im") return world.app.name;
  return channel.name;
}
