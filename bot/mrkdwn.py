"""Text between people and Slack: escaping, reading what was typed, splitting what is long. Pure, no I/O."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator

Length = Callable[[str], int]

_MENTION = re.compile(r"<@[A-Z0-9]+(?:\|[^>]*)?>")
_LABELLED = re.compile(r"<(?:[#!]|https?:|mailto:|tel:)[^<>|]*\|([^<>]*)>")
_ADDRESS = re.compile(r"<((?:https?:|mailto:|tel:)[^<>|]*)>")
_SPECIAL = re.compile(r"<[#!][^<>|]*>")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\u2066-\u2069\ufeff]")
_TYPED_COMMAND = re.compile(r"/(?:ask|tsunagi)(?![a-z0-9])", re.IGNORECASE)

_KEPT_WHOLE = re.compile(r"\*\*[^*\n]+\*\*|「[^「」\n]*」|『[^『』\n]*』|（[^（）\n]*）|\([^()\n]*\)|https?://[!-~]+")
_SENTENCE_END = re.compile(r"[。！？!?]+[」』）)]*|(?<=[^0-9])\.(?=\s)")
_PARAGRAPH_END = re.compile(r"\n\s*\n")
_LINE_END = re.compile(r"\n")


def escape(text: str) -> str:
    """`text` so that Slack shows it to the letter: a document's `<!channel>` must never call anybody."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape(text: str) -> str:
    """The inverse of `escape`; the ampersand goes last, so that `&amp;lt;` becomes `&lt;` and no more."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def escaped_length(text: str) -> int:
    """How many characters `text` has once escaped, without building it."""
    return len(text) + 4 * text.count("&") + 3 * (text.count("<") + text.count(">"))


def bold(text: str) -> str:
    """`text` in bold for mrkdwn. Slack wants a word border at both asterisks, which kana don't give."""
    return f"\u200b*{text}*\u200b"


def question_in(text: str) -> str:
    """The question in what Slack delivers: no mentions, entities read, blanks of all widths made one.

    A command that was typed as text (`/ask　質問`, also in full-width letters) goes too. May be empty.
    """
    plain = _without_entities(_MENTION.sub(" ", text))
    return _without_command(_tidy(unescape(plain)))


def words_in(text: str) -> str:
    """What somebody wrote, as plain text: entities read, nothing that calls a whole channel; mentions stay."""
    return _tidy(unescape(_without_entities(text)))


def has_words(question: str) -> bool:
    """Whether there is at least one letter, kana, kanji or digit: `？` alone is no question."""
    return any(char.isalnum() for char in unicodedata.normalize("NFKC", question))


def shortened(text: str, limit: int) -> str:
    """`text` in one line of at most `limit` characters, with … where something was left out."""
    line = " ".join(text.split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def split_text(text: str, limit: int, length: Length = len) -> list[str]:
    """`text` in pieces of at most `limit` by `length`; joined they are `text` again, to the letter.

    Cuts at paragraphs first, then lines, then sentences. What stands in brackets, in bold, or is a link is
    cut only when it is longer than a whole piece. `limit` is at least 5, the longest escaped character.
    """
    if not text:
        return []
    return _packed(_units(text, limit, length, 0), limit, length)


def _without_entities(text: str) -> str:
    text = _LABELLED.sub(lambda found: found.group(1), text)
    text = _ADDRESS.sub(lambda found: found.group(1).removeprefix("mailto:").removeprefix("tel:"), text)
    return _SPECIAL.sub(" ", text)


def _tidy(text: str) -> str:
    lines = (" ".join(line.split()) for line in _INVISIBLE.sub("", text).splitlines())
    return "\n".join(line for line in lines if line)


def _without_command(question: str) -> str:
    """Full-width letters fold one to one, so a match on the folded head says how much of the text to drop."""
    folded = unicodedata.normalize("NFKC", question[: len("/tsunagi") + 1])
    found = _TYPED_COMMAND.match(folded)
    return question[found.end() :].lstrip() if found and len(folded) <= len("/tsunagi") + 1 else question


def _units(text: str, limit: int, length: Length, level: int) -> Iterator[str]:
    if length(text) <= limit:
        yield text
        return
    for unit in _LEVELS[level](text):
        if length(unit) <= limit or level == len(_LEVELS) - 1:
            yield unit
        else:
            yield from _units(unit, limit, length, level + 1)


def _packed(units: Iterable[str], limit: int, length: Length) -> list[str]:
    pieces: list[str] = []
    for unit in units:
        if pieces and length(pieces[-1]) + length(unit) <= limit:
            pieces[-1] += unit
        else:
            pieces.append(unit)
    return pieces


def _cut_after(text: str, ends: Iterable[int]) -> Iterator[str]:
    start = 0
    for end in ends:
        yield text[start:end]
        start = end
    if start < len(text):
        yield text[start:]


def _paragraphs(text: str) -> Iterator[str]:
    return _cut_after(text, [found.end() for found in _PARAGRAPH_END.finditer(text)])


def _lines(text: str) -> Iterator[str]:
    return _cut_after(text, [found.end() for found in _LINE_END.finditer(text)])


def _sentences(text: str) -> Iterator[str]:
    whole = [found.span() for found in _KEPT_WHOLE.finditer(text)]
    ends = [found.end() for found in _SENTENCE_END.finditer(text)]
    return _cut_after(text, [end for end in ends if not any(start < end < stop for start, stop in whole)])


def _phrases(text: str) -> Iterator[str]:
    """What is kept whole, and between that the characters with the marks that belong to them."""
    start = 0
    for found in _KEPT_WHOLE.finditer(text):
        yield from _characters(text[start : found.start()])
        yield found.group()
        start = found.end()
    yield from _characters(text[start:])


def _characters(text: str) -> Iterator[str]:
    held = ""
    for char in text:
        if held and not (_joins(char) or held.endswith("\u200d")):
            yield held
            held = ""
        held += char
    if held:
        yield held


def _joins(char: str) -> bool:
    return char == "\u200d" or unicodedata.category(char) in ("Mn", "Me", "Mc")


_LEVELS: tuple[Callable[[str], Iterator[str]], ...] = (_paragraphs, _lines, _sentences, _phrases, _characters, iter)
