"""What is asked between the form and the record: personal data, likely twins, a change by somebody else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.blocks import resource_parts as parts
from bot.blocks.message import Block, section
from bot.blocks.resource_form import Sheet
from bot.blocks.resource_messages import warnings
from bot.mrkdwn import bold
from knowledge.resources.duplicates import Twin
from knowledge.resources.model import FieldChange, ResourceNote
from knowledge.resources.privacy import Warned

ANOTHER, MINE, THEIRS = "another", "mine", "theirs"
_TWIN, _AGREES, _CHOICE, _ACTION = "twin", "agrees", "choice", "given"


def check_view(sheet: Sheet, note: ResourceNote, warned: Sequence[Warned], twins: Sequence[Twin]) -> Block:
    """Asks about what was noticed; `twin_in` and `agrees_in` read the answers."""
    blocks = [section(bold("保存する前に、確かめてください。")), *warnings(warned, note)]
    if warned:
        agrees = parts.option("本人の同意があるので、ほかの人にも見せます", _AGREES)
        blocks.append(_input(_AGREES, "公開", {"type": "checkboxes", "options": [agrees]}, optional=True))
    for twin in twins:
        blocks.append(section(parts.twin_text(twin)))
    if twins:
        options = [parts.option("別のものとして保存する", ANOTHER)]
        options += [parts.option(f"「{twin.note.name}」に統合する", twin.note.id) for twin in twins]
        blocks.append(_input(_TWIN, "どうしますか", {"type": "radio_buttons", "options": options}))
    return _view(parts.CHECK, "確かめ", sheet, blocks)


def conflict_view(sheet: Sheet, current: ResourceNote, changed: Sequence[FieldChange], by: str) -> Block:
    """Shows what somebody else changed meanwhile, and asks which shall stand; `choice_in` reads the answer."""
    shown = [f"{each.label}: 「{each.old}」→「{each.new}」" for each in changed]
    person = f"<@{by}> さん" if by else "ほかの方"
    blocks = [
        section(f"{person}が、先に「{parts.fitted(current.name, parts.LINE_LENGTH)}」を書きかえました。"),
        *parts.paragraphs(shown),
        _input(
            _CHOICE,
            "どうしますか",
            {
                "type": "radio_buttons",
                "options": [
                    parts.option("自分がなおした項目を、その上に書く", MINE),
                    parts.option("いまの記録のままにする", THEIRS),
                ],
            },
        ),
    ]
    return _view(parts.CONFLICT, "先に変わっています", sheet, blocks)


def twin_in(view: Mapping[str, Any]) -> str:
    """The id of the note to merge with; empty where it is another thing or nothing was asked."""
    chosen = _chosen(view, _TWIN)
    return "" if chosen == ANOTHER else chosen


def agrees_in(view: Mapping[str, Any]) -> bool:
    """Whether the person concerned is said to agree."""
    state = view["state"]["values"].get(_AGREES, {}).get(_ACTION, {})
    return bool(state.get("selected_options"))


def choice_in(view: Mapping[str, Any]) -> str:
    """MINE or THEIRS."""
    return _chosen(view, _CHOICE)


def place_of_errors(view: Mapping[str, Any]) -> str:
    """The field of a question under which a failure is told."""
    return next(str(block["block_id"]) for block in view["blocks"] if block["type"] == "input")


def _chosen(view: Mapping[str, Any], block: str) -> str:
    state = view["state"]["values"].get(block, {}).get(_ACTION, {})
    return str((state.get("selected_option") or {}).get("value", ""))


def _input(block_id: str, label: str, element: Block, *, optional: bool = False) -> Block:
    given = {**element, "action_id": _ACTION}
    return {"type": "input", "block_id": block_id, "label": parts.plain(label), "optional": optional, "element": given}


def _view(callback: str, title: str, sheet: Sheet, blocks: list[Block]) -> Block:
    return {
        "type": "modal",
        "callback_id": callback,
        "title": parts.plain(title),
        "submit": parts.plain("保存"),
        "close": parts.plain("もどる"),
        "private_metadata": sheet.as_metadata(),
        "blocks": blocks,
    }
