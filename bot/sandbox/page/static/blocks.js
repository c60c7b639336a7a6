// Block Kit's blocks, in a message, a form or on Home.

import { fill, h, link, newId, picture } from "./dom.js";
import { drawElement } from "./elements.js";
import { plain } from "./inline.js";
import { markdown } from "./markdown.js";
import { textObject } from "./mrkdwn.js";
import { richText } from "./rich_text.js";

/** Draws blocks; `ctx` is as for elements, with `errors` (by block id) in a form. */
export function drawBlocks(blocks, ctx) {
  return blocks.map((block) => {
    const draw = BLOCKS[block.type];
    const inside = draw ? draw(block, ctx) : h("p", { class: "unknown" }, `（${block.type} はここでは表示できません）`);
    return h("div", { class: `block block-${block.type}`, data: { block: block.block_id ?? "" } }, inside);
  });
}

function section(block, ctx) {
  const id = newId("section");
  const words = [
    block.text ? h("div", { class: "section-text", id }, textObject(block.text)) : null,
    block.fields ? h("div", { class: "fields" }, block.fields.map((field) => h("div", { class: "field" }, textObject(field)))) : null,
  ];
  if (!block.accessory) return words;
  const field = block.text && block.accessory.type !== "image" ? { "aria-labelledby": id } : {};
  return h("div", { class: "with-accessory" }, h("div", {}, words), h("div", { class: "accessory" }, drawElement(block, block.accessory, ctx, field)));
}

function context(block) {
  return block.elements.map((element) =>
    element.type === "image" ? picture(element.image_url ?? "", element.alt_text, "context-image") : h("span", {}, textObject(element)));
}

function actions(block, ctx) {
  return block.elements.map((element) => drawElement(block, element, ctx));
}

function image(block) {
  return h("figure", {},
    block.title ? h("figcaption", {}, plain(block.title.text)) : null,
    picture(block.image_url ?? block.slack_file?.url ?? "", block.alt_text, "block-picture"));
}

function input(block, ctx) {
  const ids = { label: newId("label"), hint: newId("hint"), error: newId("error"), field: newId("field") };
  const problem = ctx.errors?.[block.block_id];
  const isGroup = ["checkboxes", "radio_buttons"].includes(block.element.type);
  const field = {
    id: ids.field,
    "aria-labelledby": ids.label,
    "aria-describedby": `${block.hint ? `${ids.hint} ` : ""}${ids.error}`,
    "aria-invalid": problem ? "true" : undefined,
    "aria-required": isGroup || block.optional ? undefined : "true",
  };
  const errorLine = h("p", { id: ids.error, class: "field-error", hidden: !problem, data: { errorOf: block.block_id } }, problem ?? "");
  return [
    h("label", { id: ids.label, class: "field-label", for: ids.field }, plain(block.label.text),
      block.optional ? h("small", {}, "（任意）") : null),
    drawElement(block, block.element, ctx, field),
    block.hint ? h("p", { id: ids.hint, class: "field-hint" }, plain(block.hint.text)) : null,
    errorLine,
  ];
}

/** Shows or clears the problem of one field without drawing the form again. */
export function showProblem(root, blockId, problem) {
  const line = [...root.querySelectorAll(".field-error")].find((one) => one.dataset.errorOf === blockId);
  if (!line) return;
  fill(line, problem ?? "");
  line.hidden = !problem;
  const field = line.parentElement.querySelector("[aria-labelledby]");
  if (problem) field?.setAttribute("aria-invalid", "true");
  else field?.removeAttribute("aria-invalid");
}

function table(block) {
  const columns = block.column_settings ?? [];
  const cell = (one, index, tag) => h(tag, {
    class: `align-${columns[index]?.align ?? "left"}${columns[index]?.is_wrapped ? " is-wrapped" : ""}`, scope: tag === "th" ? "col" : undefined,
  }, one.type === "rich_text" ? richText(one) : plain(one.text));
  const [head, ...rows] = block.rows;
  return h("div", { class: "table-frame", tabindex: "0", role: "region", "aria-label": "表" }, h("table", {},
    h("thead", {}, h("tr", {}, head.map((one, index) => cell(one, index, "th")))),
    h("tbody", {}, rows.map((row) => h("tr", {}, row.map((one, index) => cell(one, index, "td")))))));
}

function video(block) {
  return h("div", { class: "video" },
    h("p", { class: "video-title" }, "▶ ", link(block.title_url ?? block.video_url, block.title.text)),
    block.description ? h("p", {}, plain(block.description.text)) : null,
    h("p", { class: "small" }, [block.author_name, block.provider_name].filter(Boolean).join(" · ")));
}

const BLOCKS = {
  section,
  context,
  actions,
  context_actions: actions,
  image,
  input,
  table,
  video,
  header: (block) => h("h3", {}, plain(block.text.text)),
  divider: () => h("hr"),
  markdown: (block) => markdown(block.text),
  rich_text: richText,
  file: (block) => h("p", {}, `ファイル: ${block.external_id}`),
};

/** Draws old-style attachments: a coloured bar with a title, text, fields or blocks. */
export function drawAttachments(attachments, ctx) {
  return attachments.map((one) => h("div", { class: "attachment" },
    one.pretext ? h("p", {}, textObject({ type: "mrkdwn", text: one.pretext })) : null,
    one.title ? h("p", {}, h("strong", {}, one.title_link ? link(one.title_link, one.title) : one.title)) : null,
    one.blocks ? drawBlocks(one.blocks, ctx) : textObject({ type: "mrkdwn", text: one.text ?? one.fallback ?? "" }),
    (one.fields ?? []).map((field) => h("p", {}, h("strong", {}, field.title ?? ""), h("br"), textObject({ type: "mrkdwn", text: field.value ?? "" }))),
    one.footer ? h("p", { class: "small" }, one.footer) : null));
}
