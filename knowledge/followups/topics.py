"""What a question was about, and how something further is asked of that."""

from __future__ import annotations

import re

from knowledge.followups.phrases import Sentence, counted, is_aspect, numbers
from knowledge.followups.reading import DETAIL, FollowUp

_DEFINES = re.compile(
    r"(?:とは|って|というのは|は)?(?:、)?(?:何|なに|なん|どういう(?:もの|こと|意味)|どんな(?:もの|こと))?(?:のこと)?(?:です|でしょう)?(?:か|の)?[?？。]*$"
    r"|(?:を|について)(?:教えて|説明して)"
)
_OF_IT = ("は", "って", "とは", "なら")
# What each step away from the likeliest topic counts.
_FURTHER_CHAIN, _ASPECT, _SHORTER = 0.25, 0.3, 0.1


def topics(asked: Sentence, *, with_aspect: bool = False) -> list[tuple[str, float]]:
    """What the question was about, with how likely that is (at most 1): its names from the left, the first chain first.

    An aspect at the end (協議体の役割) belongs to what was asked, not to the topic, unless `with_aspect`.
    """
    found: dict[str, float] = {}
    for number, chain in enumerate(asked.chains):
        for last, phrase in enumerate(chain):
            words = asked.words[phrase.start : phrase.end]
            how_many = counted(words) is not None and not numbers(words)
            aspect = last > 0 and (how_many or (is_aspect(asked.named(phrase)) and not numbers(words)))
            cost = _FURTHER_CHAIN * number + _SHORTER * (len(chain) - 1 - last) + _ASPECT * (aspect and not with_aspect)
            found.setdefault(asked.text(chain[0].start, phrase.end), 1.0 - cost)
    return sorted(found.items(), key=lambda each: -each[1])


def asked_of(topic: str, said: FollowUp) -> str:
    """What was said, asked of a topic."""
    if said.head is None:
        link = "について、" if DETAIL.match(said.text) else "は"
        return f"{topic}{link}{said.text}"
    if said.particle == "と" and not said.bare:
        return f"{topic}と{said.text}"
    if said.acts(said.head[0]):
        return f"{topic}を{said.text}"
    if said.bare or said.tell or (said.particle in _OF_IT and is_aspect(said.name)):
        return f"{topic}の{said.text}"
    return f"{topic}について、{said.text}" if said.particle in _OF_IT else f"{topic}は{said.text}"


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
