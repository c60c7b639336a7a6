"""Documents handed in by message: the offer to add them, what became of it, and the list with its remove menu."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from bot.blocks.message import Block, Message, fallback, plain_message, section
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
_LINES_IN_A_SECTION = 10  # at most 300 characters each, in a section of 3,000
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


def document_list(documents: Sequence[DocumentInfo], looked_for: str, *, removable: bool) -> Message:
    """The documents with publisher and edition; with `removable`, a menu to take one out."""
    if not documents:
        return plain_message(NOTHING_LIKE_IT if looked_for else NOTHING_HERE)
    lines = [_line(document) for document in documents[:LISTED]]
    if len(documents) > LISTED:
        lines.append(f"ほかに {len(documents) - LISTED} 件。「/tsunagi 資料 言葉」で絞りこめます。")
    blocks = [section(f"*資料 {len(documents)}件*"), *_sections(lines)]
    if removable:
        blocks.append(_remove_menu(documents[:LISTED]))
    return Message(fallback("、".join(document.title for document in documents)), tuple(blocks))


def _offered(file: DroppedFile) -> Block:
    name = escape(shortened(file.name, NAME_LENGTH))
    button = {"type": "button", "action_id": ADD_ACTION, "text": _plain(ADD_LABEL), "value": file.as_value()}
    return {**section(f"「{name}」を、みんなの質問に答える資料に加えますか。"), "accessory": button}


def _line(document: DocumentInfo) -> str:
    edition = f"（{document.edition}）" if document.edition else ""
    about = shortened(f"{edition} {document.publisher}".rstrip(), _LINE_LENGTH - NAME_LENGTH)
    return f"• {bold(escape(shortened(document.title, NAME_LENGTH)))}{escape(about)}"


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
    menu = {
        "type": "static_select",
        "action_id": REMOVE_ACTION,
        "placeholder": _plain(REMOVE_LABEL),
        "options": options,
        "confirm": confirm,
    }
    return {"type": "actions", "elements": [menu]}


def _plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}
