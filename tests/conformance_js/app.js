// A small Bolt app in JavaScript: a form, a Home, shortcuts. Nothing in it knows that Slack is a local workspace.

import bolt from "@slack/bolt";

const plain = (text) => ({ type: "plain_text", text });
const form = (channel) => ({
  type: "modal",
  callback_id: "note",
  title: plain("メモ"),
  submit: plain("保存"),
  private_metadata: channel,
  blocks: [
    { type: "input", block_id: "text", label: plain("内容"), element: { type: "plain_text_input", action_id: "value" } },
    { type: "input", block_id: "town", optional: true, label: plain("地区"), element: { type: "external_select", action_id: "town", min_query_length: 1 } },
  ],
});
const home = (words) => ({
  type: "home",
  blocks: [
    { type: "section", text: { type: "mrkdwn", text: words } },
    { type: "actions", elements: [{ type: "button", action_id: "greet", text: plain("あいさつ") }] },
  ],
});

const app = new bolt.App({
  token: process.env.SLACK_BOT_TOKEN,
  appToken: process.env.SLACK_APP_TOKEN,
  socketMode: true,
  logLevel: "error",
  clientOptions: { slackApiUrl: process.env.SLACK_API_URL },
});

app.command("/note", async ({ ack, body, client }) => {
  await ack();
  await client.views.open({ trigger_id: body.trigger_id, view: form(body.channel_id) });
});
app.command("/echo", async ({ ack, command }) => ack(command.text));
app.view("note", async ({ ack, view, client, body }) => {
  const text = view.state.values.text.value.value;
  if (text === "既出") {
    await ack({ response_action: "errors", errors: { text: "もうあります。" } });
    return;
  }
  await ack();
  await client.chat.postMessage({ channel: view.private_metadata || body.user.id, text: `メモ: ${text}` });
});
app.options("town", async ({ ack, options }) => {
  const found = ["中央", "中川", "北"].filter((name) => name.startsWith(options.value));
  await ack({ options: found.map((name) => ({ text: plain(name), value: name })) });
});
app.shortcut("new_note", async ({ ack, shortcut, client }) => {
  await ack();
  await client.views.open({ trigger_id: shortcut.trigger_id, view: form("") });
});
app.shortcut("keep", async ({ ack, respond, shortcut }) => {
  await ack();
  await respond({ text: `控えました: ${shortcut.message.text}` });
});
app.event("app_home_opened", async ({ event, client }) => {
  if (event.tab === "home") await client.views.publish({ user_id: event.user, view: home("ようこそ") });
});
app.action("greet", async ({ ack, body, client }) => {
  await ack();
  await client.views.publish({ user_id: body.user.id, view: home("こんにちは") });
});
app.event("app_mention", async ({ event, say }) => {
  await say({ text: "聞きました。", thread_ts: event.thread_ts ?? event.ts });
});

process.stdin.on("end", () => app.stop().then(() => process.exit(0)));
process.stdin.resume();
await app.start();
