"""Excerpts as Slack shows them: the private preview with its buttons, and the card that everybody reads."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.blocks.answer import place_line, source_line
from bot.blocks.message import Block, Message, context, fallback, packed, section
from bot.blocks.resource_parts import actions, button
from bot.mrkdwn import bold, escape, escaped_length, shortened, split_text, unescape
from knowledge.excerpts import Around, Findings
from knowledge.types import Citation, Passage

QUOTE, LOOK, BACK, BEFORE, AFTER = "excerpt_quote", "excerpt_look", "excerpt_back", "excerpt_before", "excerpt_after"
GATHER, DROP, QUOTE_ALL, EMPTY = "excerpt_gather", "excerpt_drop", "excerpt_quote_all", "excerpt_empty"
TURNS = (LOOK, BACK, BEFORE, AFTER)
SHORTCUT = "excerpt_from_message"

USAGE = "探したい言葉を続けて書いてください。例: 抜粋 協議体 構成"
COMMAND_USAGE = "探したい言葉を続けて書いてください。例: /excerpt 協議体 構成"
NO_WORDS_IN_MESSAGE = "この発言には、資料を探すための言葉が見つかりませんでした。"
NOTHING = "「{words}」に関係する箇所は、資料に見つかりませんでした。別の言い方や、短い言葉でお試しください。"
ONLY_NEAR = "言葉がそろう箇所は見つかりませんでした。近いものをご覧ください。"
GONE = "この箇所は、資料が新しくなったか外されたため、もうありません。お手数ですが、もう一度お探しください。"
SOME_GONE = "もう資料にない箇所があったので、それは省きました。"
ALL_GONE = "集めた箇所は、もう資料にありませんでした。お手数ですが、もう一度お探しください。"
QUOTED = "引用しました。"
FULL = "まとめられるのは20件までです。先に投稿してください。"
POSTING = "投稿しています…"
NOT_POSTED = "うまく投稿できませんでした。少し時間をおいて、もう一度押してください。"
NOT_HERE = "ここには投稿できませんでした。`/invite @tsunagi` でつなぎを招いてから、もう一度お試しください。"

AT_MOST_GATHERED = 20
WORDS_LENGTH = 60  # carried by every button
LINE_LENGTH = 150
BEGINNING = 70  # about three lines on a telephone
SEEN_WHOLE = 2_500  # characters of a passage in the preview; the card always has all of it
PIECE_LENGTH = 9_000  # leaves room for who shares it and the source in the message of 12,000
_SIGN = re.compile(r"^#{1,6}[ \t]+")


@dataclass(frozen=True, slots=True)
class Preview:
    """What each button of a preview carries, so that nothing of it needs to be kept.

    `key` names the preview, `words` what was looked for. Cards go into `channel`, or into its `thread` where that is
    not empty. `alone` says that nobody else reads along. `ids` are the passages of the list, `open` is the one shown
    (empty: the list).
    """

    key: str
    words: str
    channel: str
    thread: str
    alone: bool
    ids: tuple[str, ...] = ()
    open: str = ""

    def as_value(self, at: str = "") -> str:
        """The value of a button about the passage `at`."""
        words = shortened(self.words, WORDS_LENGTH)
        carried = [self.key, words, self.channel, self.thread, self.alone, self.ids, self.open, at]
        return json.dumps(carried, ensure_ascii=False)

    @staticmethod
    def from_value(value: str) -> tuple[Preview, str]:
        """The preview and the passage that `as_value` wrote."""
        key, words, channel, thread, alone, ids, shown, at = json.loads(value)
        return Preview(key, unescape(words), channel, thread, alone, tuple(ids), shown), at


@dataclass(frozen=True, slots=True)
class Marks:
    """What became of passages: those quoted from this preview, and those gathered in this place, in order."""

    quoted: frozenset[str] = frozenset()
    gathered: tuple[Passage, ...] = ()

    @property
    def gathered_ids(self) -> frozenset[str]:
        """The ids of the gathered passages."""
        return frozenset(passage.id for passage in self.gathered)


def list_message(preview: Preview, found: Findings, marks: Marks, note: str = "") -> Message:
    """The passages found, each with title, section, page and beginning; `note` is said above them."""
    if not found.passages:
        nothing = NOTHING.format(words=shortened(preview.words, WORDS_LENGTH))
        return _noted(note or (GONE if preview.ids else nothing), preview, marks)
    told = [note, "" if found.close else ONLY_NEAR]
    head = [context([escape(f"「{shortened(preview.words, WORDS_LENGTH)}」に関する資料")])]
    blocks = head + [section(escape(each)) for each in told if each]
    for number, passage in enumerate(found.passages, 1):
        blocks += [*_entry(number, passage), *_buttons(preview, passage.id, marks, look=True)]
    return Message(fallback(f"資料が {len(found.passages)} 件見つかりました。"), (*blocks, *_basket(preview, marks)))


def passage_message(preview: Preview, around: Around, marks: Marks, note: str = "") -> Message:
    """One passage in its document, with what leads to its neighbours and back."""
    passage = around.passage
    place = f"{passage.title}　{around.number} / {around.count}"
    text = passage.text if len(passage.text) <= SEEN_WHOLE else passage.text[:SEEN_WHOLE] + "…"
    there = replace(preview, open=passage.id)
    blocks = [
        context([escape(shortened(place, LINE_LENGTH))]),
        *([section(escape(note))] if note else []),
        quote(text, passage.headings),
        context([escape(source_line(_citation(passage)))]),
        *_buttons(there, passage.id, marks, look=False),
        actions(*_ways(there, around)),
        *_basket(there, marks),
    ]
    return Message(fallback(f"{passage.title} {passage.section_path}"), tuple(blocks))


def gone_message(preview: Preview, marks: Marks) -> Message:
    """What stands where a passage stood that is no longer there."""
    return _noted(GONE, preview, marks)


def cards(passages: Sequence[Passage], user: str) -> tuple[Message, ...]:
    """The passages for everybody, whole and in this order, each with its source, in as many messages as it takes."""
    count = f"（{len(passages)}件）" if len(passages) > 1 else ""
    groups = [group for passage in passages for group in _card(passage)]
    groups[0] = [context([f"<@{user}> さんが引用{count}"]), *groups[0]]
    notice = f"引用: {shortened(passages[0].text, BEGINNING)} {source_line(_citation(passages[0]))}"
    return tuple(Message(fallback(notice), tuple(blocks)) for blocks in packed(groups))


def quote(text: str, headings: Sequence[str] = ()) -> Block:
    """A document's own words to the letter: nothing in them is read as markup, nothing calls anybody.

    `headings` are lines of the text; they stand in bold, without the signs by which Markdown marks them.
    """
    return {"type": "rich_text", "elements": [{"type": "rich_text_quote", "elements": list(_runs(text, headings))}]}


def _runs(text: str, headings: Sequence[str]) -> Iterator[Block]:
    plain = ""
    for line in text.splitlines(keepends=True):
        if line.strip() not in {heading.strip() for heading in headings}:
            plain += line
            continue
        if plain:
            yield {"type": "text", "text": plain}
            plain = ""
        yield {"type": "text", "text": _SIGN.sub("", line), "style": {"bold": True}}
    if plain:
        yield {"type": "text", "text": plain}


def _card(passage: Passage) -> Iterator[list[Block]]:
    """The source stays with the last piece, and each later piece says that it goes on."""
    pieces = split_text(passage.text, PIECE_LENGTH, escaped_length)
    for number, piece in enumerate(pieces):
        goes_on = [context(["（つづき）"])] if number else []
        source = [context([escape(source_line(_citation(passage)))])] if number == len(pieces) - 1 else []
        yield [*goes_on, quote(piece.rstrip("\n"), passage.headings), *source]


def _entry(number: int, passage: Passage) -> list[Block]:
    """The nearest heading stands out; where it is from is small print, as under an answer."""
    name = bold(escape(shortened(f"{number}. {(passage.section or (passage.title,))[-1]}", LINE_LENGTH)))
    beginning = escape(shortened(_body(passage), BEGINNING))
    where = escape(source_line(_citation(passage)).removeprefix("出典: "))
    return [section(f"{name}\n> {beginning}"), context([where])]


def _body(passage: Passage) -> str:
    """The text without the headings it opens with, which the line above has said; the whole where nothing is left."""
    headings = {heading.strip() for heading in passage.headings}
    lines = [line for line in passage.text.splitlines() if line.strip() not in headings]
    return "\n".join(lines).strip() or passage.text


def _buttons(preview: Preview, passage: str, marks: Marks, *, look: bool) -> list[Block]:
    value = preview.as_value(passage)
    inside = passage in marks.gathered_ids
    row = [
        *([] if passage in marks.quoted else [button("引用する", QUOTE, value, style="primary")]),
        *([button("前後を見る", LOOK, value)] if look else []),
        button("まとめから外す", DROP, value) if inside else button("まとめに加える", GATHER, value),
    ]
    done = [context([QUOTED])] if passage in marks.quoted else []
    return [*done, actions(*row)]


def _ways(preview: Preview, around: Around) -> Iterator[Block]:
    if around.before:
        yield button("← 前へ", BEFORE, preview.as_value(around.before))
    if around.after:
        yield button("次へ →", AFTER, preview.as_value(around.after))
    yield button("一覧に戻る", BACK, preview.as_value())


def _basket(preview: Preview, marks: Marks) -> list[Block]:
    if not marks.gathered:
        return []
    lines = [f"*まとめ {len(marks.gathered)}件*"]
    for number, passage in enumerate(marks.gathered, 1):
        where = place_line((passage.section or (passage.title,))[-1], passage.locator)
        lines.append(escape(shortened(f"{number}. {where}", LINE_LENGTH // 2)))
    value = preview.as_value()
    return [
        {"type": "divider"},
        section("\n".join(lines)),
        actions(button("まとめて投稿", QUOTE_ALL, value, style="primary"), button("まとめを空にする", EMPTY, value)),
    ]


def _noted(sentence: str, preview: Preview, marks: Marks) -> Message:
    back = [actions(button("一覧に戻る", BACK, preview.as_value()))] if preview.ids else []
    return Message(fallback(sentence), (section(escape(sentence)), *back, *_basket(preview, marks)))


def _citation(passage: Passage) -> Citation:
    return Citation(passage.title, passage.edition, passage.section_path, passage.locator, passage.text, passage.id)
