"""Words as a reader means them: one form for each character, and sentences whole again. Pure.

PDFs carry radicals in place of characters, bullets in private code points and headings spread with spaces;
whoever searches or quotes needs the plain words.
"""

from __future__ import annotations

import re
import unicodedata

# Circled numbers are list marks, superscripts are powers and notes: NFKC would make plain digits of both.
_KEPT = re.compile(r"[\u2460-\u24ff\u2776-\u2793\u3251-\u325f\u32b1-\u32bf\u2070-\u207f\u00b2\u00b3\u00b9…]")

# Radicals that stand for a whole character and that NFKC leaves alone (CJK Radicals Supplement).
_RADICALS = str.maketrans(
    "⺒⺕⺜⺝⺠⺧⺩⺪⺫⺬⺮⺶⺼⺽⻁⻄⻆⻇⻊⻑⻗⻘⻝⻞⻡⻣⻤⻨⻩⻫⻭⻯⻲",
    "巳彐日月民牛王疋目示竹羊肉臼虎西角角足長雨青食食首骨鬼麦黄斉歯竜亀",
)

# Bullets of the Wingdings and Symbol fonts, which text extraction hands out as private code points.
_SYMBOLS = {
    0xF0B7: "•", 0xF0A7: "▪", 0xF06C: "●", 0xF06D: "○", 0xF06E: "■", 0xF06F: "□", 0xF0A8: "□", 0xF071: "□",
    0xF075: "◆", 0xF076: "❖", 0xF0D8: "➢", 0xF0E8: "➔", 0xF0E0: "→", 0xF0F0: "⇨", 0xF0FC: "✓", 0xF0FE: "☑",
    0xF0AB: "★", 0xF09F: "•", 0xF077: "◆", 0xF0D5: "➢",
}  # fmt: skip
_UNSEEN = re.compile(
    r"[\u0000-\u0008\u000e-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff\ufffe\uffff]"
)

_CJK = r"[\u3005-\u3007\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]"
_ALL_SPACED = re.compile(rf"^{_CJK}(?:[ \t]+{_CJK})+$")
_SOME_SPACED = re.compile(rf"(?<!\S){_CJK}(?:[ \t]{_CJK}){{2,}}(?!\S)")
_SPACED_ORDINAL = re.compile(r"第[ \t]*(\d+|[一二三四五六七八九十]+)[ \t]*([部編章節条項回版号期])(?=\s|$)")
_SPACES = re.compile(r"[ \t\u00a0]+")
_LATIN_END = re.compile(r"[!-~]$")
_LATIN_START = re.compile(r"^[!-~]")


def one_form(text: str) -> str:
    """`text` in NFKC, where radicals are characters and font bullets are bullets; ①, ² and … stay as they are."""
    pieces, at = [], 0
    text = _UNSEEN.sub("", text.translate(_RADICALS).translate(_SYMBOLS))
    for kept in _KEPT.finditer(text):
        pieces += [unicodedata.normalize("NFKC", text[at : kept.start()]), kept.group()]
        at = kept.end()
    return "".join([*pieces, unicodedata.normalize("NFKC", text[at:])])


def joined_letters(line: str) -> str:
    """`line` with headings that are spread letter by letter (目 次, は じ め に) drawn together."""
    line = line.strip()
    if _ALL_SPACED.match(line):
        return re.sub(r"\s+", "", line)
    line = _SOME_SPACED.sub(lambda spread: re.sub(r"\s+", "", spread.group()), line)
    return _SPACED_ORDINAL.sub(r"第\1\2", line)


def tidy(text: str) -> str:
    """`text` in one form, each line stripped, letter-spacing joined, empty lines gone."""
    lines = (joined_letters(_SPACES.sub(" ", line)) for line in one_form(text).splitlines())
    return "\n".join(line for line in lines if line)


def joined_lines(first: str, second: str) -> str:
    """Two lines of one sentence as one: Japanese without a space, Latin words with one, hyphens kept."""
    if _LATIN_END.search(first) and _LATIN_START.search(second) and not first.endswith("-"):
        return f"{first} {second}"
    return first + second


def is_cjk(character: str) -> bool:
    """Whether `character` is kana, kanji or Japanese punctuation, which stand without spaces between them."""
    return "\u2e80" <= character <= "\u9fff" or "\uf900" <= character <= "\ufaff" or "\uff00" <= character <= "\uffef"


def without_leaders(line: str) -> tuple[str, bool]:
    """`line` of a table of contents without its dots, and whether there were any."""
    bare = re.sub(r"\s*(?:[.․…‥・·]\s*){5,}\s*(?=\d*\s*$)", " ", line)
    return (bare.strip(), bare != line)
