"""Names of people in a text, and how a name is read aloud (Sudachi)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import TYPE_CHECKING

from knowledge.tokenizer import tokenizer

if TYPE_CHECKING:
    from sudachipy import Morpheme  # type: ignore[import-untyped, unused-ignore]  # no types in the wheel

_LIMIT = 10_000  # characters; Sudachi raises over 49,149 bytes
_CALLED = r"(?:さん|様|さま|氏|くん|君|ちゃん|先生|夫妻|夫婦|家|宅|邸)"
_NO_PERSON = re.compile(
    r"(?:お?客|皆|みな|お?母|お?父|お?隣|お?医者|お?巡り|お?嫁|お?子|奥|旦那|おじい|おばあ|お?兄|お?姉|職人|業者|委員|"
    r"員|屋|会長|区長|部長|班長|代表|住民|利用者|患者|学生|大家|店長|店主|担当|ドクター|地主|講師|保健師|看護師|民生委員|"
    r"近所|向かい|自|帰|社|在|別|空き|一軒|実|民)$"
)
_ADDRESSED = re.compile(
    rf"([一-龠々ヶァ-ヶー]{{1,5}}|[〇○△□◯]{{2}})(?:さん宅|{_CALLED})(?!さん|[一-龠]{{0,2}}[荘園苑館店])"
)
_KANJI = re.compile("[一-龠]")
_AFTER_NAME = frozenset({"助詞", "助動詞", "補助記号", "空白"})
_SILENT = frozenset({"補助記号", "空白", "記号"})


def people_in(text: str) -> list[str]:
    """The words of `text` that are likely names of people: 田中さん, 佐藤宅, 山田 花子."""
    folded = unicodedata.normalize("NFKC", text)[:_LIMIT]
    found = [_addressed(match) for match in _ADDRESSED.finditer(folded)]
    return list(dict.fromkeys([each for each in found if each] + list(_full_names(folded))))


def surnames_in(text: str) -> list[str]:
    """The words of `text` that are family names, with or without an address; for fields that name a person."""
    folded = unicodedata.normalize("NFKC", text)[:_LIMIT]
    return [each.surface() for each in _tokens(folded) if _is(each, "姓") and len(each.surface()) > 1]


def reading(text: str) -> str:
    """How `text` is read, in katakana without marks: equal for さくらサロン and 桜サロン."""
    folded = unicodedata.normalize("NFKC", text)[:_LIMIT]
    spoken = (each for each in _tokens(folded) if each.part_of_speech()[0] not in _SILENT)
    sounds = "".join(each.reading_form() or each.surface() for each in spoken)
    katakana = "".join(chr(ord(each) + 96) if "ぁ" <= each <= "ゖ" else each for each in sounds)
    return re.sub(r"[\W_]+", "", katakana)


def _addressed(match: re.Match[str]) -> str:
    if _NO_PERSON.search(match[1]) or not (_is_surname(match[1]) or match[0].endswith(("さん", "氏", "様", "さん宅"))):
        return "" if not re.match("[〇○△□◯]", match[1]) else match[0]
    return match[0]


def _is_surname(word: str) -> bool:
    tokens = _tokens(word)
    return bool(tokens) and _is(tokens[-1], "姓")


def _full_names(text: str) -> Iterator[str]:
    tokens = [each for each in _tokens(text) if each.surface().strip()]
    for first, second, after in zip(tokens, tokens[1:], [*tokens[2:], None], strict=False):
        alone = after is None or after.part_of_speech()[0] in _AFTER_NAME  # 小泉八雲記念館 is no person
        if alone and _is(first, "姓") and _is(second, "名") and _KANJI.search(first.surface()):
            yield text[first.begin() : second.end()]


def _is(token: Morpheme, part: str) -> bool:
    speech: tuple[str, ...] = token.part_of_speech()
    return speech[2] == "人名" and speech[3] == part


def _tokens(text: str) -> list[Morpheme]:
    from sudachipy import SplitMode

    return list(tokenizer().tokenize(text, SplitMode.C))
