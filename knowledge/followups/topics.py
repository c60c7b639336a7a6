"""What a question was about, and how something further is asked of that."""

from __future__ import annotations

import re

from knowledge.followups.phrases import Phrase, Sentence, acts, counted, is_aspect, numbers
from knowledge.followups.reading import DETAIL, FollowUp

_DEFINES = re.compile(
    r"(?:とは|って|というのは|は)?(?:、)?(?:何|なに|なん|どういう(?:もの|こと|意味)|どんな(?:もの|こと))?(?:のこと)?(?:です|でしょう)?(?:か|の)?[?？。]*$"
    r"|(?:を|について)(?:教えて|説明して)"
)
_OF_IT = ("は", "って", "とは", "なら")
_DOING = re.compile(r"(?:する|した|している)の|する(?:に|とき|時|場合)|し(?:たら|て)")
_MARKED = re.compile(r"は|って")
_NAMES = re.compile(r"とは|って|というのは")
# What each step away from the likeliest topic counts.
_FURTHER_CHAIN, _ASPECT, _SHORTER = 0.25, 0.3, 0.1


def topics(asked: Sentence, *, with_aspect: bool = False) -> list[tuple[str, float]]:
    """What the question was about, with how likely that is (at most 1): its names from the left, the first chain first.

    An aspect at the end (協議体の役割) belongs to what was asked, not to the topic, unless `with_aspect`.
    """
    found: dict[str, float] = {}
    named = _NAMES.match(asked.text(asked.chains[0][-1].end)) is not None if asked.chains else False
    for number, chain in enumerate(asked.chains):
        for last, phrase in enumerate(chain):
            aspect = last > 0 and not with_aspect and _is_aspect(asked, phrase, named=named)
            cost = _FURTHER_CHAIN * number + _SHORTER * (len(chain) - 1 - last) + _ASPECT * aspect
            found.setdefault(asked.text(chain[0].start, phrase.end), 1.0 - cost)
        if with_aspect and number and _MARKED.match(asked.text(chain[-1].end)):  # 内的資源を把握するツール
            found.setdefault(asked.text(asked.chains[0][0].start, chain[-1].end), 1.0 + _SHORTER / 2)
        if done := _done_to(asked, chain[-1]):
            done_to = f"{asked.text(chain[0].start, chain[-1].end)}の{done}"
            found.setdefault(done_to, 1.0 - _FURTHER_CHAIN * number + _SHORTER)
    return sorted(found.items(), key=lambda each: -each[1])


def _is_aspect(asked: Sentence, phrase: Phrase, *, named: bool) -> bool:
    """Whether a phrase at the end of a chain is asked of the rest; `named` says that the question is what it is."""
    words = asked.words[phrase.start : phrase.end]
    if counted(words) is not None:
        return not numbers(words) and not named
    return is_aspect(asked.named(phrase))


def _done_to(asked: Sentence, phrase: Phrase) -> str:
    """What is done to what a phrase names (更新 of 「記録を更新するのはいつ」), empty where nothing is."""
    following = next((each for each in asked.phrases if each.start == phrase.end + 1), None)
    if following is None or asked.text(phrase.end, phrase.end + 1) != "を" or not acts(asked, following):
        return ""
    return asked.named(following) if _DOING.match(asked.text(following.end)) else ""


def asked_of(topic: str, said: FollowUp, *, of: bool = False) -> str:
    """What was said, asked of a topic; `of` where it was said that it is of it (その費用)."""
    if said.head is None:
        link = "について、" if DETAIL.match(said.text) else "は"
        return f"{topic}{link}{said.text}"
    if said.particle == "と" and not said.bare:
        return f"{topic}と{said.text}"
    if acts(said.sentence, said.head[0]):
        return f"{topic}を{said.text}"
    if of or said.tell or (said.bare and (said.particle or is_aspect(said.name))):
        return f"{topic}の{said.text}"
    if said.particle in (*_OF_IT, "を") and (is_aspect(said.name) or _how_many(said)):
        return f"{topic}の{said.text}"
    return f"{topic}について、{said.text}" if said.particle in _OF_IT else f"{topic}は{said.text}"


def _how_many(said: FollowUp) -> bool:
    name = said.sentence.words[said.head[0].start : said.head[0].end] if said.head else ()
    return counted(name) is not None and not numbers(name)


def defines(asked: Sentence) -> bool:
    """Whether the question asks what something is, and nothing more of it: 「Xとは」「Xって何？」."""
    tail = asked.text(asked.chains[0][-1].end) if asked.chains else ""
    return _DEFINES.match(tail) is not None


def clause(asked: Sentence) -> str:
    """The question up to its first verb, in the verb's basic form (協議体に企業を呼ぶ); empty where it has none."""
    first = asked.phrases[0].end if asked.phrases else 0
    for n, word in enumerate(asked.words):
        if n >= first and word.part == "動詞" and word.basic not in ("つく", "よる", "おく", "ある", "為る"):
            return asked.text(0, n) + word.basic
    return ""
