// The official Web API client in JavaScript: what it gets for right calls, for wrong ones, and when it is told to wait.

import { WebClient } from "@slack/web-api";

const client = new WebClient(process.env.SLACK_BOT_TOKEN, { slackApiUrl: process.env.SLACK_API_URL, logLevel: "error" });
const channel = process.env.CHANNEL;

async function refusal(call) {
  try {
    await call();
    return null;
  } catch (error) {
    return { code: error.code, error: error.data?.error, messages: error.data?.response_metadata?.messages, needed: error.data?.needed };
  }
}

const found = {};
found.user = (await client.auth.test()).user;
const posted = await client.chat.postMessage({ channel, text: "ひとこと & <b>" });
found.posted = posted.message.text;
found.updated = (await client.chat.update({ channel, ts: posted.ts, text: "なおしました" })).text;
await client.reactions.add({ channel, timestamp: posted.ts, name: "tea" });
found.twice = await refusal(() => client.reactions.add({ channel, timestamp: posted.ts, name: "tea" }));
found.badBlocks = await refusal(() => client.chat.postMessage({ channel, text: "x", blocks: [{ type: "header", text: { type: "plain_text", text: "長".repeat(151) } }] }));
found.badChannel = await refusal(() => client.chat.postMessage({ channel: "C0NOTHING", text: "x" }));
found.badScope = await refusal(() => client.pins.add({ channel, timestamp: posted.ts }));
found.badToken = await refusal(() => client.auth.test({ token: "xoxb-wrong" }));
const uploaded = await client.files.uploadV2({ channel_id: channel, filename: "記録.txt", content: "三人", initial_comment: "どうぞ" });
found.file = uploaded.files[0].files[0].name;
const pages = [];
for await (const page of client.paginate("users.list", { limit: 2 })) pages.push(page.members.length);
found.pages = pages;
found.history = (await client.conversations.history({ channel, limit: 3 })).messages.map((message) => message.text);

const waits = [];
client.on("rate_limited", (seconds) => waits.push(seconds));
process.stdout.write(`${JSON.stringify(found)}\n`);
process.stdin.once("data", async () => {
  const late = await client.chat.postMessage({ channel, text: "待ちました" });
  process.stdout.write(`${JSON.stringify({ ok: late.ok, waits })}\n`);
  process.exit(0);
});
