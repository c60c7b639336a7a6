// The Socket Mode client by itself: acknowledges with a payload, and comes back after it was disconnected.

import { SocketModeClient } from "@slack/socket-mode";

const client = new SocketModeClient({ appToken: process.env.SLACK_APP_TOKEN, logLevel: "error", clientOptions: { slackApiUrl: process.env.SLACK_API_URL } });
client.on("slash_commands", ({ ack, body }) => ack({ text: `${body.command} ${body.text}` }));
client.on("app_mention", ({ ack, event, retry_num: retry }) => {
  process.stdout.write(`${JSON.stringify({ text: event.text, retry })}\n`);
  return ack();
});
process.stdin.on("end", () => client.disconnect().then(() => process.exit(0)));
process.stdin.resume();
await client.start();
