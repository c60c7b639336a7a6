// Forms: the top one of the stack in a dialog, with its problems, its waiting and its failures.

import { Acting } from "./acting.js";
import { drawBlocks, showProblem } from "./blocks.js";
import { fill, h, signButton } from "./dom.js";
import { plain } from "./inline.js";
import { ask } from "./link.js";
import { sentence, tellRefusal } from "./notices.js";
import { on, world } from "./store.js";
import { problemOf } from "./values.js";

const forms = new Map(); // view id → its Form
let box = null;
let shown = { id: "", hash: "" };

/** Follows the workspace: whatever form is on top is shown. */
export function startModals() {
  on("views", show);
  on("world", show);
}

function show() {
  const top = world.views.at(-1);
  for (const id of forms.keys()) if (!world.views.some((view) => view.id === id)) forms.delete(id);
  if (!top) {
    shut();
    return;
  }
  const form = forms.get(top.id) ?? new Form(top);
  forms.set(top.id, form);
  form.take(top);
  if (shown.id !== top.id || shown.hash !== top.hash || !box) form.draw();
  else if (!form.hasNews) return;
  form.showProblems(top.errors);
}

function openBox() {
  if (box) return;
  box = h("dialog", { class: "modal", "aria-labelledby": "modal-title" });
  box.addEventListener("cancel", (event) => {
    event.preventDefault();
    forms.get(shown.id)?.close(true);
  });
  const mine = box;
  box.addEventListener("close", () => mine === box && shut());
  document.body.append(box);
  box.showModal();
}

/** All at once: the browser tells of a closed dialog later, and the next form may be there by then. */
function shut() {
  box?.close();
  box?.remove();
  box = null;
  shown = { id: "", hash: "" };
}

class Form extends Acting {
  constructor(view) {
    super({ view: view.id }, view.values);
    this.view = view;
    this.typed = (block) => this.clear(block.block_id);
    this.sendForm = () => this.submit();
  }

  take(view) {
    this.view = view;
    this.reported = view.values;
    this.hasNews = JSON.stringify(view.errors) !== JSON.stringify(this.errors);
    this.errors = view.errors;
  }

  draw() {
    const { content } = this.view;
    openBox();
    const place = shown.id === this.view.id ? focusPlace() : null;
    const scrolled = place ? box.querySelector(".modal-body").scrollTop : 0;
    shown = { id: this.view.id, hash: this.view.hash };
    const isStacked = world.views.length > 1;
    this.alarm = h("div", { class: "form-alarm", role: "alert" });
    const body = h("div", { class: "modal-body", tabindex: "0", role: "region", "aria-label": "内容" }, drawBlocks(content.blocks, this));
    fill(box,
      h("header", { class: "modal-head" },
        isStacked ? signButton("‹", "前の画面に戻る", { onclick: () => this.close(false) }) : null,
        h("h2", { id: "modal-title" }, plain(content.title.text)),
        signButton("×", "閉じる", { onclick: () => this.close(true) })),
      body,
      this.alarm,
      h("footer", { class: "modal-foot" },
        h("button", { type: "button", class: "button", onclick: () => this.close(false) }, plain(content.close?.text ?? "キャンセル")),
        content.submit ? this.submitButton(content) : null));
    body.scrollTop = scrolled;
    focusAgain(place);
  }

  submitButton(content) {
    this.button = h("button", { type: "button", class: "button primary", disabled: Boolean(content.submit_disabled), onclick: () => this.submit() }, plain(content.submit.text));
    return this.button;
  }

  clear(blockId) {
    if (box) showProblem(box, blockId, null);
  }

  showProblems(problems) {
    const ids = Object.keys(problems);
    for (const id of ids) showProblem(box, id, problems[id]);
    if (ids.length) box.querySelector("[aria-invalid=true]")?.focus();
  }

  /** The problems a form finds by itself, before the app is asked. */
  check() {
    const problems = {};
    for (const block of this.view.content.blocks) {
      if (block.type !== "input") continue;
      const problem = problemOf(block, this.valueOf(block, block.element));
      showProblem(box, block.block_id, problem);
      if (problem) problems[block.block_id] = problem;
    }
    return problems;
  }

  async submit() {
    if (this.isBusy || !this.view.content.submit) return;
    const problems = this.check();
    fill(this.alarm);
    if (Object.keys(problems).length) {
      this.showProblems(problems);
      return;
    }
    this.wait(true);
    this.errors = {};
    try {
      const outcome = await ask("submit", { ...this.target, values: this.values() });
      if (outcome.error) this.fail(outcome.error);
    } catch (error) {
      this.fail(error.code);
    } finally {
      this.wait(false);
    }
  }

  fail(code) {
    fill(this.alarm, h("strong", {}, "送信できませんでした。"), " ", sentence(code), h("code", {}, code));
  }

  tellProblem(code) {
    fill(this.alarm, sentence(code), h("code", {}, code));
  }

  wait(isBusy) {
    this.isBusy = isBusy;
    this.button?.setAttribute("aria-busy", String(isBusy));
    box?.querySelector(".modal-body")?.classList.toggle("is-waiting", isBusy);
  }

  async close(all) {
    try {
      await ask("close", { ...this.target, all });
    } catch (error) {
      tellRefusal(error);
    }
  }
}

/** Where the focus is, so that a form drawn anew does not take it away from somebody who types. */
function focusPlace() {
  const active = document.activeElement;
  const block = active?.closest(".block")?.dataset.block;
  if (!block) return null;
  const fields = [...active.closest(".block").querySelectorAll("input,textarea,select,button")];
  return { block, index: fields.indexOf(active), start: active.selectionStart, end: active.selectionEnd };
}

function focusAgain(place) {
  const block = place && [...box.querySelectorAll(".block")].find((one) => one.dataset.block === place.block);
  const same = block?.querySelectorAll("input,textarea,select,button")[place.index];
  const first = box.querySelector("[data-focus]") ?? box.querySelector(".modal-body :is(input,textarea,select)") ?? box.querySelector(".modal-foot .primary") ?? box.querySelector(".modal-foot .button");
  (same ?? first)?.focus();
  if (same && typeof place.start === "number" && same.setSelectionRange) {
    try {
      same.setSelectionRange(place.start, place.end);
    } catch {
      // Some kinds of input have no selection.
    }
  }
}
