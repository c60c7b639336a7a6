// The emoji people and bots use most, by Slack's names. What is not here stays as :name:, as in Slack.

const TABLE = `
+1 👍 thumbsup 👍 -1 👎 thumbsdown 👎 ok_hand 👌 clap 👏 pray 🙏 raised_hands 🙌 raising_hand 🙋 bow 🙇 wave 👋
muscle 💪 point_right 👉 point_up ☝️ handshake 🤝 writing_hand ✍️ eyes 👀 heart ❤️ blue_heart 💙 green_heart 💚
yellow_heart 💛 sparkling_heart 💖 smile 😄 smiley 😃 grinning 😀 grin 😁 blush 😊 slightly_smiling_face 🙂 wink 😉
joy 😂 sweat_smile 😅 relaxed ☺️ thinking_face 🤔 sob 😭 cry 😢 open_mouth 😮 scream 😱 tired_face 😫 sleeping 😴
sunglasses 😎 hugging_face 🤗 face_with_rolling_eyes 🙄 neutral_face 😐 worried 😟 angry 😠 robot_face 🤖
tada 🎉 confetti_ball 🎊 sparkles ✨ star ⭐ fire 🔥 100 💯 zap ⚡ bulb 💡 rocket 🚀 trophy 🏆 medal 🏅 gift 🎁
white_check_mark ✅ heavy_check_mark ✔️ ballot_box_with_check ☑️ x ❌ o ⭕ negative_squared_cross_mark ❎
warning ⚠️ exclamation ❗ question ❓ bangbang ‼️ no_entry ⛔ no_entry_sign 🚫 sos 🆘 information_source ℹ️
red_circle 🔴 large_blue_circle 🔵 large_green_circle 🟢 large_yellow_circle 🟡 white_circle ⚪ black_circle ⚫
one 1️⃣ two 2️⃣ three 3️⃣ four 4️⃣ five 5️⃣ arrow_right ➡️ arrow_left ⬅️ arrow_up ⬆️ arrow_down ⬇️ recycle ♻️
memo 📝 pencil ✏️ pencil2 ✏️ book 📖 books 📚 notebook 📓 page_facing_up 📄 clipboard 📋 pushpin 📌 round_pushpin 📍
paperclip 📎 link 🔗 mag 🔍 mag_right 🔎 bell 🔔 no_bell 🔕 loudspeaker 📢 mega 📣 speech_balloon 💬 thought_balloon 💭
envelope ✉️ email 📧 inbox_tray 📥 outbox_tray 📤 package 📦 telephone ☎️ telephone_receiver 📞 iphone 📱 computer 💻
calendar 📅 date 📅 spiral_calendar_pad 🗓️ clock3 🕒 hourglass ⌛ hourglass_flowing_sand ⏳ stopwatch ⏱️ alarm_clock ⏰
lock 🔒 unlock 🔓 key 🔑 wrench 🔧 hammer 🔨 gear ⚙️ wastebasket 🗑️ file_folder 📁 open_file_folder 📂 card_index 📇
chart_with_upwards_trend 📈 bar_chart 📊 moneybag 💰 yen 💴 house 🏠 house_with_garden 🏡 office 🏢 hospital 🏥 school 🏫
bus 🚌 car 🚗 taxi 🚕 bike 🚲 ambulance 🚑 walking 🚶 runner 🏃 wheelchair ♿ older_man 👴 older_woman 👵 baby 👶 family 👪
busts_in_silhouette 👥 bust_in_silhouette 👤 tea 🍵 coffee ☕ rice_ball 🍙 bento 🍱 cake 🍰 birthday 🎂 apple 🍎
cherry_blossom 🌸 seedling 🌱 herb 🌿 four_leaf_clover 🍀 maple_leaf 🍁 sunny ☀️ cloud ☁️ umbrella ☔ snowman ⛄ rainbow 🌈
dog 🐶 cat 🐱 bird 🐦 musical_note 🎵 art 🎨 soccer ⚽ jp 🇯🇵 beginner 🔰 crossed_flags 🎌
`;

const words = TABLE.trim().split(/\s+/);
export const EMOJI = new Map();
for (let index = 0; index < words.length; index += 2) EMOJI.set(words[index], words[index + 1]);

export const QUICK = ["+1", "white_check_mark", "eyes", "pray", "tada"];
const SKIN = { 2: "🏻", 3: "🏼", 4: "🏽", 5: "🏾", 6: "🏿" };

/** The picture of a name, with its skin tone, or `:name:` where it is not known. */
export function glyph(name) {
  const [plain, tone] = name.split("::skin-tone-");
  const found = EMOJI.get(plain);
  return found ? found + (SKIN[tone] ?? "") : `:${name}:`;
}

/** Names that begin with, and then names that contain what was typed. */
export function similar(typed, most) {
  const names = [...EMOJI.keys()];
  const begins = names.filter((name) => name.startsWith(typed));
  return [...begins, ...names.filter((name) => !name.startsWith(typed) && name.includes(typed))].slice(0, most);
}
