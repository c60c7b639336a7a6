// Times as people here read them, and Slack's date format.

import { world } from "./store.js";

const PARTS = {
  time: { hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
  time_secs: { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" },
  date_num: { year: "numeric", month: "2-digit", day: "2-digit" },
  date: { year: "numeric", month: "long", day: "numeric" },
  date_short: { year: "numeric", month: "short", day: "numeric" },
  date_long: { year: "numeric", month: "long", day: "numeric", weekday: "long" },
};

function format(seconds, parts) {
  return new Intl.DateTimeFormat("ja-JP", { ...parts, timeZone: world.timezone }).format(new Date(seconds * 1000));
}

export function clock(ts) {
  return format(Number(ts), PARTS.time);
}

/** The day of a timestamp as a key and, with `relative`, as 今日 or 昨日. */
export function day(ts, relative = true) {
  const shown = format(Number(ts), PARTS.date);
  if (!relative) return shown;
  const now = Date.now() / 1000;
  if (shown === format(now, PARTS.date)) return "今日";
  if (shown === format(now - 86400, PARTS.date)) return "昨日";
  return format(Number(ts), PARTS.date_long);
}

/** Hour, minute and second. */
export function seconds(at) {
  return format(at, PARTS.time_secs);
}

export function exact(ts) {
  return format(Number(ts), { ...PARTS.date_long, ...PARTS.time });
}

/** Fills Slack's date format, such as "{date_short} {time}". */
export function slackDate(seconds, template) {
  return template.replace(/\{(\w+)\}/g, (whole, name) => {
    if (name === "ago") return ago(seconds);
    const plain = name.replace(/_pretty$/, "");
    if (!PARTS[plain]) return whole;
    return name.endsWith("_pretty") ? day(seconds) : format(seconds, PARTS[plain]);
  });
}

function ago(seconds) {
  const minutes = Math.round((Date.now() / 1000 - seconds) / 60);
  const [size, unit] = Math.abs(minutes) < 60 ? [1, "分"] : Math.abs(minutes) < 1440 ? [60, "時間"] : [1440, "日"];
  return minutes >= 0 ? `${Math.round(minutes / size)}${unit}前` : `${Math.round(-minutes / size)}${unit}後`;
}
