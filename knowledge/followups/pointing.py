"""それ, その, この人, そのとき: words that stand for what was spoken of."""

from __future__ import annotations

import re
from collections.abc import Iterator

from knowledge.followups.phrases import Sentence
from knowledge.followups.reading import FollowUp, read_follow_up
from knowledge.followups.topics import asked_of, clause, topics

# Kinds of things that, pointed at, are the thing itself: この事業 is the 事業 that was spoken of, not one of its own.
_KIND = (
    "人たち|人達|人|方々|事業|制度|会議|取組|取り組み|場所|場|法律|資源|活動|団体|施設|組織|会"
    "|サービス|言葉|用語|仕組み|支援|計画|資料"
)
_ITSELF = re.compile(
    r"(?:それ|これ|そこ|ここ|そちら|こちら|それら|これら)(?=って|とは|は|が|を|に|の|で|も|と|っ|、|$)"
    rf"|(?:その|この|上の|さっきの|先ほどの|今の)(?:{_KIND})(?=って|とは|は|が|を|に|の|で|も|と|、|$)"
)
_OF_IT = re.compile(r"(?:その|この|あの|上の|先ほどの|さっきの|今の|前の)(?=[^はがを])")
_WHEN = re.compile(r"(?:その|この)(?=とき|時(?!間|期)|際|場合)")
_OF_TWO = re.compile("前者|後者")
_OF_EACH = re.compile("それぞれ|両方|両者|お互い")
_AMONG = ("中", "うち", "なか", "内")


def pointing(said: str, asked: Sentence) -> Iterator[tuple[str, float]]:
    """The whole questions that `said` may be, with how likely each is; nothing where it does not point."""
    if (when := _WHEN.search(said)) and clause(asked):
        yield said[: when.start()] + clause(asked) + said[when.end() :], 1.0
    elif (of_two := _OF_TWO.search(said)) and len(asked.chains[0]) > 1:
        one = asked.chains[0][0 if of_two.group() == "前者" else 1]
        yield said[: of_two.start()] + asked.named(one) + said[of_two.end() :], 1.0
    elif _OF_EACH.match(said):
        for topic, likely in topics(asked):
            yield f"{topic}の{said}", likely
    elif itself := _ITSELF.search(said):
        pronoun = itself.group().startswith(("それ", "これ"))
        for topic, likely in topics(asked, with_aspect=pronoun):
            yield said[: itself.start()] + _of_that_kind(itself.group(), asked, topic) + said[itself.end() :], likely
    elif of_it := _OF_IT.search(said):
        rest = read_follow_up(said[of_it.end() :])
        for topic, likely in topics(asked, with_aspect=rest.text.startswith(_AMONG)):
            yield said[: of_it.start()] + _joined(topic, rest), likely


def _joined(topic: str, rest: FollowUp) -> str:
    return f"{topic}の{rest.text}" if rest.text.startswith(_AMONG) or not rest.head else asked_of(topic, rest, of=True)


def _of_that_kind(pointed: str, asked: Sentence, otherwise: str) -> str:
    """この事業 as the 事業 of the question before, also where that is not the likeliest topic."""
    kind = re.sub(r"^(?:その|この|上の|さっきの|先ほどの|今の)", "", pointed)
    same = (asked.named(phrase) for phrase in asked.phrases if asked.words[phrase.end - 1].surface == kind)
    return next(same, otherwise)
