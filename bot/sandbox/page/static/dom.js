// Builds the page from nodes only: text is never read as markup, so nothing anybody writes can become code.

const SAFE_LINK = /^(https?:|mailto:|tel:)/i;
const PROPERTIES = new Set(["value", "checked", "disabled", "hidden", "selected", "multiple", "indeterminate", "required"]);

/** An element with attributes, `on…` listeners, and children: nodes, texts, lists of them, or nothing. */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (PROPERTIES.has(name)) element[name] = value;
    else if (name === "data") Object.assign(element.dataset, value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...flat(children));
  return element;
}

function flat(children) {
  return children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false);
}

/** Puts new children in the place of the old ones. */
export function fill(element, ...children) {
  element.replaceChildren(...flat(children));
  return element;
}

/** As `fill`, but what looks as before stays: somebody may be about to press it, or have the focus there. */
export function renew(element, ...children) {
  const [old, fresh] = [[...element.childNodes], flat(children)];
  if (old.length !== fresh.length) return fill(element, fresh);
  old.forEach((one, index) => one.isEqualNode(fresh[index]) || one.replaceWith(fresh[index]));
  return element;
}

/** A link that opens elsewhere; an address that could run code stays plain text. */
export function link(url, ...children) {
  const words = flat(children).length ? children : [url];
  if (!SAFE_LINK.test(url)) return h("span", {}, ...words);
  return h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, ...words);
}

/** A picture from an address an app gave, or its description where the address is not of the web. */
export function picture(url, description, className = "") {
  if (!/^https?:/i.test(url) && !url.startsWith("/page/file/")) return h("span", { class: className }, description);
  const image = h("img", { src: url, alt: description, class: className, loading: "lazy" });
  image.addEventListener("error", () => image.replaceWith(h("span", { class: "image-missing" }, `画像: ${description}`)));
  return image;
}

let numbers = 0;

/** An id that no other element of the page has. */
export function newId(prefix) {
  numbers += 1;
  return `${prefix}-${numbers}`;
}

/** A button that only carries a sign, with its name for those who cannot see it. */
export function signButton(sign, name, attributes = {}) {
  const title = attributes.title ?? name;
  return h("button", { type: "button", ...attributes, class: `sign ${attributes.class ?? ""}`, "aria-label": name, title },
    h("span", { "aria-hidden": "true" }, sign));
}

/** Whether the page is laid out for a phone. */
export function isNarrow() {
  return window.matchMedia("(max-width: 760px)").matches;
}
