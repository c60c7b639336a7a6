// Block Kit's elements: what a person can press, pick and fill in. `ctx` says what comes of it.

import { h, newId, picture } from "./dom.js";
import { exact } from "./dates.js";
import { openMenu } from "./menu.js";
import { textObject } from "./mrkdwn.js";
import { plain } from "./inline.js";
import { confirmed } from "./notices.js";
import { listOf, menuElement } from "./selects.js";

/**
 * Draws an element. `ctx` has press(block, element, value, button), change(block, element, given),
 * suggest(block, element, typed), valueOf(block, element) and fileInput; `field` has aria attributes.
 */
export function drawElement(block, element, ctx, field = {}) {
  if (!field["aria-labelledby"] && NAMES[element.type]) field = { ...field, "aria-label": element.placeholder?.text ?? NAMES[element.type] };
  const draw = ELEMENTS[element.type] ?? (element.type.endsWith("_select") ? menuElement : unknown);
  return draw(block, element, ctx, field);
}

function unknown(block, element) {
  return h("span", { class: "unknown" }, `（${element.type} はここでは表示できません）`);
}

function button(block, element, ctx) {
  const press = async () => {
    if (!(await confirmed(element.confirm))) return;
    if (element.url && /^https?:/i.test(element.url)) window.open(element.url, "_blank", "noopener");
    await ctx.press(block, element, element.value, shown);
  };
  const shown = h("button", {
    type: "button", class: `button ${element.style ?? ""}`, onclick: press, "aria-label": element.accessibility_label,
  }, element.type === "icon_button" ? "🗑 " : null, plain(element.text.text), element.url ? h("span", { "aria-hidden": "true" }, " ↗") : null);
  return shown;
}

function feedback(block, element, ctx) {
  const one = (part, sign) => {
    const shown = h("button", { type: "button", class: "button quiet", "aria-label": part.accessibility_label ?? part.text.text, "aria-pressed": "false",
      onclick: async () => {
        for (const other of shown.parentElement.children) other.setAttribute("aria-pressed", String(other === shown));
        await ctx.press(block, element, part.value, shown);
      } }, h("span", { "aria-hidden": "true" }, `${sign} `), part.text.text);
    return shown;
  };
  return h("span", { class: "feedback" }, one(element.positive_button, "👍"), one(element.negative_button, "👎"));
}

function overflow(block, element, ctx) {
  const items = element.options.map((option) => ({
    label: option.text.text,
    note: option.description?.text,
    act: async () => {
      if (!(await confirmed(element.confirm))) return;
      if (option.url && /^https?:/i.test(option.url)) window.open(option.url, "_blank", "noopener");
      ctx.change(block, element, option.value, shown);
    },
  }));
  const shown = h("button", { type: "button", class: "button overflow", "aria-label": "そのほかの操作", "aria-haspopup": "menu", "aria-expanded": "false",
    onclick: () => openMenu(shown, "そのほかの操作", items) }, "⋯");
  return shown;
}

const NAMES = { datepicker: "日付", timepicker: "時刻", datetimepicker: "日時", checkboxes: "選択", radio_buttons: "選択", rich_text_input: "文章" };
const INPUT_TYPES = { number_input: "text", email_text_input: "email", url_text_input: "url", datepicker: "date", timepicker: "time", plain_text_input: "text" };

function textInput(block, element, ctx, field) {
  const isLong = element.multiline || element.type === "rich_text_input";
  const value = ctx.valueOf(block, element) ?? "";
  const report = () => ctx.change(block, element, input.value || null);
  const attributes = {
    ...field, class: "input", value, placeholder: element.placeholder?.text, "data-focus": element.focus_on_load || undefined,
    inputmode: element.type === "number_input" ? "decimal" : undefined,
    oninput: () => ctx.type(block, element, input.value || null),
    onkeydown: (event) => {
      const isSent = event.key === "Enter" && !event.isComposing && (!isLong || event.ctrlKey || event.metaKey);
      if (isSent && ctx.entered(block, element, input.value || null)) event.preventDefault();
    },
  };
  const input = isLong ? h("textarea", { rows: 4, ...attributes }) : h("input", { type: INPUT_TYPES[element.type], ...attributes });
  if (["datepicker", "timepicker"].includes(element.type)) input.addEventListener("change", async () => {
    if (await confirmed(element.confirm)) report();
  });
  return input;
}

function dateTime(block, element, ctx, field) {
  const seconds = ctx.valueOf(block, element);
  const input = h("input", { ...field, type: "datetime-local", class: "input", value: seconds ? localTime(seconds) : "",
    title: seconds ? exact(seconds) : undefined,
    onchange: () => ctx.change(block, element, input.value ? Math.floor(new Date(input.value).getTime() / 1000) : null) });
  return input;
}

function localTime(seconds) {
  const date = new Date(seconds * 1000);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

function choices(block, element, ctx, field) {
  const isRadio = element.type === "radio_buttons";
  const name = newId("choice");
  const chosen = new Set(listOf(ctx.valueOf(block, element)).map((option) => option.value));
  const report = async (event) => {
    if (!(await confirmed(element.confirm))) {
      event.target.checked = !event.target.checked;
      return;
    }
    const values = [...box.querySelectorAll("input:checked")].map((input) => input.value);
    ctx.change(block, element, isRadio ? values[0] ?? null : values);
  };
  const box = h("div", { ...field, class: "choices", role: isRadio ? "radiogroup" : "group" }, element.options.map((option) => {
    const id = newId("option");
    return h("div", { class: "choice" },
      h("input", { type: isRadio ? "radio" : "checkbox", id, name, value: option.value, checked: chosen.has(option.value), onchange: report }),
      h("label", { for: id }, textObject(option.text), option.description ? h("small", {}, textObject(option.description)) : null));
  }));
  return box;
}

function fileInput(block, element, ctx, field) {
  const most = element.max_files ?? 10;
  const accept = (element.filetypes ?? []).map((type) => `.${type}`).join(",");
  const chosen = h("ul", { class: "chips", "aria-live": "polite" });
  const show = (files) => chosen.replaceChildren(...files.map((file) => h("li", { class: "chip" }, file.name ?? file.id)));
  const input = h("input", { ...field, type: "file", class: "input", multiple: most > 1, accept: accept || undefined,
    onchange: async () => show(await ctx.files(block, element, [...input.files].slice(0, most))) });
  show(listOf(ctx.valueOf(block, element)));
  return h("div", { class: "file-input" }, input, chosen);
}

const ELEMENTS = {
  button,
  workflow_button: button,
  icon_button: button,
  feedback_buttons: feedback,
  overflow,
  plain_text_input: textInput,
  email_text_input: textInput,
  url_text_input: textInput,
  number_input: textInput,
  rich_text_input: textInput,
  datepicker: textInput,
  timepicker: textInput,
  datetimepicker: dateTime,
  checkboxes: choices,
  radio_buttons: choices,
  file_input: fileInput,
  image: (block, element) => picture(element.image_url ?? element.slack_file?.url ?? "", element.alt_text, "accessory-image"),
};
