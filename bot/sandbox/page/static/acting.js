// What comes of pressing, picking and filling in: for a message, for Home, and for a form.

import { ask, upload } from "./link.js";
import { notice, sentence } from "./notices.js";
import { world } from "./store.js";
import { initialOf, reportedOf, richFrom, richPlain, shownFrom } from "./values.js";

const QUIET = new Set(["plain_text_input", "email_text_input", "url_text_input", "number_input", "rich_text_input"]);

/** Acts on one message or view; what is filled in is kept in `given` until it is sent along. */
export class Acting {
  constructor(target, reported = {}) {
    this.target = target;
    this.reported = reported;
    this.given = new Map();
    this.errors = {};
  }

  valueOf(block, element) {
    const kept = this.given.get(keyOf(block, element));
    const state = this.reported[block.block_id]?.[element.action_id];
    const value = kept ? shownFrom(element, kept.given) : state ? reportedOf(state) : initialOf(element);
    return element.type === "rich_text_input" ? richPlain(value) : value;
  }

  /** Takes a value in; outside an input block, or where the block asks for it, the app hears of it at once. */
  async change(block, element, given, shown) {
    if (element.type !== "overflow") this.type(block, element, given);
    if (block.type === "input" && !block.dispatch_action) return;
    await this.send("pick", { block: block.block_id, action: element.action_id, given: forApp(element, given) }, shown);
  }

  /** Keeps what is being typed. */
  type(block, element, given) {
    this.given.set(keyOf(block, element), { block: block.block_id, action: element.action_id, given, element });
    this.typed?.(block);
    const config = element.dispatch_action_config?.trigger_actions_on ?? [];
    if (block.dispatch_action && config.includes("on_character_entered") && QUIET.has(element.type)) {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.change(block, element, given), 400);
    }
  }

  /** Enter in a field; tells whether that meant something. */
  entered(block, element, given) {
    const config = element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
    if (block.dispatch_action && config.includes("on_enter_pressed")) {
      this.change(block, element, given);
      return true;
    }
    return this.sendForm ? (this.sendForm(), true) : false;
  }

  async press(block, element, value, button) {
    await this.send("press", { block: block.block_id, action: element.action_id, value }, button);
  }

  suggest(block, element, typed) {
    return ask("suggest", { ...this.target, block: block.block_id, action: element.action_id, typed }).catch((error) => ({ error: error.code, groups: [] }));
  }

  async files(block, element, chosen) {
    try {
      const stored = await Promise.all(chosen.map((file) => upload(world.me, file)));
      this.change(block, element, stored.map((file) => ({ id: file.id, name: file.name })));
      return stored;
    } catch (error) {
      this.tellProblem(error.code);
      return [];
    }
  }

  /** Everything filled in and not yet known to the workspace. */
  values() {
    return [...this.given.values()].map(({ block, action, given, element }) => ({ block, action, given: forApp(element, given) }));
  }

  /** Says what went wrong where the person looks; a form has a place of its own for that. */
  tellProblem(code) {
    notice(sentence(code), { code });
  }

  async send(name, details, button) {
    button?.setAttribute("aria-busy", "true");
    try {
      const outcome = await ask(name, { ...this.target, ...details, values: this.values() });
      if (outcome.error) this.tellProblem(outcome.error);
    } catch (error) {
      this.tellProblem(error.code);
    } finally {
      button?.removeAttribute("aria-busy");
    }
  }
}

function keyOf(block, element) {
  return `${block.block_id}\n${element.action_id}`;
}

function forApp(element, given) {
  return element.type === "rich_text_input" && typeof given === "string" ? richFrom(given) : given;
}
