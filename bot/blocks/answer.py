"""An answer as Slack messages: who says what, in the document's own words, and where it stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.blocks.message import Block, Message, context, contexts, fallback, markdown, packed, section
from bot.mrkdwn import escape, escaped_length, shortened, split_text, unescape
from knowledge.types import SECTION_SEPARATOR, Answer, AnswerPart, Citation, Voice

NOT_FOUND = "資料には見つかりませんでした。"
MORE_TO_COME = "続きをまとめています…"
TRY_THIS = "言い方をかえて、もう一度お尋ねください。お急ぎのときは、担当の方にご確認ください。"
PLACES_OFFERED = 5  # documents, each with its headings
PLACE_LENGTH = 300
SOURCE_LENGTH = 500
WORDS_IN_A_NOTICE = 400
PIECE_LENGTH = 9_000  # leaves room for the label and the sources in the message of 12,000


def answer_messages(answer: Answer) -> tuple[Message, ...]:
    """The answer in as many messages as it needs, in reading order; one message where nothing was found."""
    if not answer.answered:
        return (_not_found(answer),)
    groups = [group for part in answer.parts for group in _part(part)]
    if answer.note:
        groups.append([context([escape(answer.note)])])
    return tuple(Message(notice(blocks), tuple(blocks)) for blocks in packed(groups))


def growing_message(text: str) -> Message:
    """What is proved so far of an answer that is still being made."""
    part = AnswerPart(Voice.HANDBOOK, text, ())
    return answer_messages(Answer("", (part,), note=MORE_TO_COME))[0]


def source_line(citation: Citation) -> str:
    """`出典: 資料名（版）章 > 節 p.12`, without what the document does not have. Not escaped."""
    edition = f"（{citation.edition}）" if citation.edition else ""
    place = place_line(citation.section, citation.locator)
    gap = " " if place and not edition else ""
    return shortened(f"出典: {citation.title}{edition}{gap}{place}", SOURCE_LENGTH)


def place_line(section: str, locator: str) -> str:
    """Section and place in one line. A place that the nearest heading begins with is not said twice (第10条)."""
    heading = section.rpartition(SECTION_SEPARATOR)[2]
    said = heading == locator or heading.startswith(f"{locator}（")
    return section if locator and said else " ".join(word for word in (section, locator) if word)


def _part(part: AnswerPart) -> Iterator[Sequence[Block]]:
    """The label stays with the first piece of text: a label at the end of a message would say nothing."""
    pieces = [markdown(piece) for piece in split_text(part.text, PIECE_LENGTH, escaped_length)]
    yield [section(f"*{escape(part.voice.value)}*"), *pieces[:1]]
    for piece in pieces[1:]:
        yield [piece]
    for sources in contexts(_sources(part.citations)):
        yield [sources]


def _sources(citations: Sequence[Citation]) -> list[str]:
    """One line a place: two quotes from one place have one source."""
    return list(dict.fromkeys(escape(source_line(citation)) for citation in citations))


def notice(blocks: Sequence[Block]) -> str:
    """What a notification says of these blocks: the beginning of their words, then their first source."""
    words = unescape(" ".join(block["text"] for block in blocks if block["type"] == "markdown"))
    sources = [element["text"] for block in blocks if block["type"] == "context" for element in block["elements"]]
    return fallback(" ".join([shortened(words, WORDS_IN_A_NOTICE), *map(unescape, sources[:1])]))


def _not_found(answer: Answer) -> Message:
    places = [shortened(place, PLACE_LENGTH) for place in answer.nearest[:PLACES_OFFERED]]
    lines = [NOT_FOUND, *(["近い見出し: " + " / ".join(places)] if places else []), TRY_THIS]
    note = [context([escape(answer.note)])] if answer.note else []
    return Message(fallback("\n".join(lines)), (*(section(escape(line)) for line in lines), *note))
