"""A source, opened: the passage that an answer quotes, with what stands before and after it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from bot.blocks import form_parts as forms
from bot.blocks import resource_parts as parts
from bot.blocks.message import SECTION_TEXT, Block, context, section
from bot.mrkdwn import bold, shortened, split_text
from knowledge.excerpts import Around
from knowledge.types import Passage

FORM = "answer_opened"
BEFORE, AFTER = "answer_before", "answer_after"
CITED = tuple(f"answer_cited_{number}" for number in range(5))
_HEADINGS = re.compile(r"\A(?:#{1,6}[ \t][^\n]*\n+|\n+)+")
PIECES = 8  # sections of 3,000 characters; longer passages are told as such
LABEL = 40  # characters of a button that names a passage
QUOTED = "回答に使った箇所です。"
CUT = "長いため、ここまでを表示しています。続きは資料でご覧ください。"
GONE = "この箇所は、資料が新しくなったか外されたため、もうありません。お手数ですが、もう一度お尋ねください。"
TOO_LATE = "時間がたったため、この回答の資料はもう開けません。お手数ですが、もう一度お尋ねください。"


class Opened(NamedTuple):
    """What the view carries from press to press: whose answer it is, and where it was pressed."""

    answer: str
    channel: str

    def as_metadata(self) -> str:
        """The view's private metadata."""
        return json.dumps(list(self))

    @staticmethod
    def of(view: Block) -> Opened:
        """What the view carries."""
        return Opened(*json.loads(view["private_metadata"]))


def opened_view(opened: Opened, cited: Sequence[Passage], around: Around, *, quoted: bool) -> Block:
    """The passage to read, whole; below it the way to its neighbours and to what else was quoted.

    `quoted` says whether the answer has words of this very passage.
    """
    passage = around.passage
    blocks = [section(bold(parts.fitted(heading(passage), LABEL * 3))), *_text(passage)]
    blocks.append(context([*([QUOTED] if quoted else []), parts.fitted(_place(passage), parts.LINE_LENGTH)]))
    others = [each for each in cited if each.id != passage.id]
    rows = [_neighbours(around), _others(others)]
    return forms.modal(FORM, "資料を開く", opened.as_metadata(), [*blocks, *(row for row in rows if row)], submit="")


def told_view(words: str) -> Block:
    """A view that says one sentence."""
    return forms.modal(FORM, "資料を開く", "", [section(words)], submit="")


def heading(passage: Passage) -> str:
    """What a passage is about: its own heading, else the document's title."""
    return passage.section[-1] if passage.section else passage.title


def _text(passage: Passage) -> Iterator[Block]:
    """Its words, to the letter; the headings it begins with stand above and below already."""
    pieces = split_text(_HEADINGS.sub("", passage.text) or passage.text, SECTION_TEXT)
    for piece in pieces[:PIECES]:
        yield {"type": "section", "text": parts.plain(piece)}
    if len(pieces) > PIECES:
        yield context([CUT])


def _place(passage: Passage) -> str:
    edition = f"（{passage.edition}）" if passage.edition else ""
    return f"{passage.title}{edition} {' > '.join(passage.section)} {passage.locator}".strip()


def _neighbours(around: Around) -> Block | None:
    buttons = [
        *([parts.button("前へ", BEFORE, around.before)] if around.before else []),
        *([parts.button("次へ", AFTER, around.after)] if around.after else []),
    ]
    return parts.actions(*buttons) if buttons else None


def _others(cited: Sequence[Passage]) -> Block | None:
    buttons = [
        parts.button(shortened(heading(each), LABEL), action, each.id)
        for action, each in zip(CITED, cited, strict=False)
    ]
    return parts.actions(*buttons) if buttons else None
