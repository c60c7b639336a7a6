// The one connection to the workspace: questions with answers, and everything that happens, in order.

export class Refusal extends Error {
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}

const waiting = new Map();
let socket = null;
let number = 0;
let pause = 300;

/** Connects as a person (id or key), again and again; `heard` gets each push, `state` true or false. */
export function connect(person, heard, state) {
  const address = new URL("/page/live", location.href);
  address.protocol = location.protocol === "https:" ? "wss:" : "ws:";
  address.searchParams.set("as", person());
  socket = new WebSocket(address);
  socket.addEventListener("open", () => {
    pause = 300;
    state(true);
  });
  socket.addEventListener("message", (event) => take(JSON.parse(event.data), heard));
  socket.addEventListener("close", () => {
    for (const { reject } of waiting.values()) reject(new Refusal("offline", "The connection is gone."));
    waiting.clear();
    state(false);
    setTimeout(() => connect(person, heard, state), pause);
    pause = Math.min(pause * 2, 5000);
  });
}

function take(item, heard) {
  if (item.push) return heard(item);
  const asked = waiting.get(item.id);
  waiting.delete(item.id);
  if (!asked) return undefined;
  return item.ok ? asked.resolve(item.result) : asked.reject(new Refusal(item.error, item.message));
}

/** Asks the workspace to do something; rejects with a Refusal. */
export function ask(name, given = {}) {
  return new Promise((resolve, reject) => {
    if (!socket || socket.readyState !== WebSocket.OPEN) {
      reject(new Refusal("offline", "There is no connection."));
      return;
    }
    number += 1;
    waiting.set(number, { resolve, reject });
    socket.send(JSON.stringify({ id: number, do: name, with: given }));
  });
}

/** Uploads a file for a person and returns how the workspace describes it. */
export async function upload(person, file) {
  const query = new URLSearchParams({ as: person, name: file.name });
  const answer = await fetch(`/page/upload?${query}`, { method: "POST", body: file });
  if (!answer.ok) throw new Refusal(answer.status === 413 ? "file_too_large" : "not_possible", await answer.text());
  return answer.json();
}
