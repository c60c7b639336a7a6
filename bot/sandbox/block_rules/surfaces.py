"""Rules of a whole message or view: which blocks where, how many, ids used once, text in all."""

from collections.abc import Iterator
from typing import Any

from bot.sandbox.block_rules.blocks import BLOCKS, MARKDOWN_CHARACTERS
from bot.sandbox.block_rules.parts import TYPE, plain_text
from bot.sandbox.block_rules.schema import Fault, Rule, boolean, items, one_of, record, string, variants

MESSAGE_ONLY = frozenset({"markdown", "table", "context_actions", "file"})
# By the table of surfaces in Slack's reference of block elements.
MODAL_ONLY_ELEMENTS = frozenset({"email_text_input", "file_input", "number_input", "url_text_input"})
NOT_ON_HOME = MODAL_ONLY_ELEMENTS | {"datetimepicker"}
MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100

_IN_MESSAGE = variants(BLOCKS)
_IN_VIEW = variants({name: rule for name, rule in BLOCKS.items() if name not in MESSAGE_ONLY})
_VIEW_BLOCKS = items(_IN_VIEW, VIEW_BLOCKS, least=0)
_COMMON: dict[str, Rule] = {
    "private_metadata": string(3000, shortest=0),
    "callback_id": string(255, shortest=0),
    "external_id": string(255, shortest=0),
}
_MODAL = record(
    {"type": TYPE, "title": plain_text(24), "blocks": _VIEW_BLOCKS},
    {
        **_COMMON,
        "submit": plain_text(24),
        "close": plain_text(24),
        "clear_on_close": boolean,
        "notify_on_close": boolean,
        "submit_disabled": boolean,
    },
)
_HOME = record({"type": one_of("home"), "blocks": _VIEW_BLOCKS}, _COMMON)


def message_faults(blocks: Any) -> list[Fault]:
    """Return what is wrong with a message's blocks; pointers start at /blocks."""
    faults = list(items(_IN_MESSAGE, MESSAGE_BLOCKS, least=0)(blocks, "/blocks"))
    if isinstance(blocks, list):
        faults += _markdown_total(blocks)
        faults += _one_table(blocks)
        faults += _misplaced(blocks, MODAL_ONLY_ELEMENTS, "/blocks")
        faults += _repeated_ids(blocks, "/blocks")
    return faults


def view_faults(view: Any, allowed: tuple[str, ...] = ("modal", "home")) -> list[Fault]:
    """Return what is wrong with a view of an allowed type; pointers start at /view."""
    rules = {name: rule for name, rule in {"modal": _MODAL, "home": _HOME}.items() if name in allowed}
    faults = list(variants(rules)(view, "/view"))
    blocks = view.get("blocks") if isinstance(view, dict) else None
    if isinstance(blocks, list):
        faults += _repeated_ids(blocks, "/view/blocks")
        if view.get("type") == "home":
            faults += _misplaced(blocks, NOT_ON_HOME, "/view/blocks")
        else:
            faults += _inputs_need_submit(view, blocks)
    return faults


def text_length(blocks: list[Any]) -> int:
    """Return how many characters of text all blocks of a message hold together."""
    return sum(len(text) for text in _texts(blocks))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, dict):
        for name, inner in value.items():
            if name == "text" and isinstance(inner, str):
                yield inner
            else:
                yield from _texts(inner)


def _of_type(blocks: list[Any], name: str) -> list[tuple[int, dict[str, Any]]]:
    return [(i, b) for i, b in enumerate(blocks) if isinstance(b, dict) and b.get("type") == name]


def _markdown_total(blocks: list[Any]) -> Iterator[Fault]:
    texts = [block.get("text") for _, block in _of_type(blocks, "markdown")]
    total = sum(len(text) for text in texts if isinstance(text, str))
    if len(texts) > 1 and total > MARKDOWN_CHARACTERS:
        yield Fault("/blocks", f"markdown blocks must be less than {MARKDOWN_CHARACTERS + 1} characters in all")


def _one_table(blocks: list[Any]) -> Iterator[Fault]:
    for index, _ in _of_type(blocks, "table")[1:]:
        yield Fault(f"/blocks/{index}", "only one table block allowed")


def _misplaced(blocks: list[Any], refused: frozenset[str], pointer: str) -> Iterator[Fault]:
    for index, block in enumerate(blocks):
        if not isinstance(block, dict):
            continue
        places = {"element": block.get("element")}
        if block.get("type") == "actions" and isinstance(block.get("elements"), list):
            places |= {f"elements/{number}": one for number, one in enumerate(block["elements"])}
        for place, element in places.items():
            kind = element.get("type") if isinstance(element, dict) else None
            if isinstance(kind, str) and kind in refused:
                yield Fault(f"{pointer}/{index}/{place}/type", f"unsupported type: {kind}")


def _inputs_need_submit(view: dict[str, Any], blocks: list[Any]) -> Iterator[Fault]:
    if _of_type(blocks, "input") and "submit" not in view:
        yield Fault("/view", "must define `submit` to use an `input` block in modals")


def _repeated_ids(blocks: list[Any], pointer: str) -> Iterator[Fault]:
    seen: set[str] = set()
    for index, block in enumerate(blocks):
        if not isinstance(block, dict):
            continue
        yield from _repeated_action_ids(block, f"{pointer}/{index}")
        block_id = block.get("block_id")
        if isinstance(block_id, str) and block_id:
            if block_id in seen:
                yield Fault(f"{pointer}/{index}/block_id", f"duplicate block_id: {block_id}")
            seen.add(block_id)


def _repeated_action_ids(block: dict[str, Any], pointer: str) -> Iterator[Fault]:
    inner = block.get("elements")
    if block.get("type") not in ("actions", "context_actions") or not isinstance(inner, list):
        return
    seen: set[str] = set()
    for index, element in enumerate(inner):
        action_id = element.get("action_id") if isinstance(element, dict) else None
        if isinstance(action_id, str):
            if action_id in seen:
                yield Fault(f"{pointer}/elements/{index}/action_id", f"duplicate action_id: {action_id}")
            seen.add(action_id)
