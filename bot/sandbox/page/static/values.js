// What fields hold: before anybody touched them, as the workspace reports it, and as the person gave it.

const INITIAL = ["initial_value", "initial_option", "initial_options", "initial_date", "initial_time", "initial_date_time",
  "initial_user", "initial_users", "initial_conversation", "initial_conversations", "initial_channel", "initial_channels"];

/** The value an element shows at first. */
export function initialOf(element) {
  const name = INITIAL.find((one) => element[one] !== undefined);
  return name ? element[name] : null;
}

/** The value in a reported state such as {type, selected_option}. */
export function reportedOf(state) {
  const name = Object.keys(state).find((one) => one !== "type");
  return state[name] ?? null;
}

/** Text of what a rich_text_input holds. */
export function richPlain(value) {
  if (!value || typeof value === "string") return value ?? "";
  return value.elements.flatMap((part) => part.elements ?? []).map((piece) => piece.text ?? "").join("");
}

/** What a rich_text_input reports for typed text. */
export function richFrom(text) {
  return text ? { type: "rich_text", elements: [{ type: "rich_text_section", elements: [{ type: "text", text }] }] } : null;
}

/** What the element shows for what the person gave: options are given by value, all else as it is. */
export function shownFrom(element, given) {
  const options = (element.option_groups ?? [{ options: element.options ?? [] }]).flatMap((group) => group.options);
  const find = (one) => (typeof one === "string" && options.length ? options.find((option) => option.value === one) ?? null : one);
  return Array.isArray(given) ? given.map(find).filter(Boolean) : find(given);
}

const EMAIL = /^[^@\s]+@[^@\s]+\.[^@\s]+$/;
const URL_LIKE = /^[a-z][a-z0-9+.-]*:\/\/\S+$/i;

/** What is wrong with the value of an input block, as a sentence, or nothing. */
export function problemOf(block, value) {
  const { element } = block;
  const isEmpty = value === null || value === undefined || value === "" || (Array.isArray(value) && !value.length);
  if (isEmpty) return block.optional ? null : "入力してください。";
  const check = CHECKS[element.type];
  return check ? check(String(value), element) : null;
}

const CHECKS = {
  plain_text_input(text, { min_length: least = 0, max_length: most = 3000 }) {
    const length = [...text].length;
    if (length < least) return `${least}文字以上で入力してください。`;
    return length > most ? `${most}文字以内で入力してください（いま${length}文字）。` : null;
  },
  number_input(text, element) {
    if (!/^-?\d+(\.\d+)?$/.test(text)) return "半角の数字で入力してください。";
    if (text.includes(".") && !element.is_decimal_allowed) return "整数で入力してください。";
    if (element.min_value !== undefined && Number(text) < Number(element.min_value)) return `${element.min_value}以上で入力してください。`;
    return element.max_value !== undefined && Number(text) > Number(element.max_value) ? `${element.max_value}以下で入力してください。` : null;
  },
  email_text_input: (text) => (EMAIL.test(text) ? null : "メールアドレスの形で入力してください。"),
  url_text_input: (text) => (URL_LIKE.test(text) ? null : "https:// から始まるアドレスを入力してください。"),
};
