"""What an answer looks like, by the kind of thing that is asked for: an amount, a date, the address of a page."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from knowledge.japanese import fold
from knowledge.question import Kind, Question

_LOOKS: Mapping[Kind, re.Pattern[str]] = {
    Kind.NUMBER: re.compile(r"[0-9０-９]"),
    Kind.DATE: re.compile(r"[0-9０-９]\s*(年|月|日|時)|[上中下]旬|曜|(?<![0-9])(1[89]|20)[0-9]{2}(?![0-9])"),
    Kind.PERSON: re.compile(r"氏|さん|会長|代表|担当"),
    Kind.PLACE: re.compile(r"https?:|市|町|村|会館|センター"),
}
# Asked for by its name, whatever else the question asks.
_ADDRESSES = {
    re.compile("url|リンク|アドレス|サイト|ホームページ|ダウンロード"): re.compile(r"https?:|www\."),
    re.compile("電話|連絡先|問い合わせ先|照会先"): re.compile(r"[0-9]{2,4}-[0-9]{2,4}-[0-9]{3,4}|tel|@"),
}


def looked_for(question: Question) -> Sequence[re.Pattern[str]]:
    """What may be seen where the answer stands, in folded text; empty where it looks like nothing in particular."""
    if question.counted:
        return [question.counted]
    addresses = [address for asked, address in _ADDRESSES.items() if asked.search(question.core)]
    return addresses or [look for kind, look in _LOOKS.items() if kind in question.kinds]


def shows(looks: Sequence[re.Pattern[str]], text: str) -> bool:
    """Whether one of them is seen in a text."""
    folded = fold(text)
    return any(look.search(folded) for look in looks)
