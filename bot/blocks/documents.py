"""Documents handed in by message: the offer to add them, what became of it, and the list with its remove menu."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from bot.blocks.document_limits import limit_menu, reach_words
from bot.blocks.message import Block, Message, fallback, plain_message, section
from bot.blocks.resource_parts import fitted
from bot.keeping.document_limits import Reach
from bot.mrkdwn import bold, escape, shortened
from knowledge.types import DocumentInfo

ADD_ACTION = "add_document"
ADD_LABEL = "資料に追加"
REMOVE_ACTION = "remove_document"
REMOVE_LABEL = "外す資料を選ぶ"
NOT_FOR_YOU = "資料の追加や整理は、管理者の方だけができます。お手数ですが、管理者の方にお渡しください。"
NOTHING_HERE = "資料はまだありません。"
NOTHING_LIKE_IT = "その言葉が入った資料は見つかりませんでした。"
GONE_ALREADY = "その資料は、もう外されています。"
REMOVED_NOTE = "もとのファイルがフォルダーに残っていると、次にフォルダーを取り込んだときに戻ります。"
LISTED = 60  # documents in one message
NAME_LENGTH = 150
OPTION_TEXT = 75  # Block Kit reference
_LINES_IN_A_SECTION = 7  # at most 400 characters each, in a section of 3,000
_LINE_LENGTH = 280


class DroppedFile(NamedTuple):
    """A file that somebody dropped."""

    id: str
    name: str

    def as_value(self) -> str:
        """The button's value."""
        return json.dumps([self.id, shortened(self.name, NAME_LENGTH)], ensure_ascii=False)

    @staticmethod
    def from_value(value: str) -> DroppedFile:
        """The file that `as_value` wrote."""
        file, name = json.loads(value)
        return DroppedFile(str(file), str(name))


def offer(files: Sequence[DroppedFile]) -> Message:
    """Asks of each file whether it shall be added."""
    blocks = tuple(_offered(file) for file in files)
    return Message(fallback("、".join(f"「{file.name}」" for file in files) + "を資料に追加できます。"), blocks)


def taking_in(name: str) -> Message:
    """What stands there while a document is read."""
    return plain_message(f"「{shortened(name, NAME_LENGTH)}」を読んでいます。長い資料は、数分かかることがあります。")


def receipt(lines: Sequence[str]) -> Message:
    """What became of a file: a line for each document in it."""
    shown = [shortened(" ".join(line.split()), _LINE_LENGTH) for line in lines[:LISTED]]
    if len(lines) > LISTED:
        shown.append(f"ほかに {len(lines) - LISTED} 件")
    return Message(fallback("\n".join(shown)), tuple(_sections([escape(line) for line in shown])))


def document_list(
    documents: Sequence[DocumentInfo], looked_for: str, *, removable: bool, reaches: Mapping[str, Reach] | None = None
) -> Message:
    """The documents with publisher and edition; with `removable`, a menu to take one out.

    `reaches`, by document id, is who each is for: given to those who decide it, with a menu to change it.
    """
    if not documents:
        return plain_message(NOTHING_LIKE_IT if looked_for else NOTHING_HERE)
    lines = [_line(document) + _limited((reaches or {}).get(document.id)) for document in documents[:LISTED]]
    if len(documents) > LISTED:
        lines.append(f"ほかに {len(documents) - LISTED} 件。「/tsunagi 資料 言葉」で絞りこめます。")
    blocks = [section(f"*資料 {len(documents)}件*"), *_sections(lines)]
    if removable:
        menus = [limit_menu(documents[:LISTED])] if reaches is not None else []
        blocks.append({"type": "actions", "elements": [*menus, _remove_menu(documents[:LISTED])]})
    return Message(fallback("、".join(document.title for document in documents)), tuple(blocks))


def _offered(file: DroppedFile) -> Block:
    name = escape(shortened(file.name, NAME_LENGTH))
    button = {"type": "button", "action_id": ADD_ACTION, "text": _plain(ADD_LABEL), "value": file.as_value()}
    return {**section(f"「{name}」を、みんなの質問に答える資料に加えますか。"), "accessory": button}


def _line(document: DocumentInfo) -> str:
    edition = f"（{document.edition}）" if document.edition else ""
    about = fitted(f"{edition} {document.publisher}".rstrip(), _LINE_LENGTH - NAME_LENGTH)
    return f"• {bold(fitted(document.title, NAME_LENGTH))}{about}"


def _limited(reach: Reach | None) -> str:
    return "" if reach is None or reach.for_everybody else f" 🔒 {reach_words(reach)}"


def _sections(lines: Sequence[str]) -> Iterator[Block]:
    for start in range(0, len(lines), _LINES_IN_A_SECTION):
        yield section("\n".join(lines[start : start + _LINES_IN_A_SECTION]))


def _remove_menu(documents: Sequence[DocumentInfo]) -> Block:
    options = [
        {"text": _plain(shortened(f"{each.title} {each.edition}".rstrip(), OPTION_TEXT)), "value": each.id}
        for each in documents
    ]
    confirm = {
        "title": _plain("資料を外しますか"),
        "text": _plain("この資料からは、もうお答えしなくなります。"),
        "confirm": _plain("外す"),
        "deny": _plain("やめる"),
    }
    return {
        "type": "static_select",
        "action_id": REMOVE_ACTION,
        "placeholder": _plain(REMOVE_LABEL),
        "options": options,
        "confirm": confirm,
    }


def _plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}
