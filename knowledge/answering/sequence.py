"""What comes first, and what of it: cause and effect, means and end, before and after, a thing and its measure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from knowledge.answering.wording import Content, Held, content, held, holds
from knowledge.answering.wordings import LIGHT
from knowledge.japanese import fold, plain, sentences, tokens

_VERB_END = "[うくぐすつぬぶむる]"
# What joins two halves. In an end and before, the second half comes first; 「のため」 may be a cause or an end.
_JOINTS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile("|".join(patterns)))
    for kind, patterns in (
        (
            "cause",
            (
                r"に(?:伴|ともな|とも)(?:う|い|って|なう|なって)、?",
                r"によ(?:り|って)、?(?!異|違|変)",
                r"(?:[たんい]だ?|ない)ために?、?(?!の)",
                r"(?:異な|違|要|かか|[あない])[うる]ため、",
                r"(?<=[すだなるたい])ので、?",
                r"ことで、?",
                r"(?<=[すだるたい])から、",
                r"(?:の)?(?:おかげ|せい|結果)(?:で|、)、?",
            ),
        ),
        (
            "condition",
            (
                rf"{_VERB_END}と(?:、|(?=[^、さしすいとものはき考思共同見言感呼定予]))",
                r"(?<!例)(?<!なけ)[えけげせてべめれ]ば、?",
                r"[ただ]ら、?(?!し)",
                r"なら、",
                r"(?<![んり])では、",
            ),
        ),
        ("case", (r"(?:場合|とき|時|際)(?:に|は|には)?、",)),
        (
            "end",
            (
                rf"{_VERB_END}(?:ための|ために(?:は)?|には)、?",
                r"(?:ことを|を)(?:目指|めざ|目的に|ねら)(?:して|って|し)?、?",
                r"に向け(?:て)?、?",
                rf"{_VERB_END}ように、?",
            ),
        ),
        ("since", (rf"{_VERB_END}ため、",)),
        ("either", (r"のため(?:に)?、?(?!の)",)),
        ("after", (r"(?<=[てで])から、?(?![はもの])", r"[ただの](?:あと|後|のち|うえ|上)(?:[にで])?、?(?!の)")),
        ("then", (r"その(?:結果|後|あと|うえ|上)(?:を(?:もと|基|ふま|踏ま)え?[にて]|[にで])?、?", r"(?<=[てで])、")),
        ("before", (rf"(?:{_VERB_END}|の|ない)前に?、?(?!の)", rf"{_VERB_END}までに?、?")),
    )
)
# Two joints that can be held against each other: whether the halves stand in the same order in both.
_SAME_ORDER: dict[frozenset[str], bool] = {
    **{
        frozenset({kind}): True
        for kind in ("cause", "condition", "case", "end", "since", "either", "after", "before", "then")
    },
    frozenset({"after", "then"}): True,
    frozenset({"cause", "since"}): True,
    frozenset({"cause", "condition"}): True,
    frozenset({"condition", "case"}): True,
    frozenset({"end", "either"}): True,
    frozenset({"after", "before"}): False,
    frozenset({"cause", "end"}): False,
    frozenset({"condition", "end"}): False,
}
_ENDS = "うくぐすつぬぶむるたんいえけげせべめれだ"
# So many words in the other half are enough, also where the first half is no half there.
_MANY = 3
_EMPTY = frozenset(
    {"為る", "有る", "居る", "成る", "出来る", "行く", "来る", "言う", "下さる", "頂く", "貰う", "置く", "因る"}
)
_STOPS = re.compile(r"[、。\n;・]|ほか、")
_BEFORE = re.compile(r"あらかじめ|予め|事前|前もって|(?<![以午])前(?:に|は|の)|先に(?!立)|までに|ないうちに")
_AFTER = re.compile(
    r"(?:その|この|[たの])(?:あと|後)(?=[にでは、])|(?:あと|後)(?:で|から|に(?!は))|後日|事後|のち(?:に|、)|(?<=[てで])から(?![はも])|[た]うえで|た上で|次第、"
)
# What says by itself that one thing comes after another, and all that may say so in other words.
_IN_TURN = re.compile(r"[たの](?:あと|後)[にで]|[うくぐすつぬぶむるの]前に")
_SOME_TIME = re.compile(
    r"あと|後|前|から|先|まず|次|うえ|上で|のち|予め|あらかじめ|までに|以降|終|済|[てで]、|たら|初め|はじめ|最初"
)
_STANDARD = re.compile(r"(?P<less>[^、。\n]{1,30}?)(?<![にで])より(?:も|は)?(?!よ)")
_TOPIC = re.compile(r".*(?<![をて])(?:は|が)")
_EXCEPTION = re.compile(
    r"(?P<but>[^。\n]{2,80}?)(?:を除(?:く|き|い)|以外(?P<too>(?:の[^、。はがを]{1,6})?[にでとへ]?も)?)(?P<rest>[^。\n]*)"
)
_MORE_THAN = re.compile(r"除|以外|ほか|他|別|限ら|いな[いく]|でな[いく]")
_EXCEPTED = re.compile(r"除|以外|ほか|他|だけ|のみ|しか|限|別|いな[いく]|でな[いく]")
_ADVERBS = re.compile(
    r"定期的に|毎(?:年|月|週|日|回)|随時|適宜|原則(?:として|、)?|できるだけ|なるべく|できる限り|可能な限り|必要に応じて?|早(?:め|急)に|速やかに|すみやかに|直ちに"
    r"|(?:年度?|月|週)の(?:初め|始め|はじめ|終わり|途中)に|(?:年度?|月|週)末に|[年月週]に(?:[一二三四五六]|[0-9]+)(?:回|度)"
    r"|あらかじめ|事前に|直接|無料で|有料で|無償で|自由に|同時に|個別に|優先的に|重点的に|集中的に|継続的に|段階的に|積極的に|一時的に|部分的に|一律に|全面的に|一部"
)
_RUN_ENDS = re.compile(r"[。\n]|とともに|ほか、|(?<=[すたるい])が、|ときは|場合は|場合に|ものの|一方")


@dataclass(frozen=True, slots=True)
class _Joined:
    """Two halves of a sentence as the text has them, and what joins them."""

    kind: str
    left: str
    right: str


def of_another_order(statement: str, source: str) -> bool:
    """Whether `statement` may turn round first and then, cause and effect, or more and less of `source`."""
    said, there = fold(plain(statement)), fold(plain(source))
    return (
        _other_time(said, there)
        or _turns_halves(said, there)
        or _turns_standard(said, there)
        or _moves_an_adverb(said, there)
        or _says_it_of_the_exception(said, there)
    )


def _other_time(said: str, there: str) -> bool:
    """Afterwards where the source has beforehand, and the other way round."""
    mine, theirs = ((bool(_BEFORE.search(text)), bool(_AFTER.search(text))) for text in (said, there))
    if mine != theirs and {mine, theirs} == {(True, False), (False, True)}:
        return True
    return _IN_TURN.search(said) is not None and _SOME_TIME.search(there) is None


def _turns_halves(said: str, there: str) -> bool:
    in_source = _joined(there)
    return any(_turned(mine, in_source) for mine in _joined(said))


def _turned(mine: _Joined, in_source: Sequence[_Joined]) -> bool:
    """Whether the halves of some pair there are exchanged in this one, and stand as they are in none."""
    turned = False
    for theirs in in_source:
        same = _SAME_ORDER.get(frozenset({mine.kind, theirs.kind}))
        if same is None:
            continue
        left, right = (theirs.left, theirs.right) if same else (theirs.right, theirs.left)
        straight = _only_in(mine.left, left, right), _only_in(mine.right, right, left)
        crossed = _only_in(mine.left, right, left), _only_in(mine.right, left, right)
        if min(straight) > 0 and sum(straight) >= sum(crossed):
            return False
        turned = (
            turned
            or (min(crossed) > 0 and sum(crossed) > sum(straight))
            or sum(crossed) >= max(_MANY, 3 * sum(straight))
        )
    return turned


def _only_in(text: str, one: str, other: str) -> int:
    """How many words of `text` the one holds and the other does not."""
    return sum(_nearer(word, held(one), held(other)) for word in _words(text))


def _nearer(word: Content, one: Held, other: Held) -> bool:
    """Whether the one holds the word and the other does not, or in other words only."""
    if not holds(one, word):
        return False
    return not holds(other, word) or (word.normal in one.forms and word.normal not in other.forms)


@lru_cache(maxsize=256)
def _joined(text: str) -> tuple[_Joined, ...]:
    return tuple(each for line in sentences(text) for each in _halves(line))


def _halves(line: str) -> Iterator[_Joined]:
    for kind, joint in _JOINTS:
        for match in joint.finditer(line):
            # The verb that a joint begins with belongs to the first half.
            first = _STOPS.split(line[: match.start()] + _end_of_a_verb(match.group()[0]))
            left = next((piece for piece in reversed(first) if piece.strip()), "")
            right = next((piece for piece in _STOPS.split(line[match.end() :]) if _words(piece)), "")
            if _words(left) and right:
                yield _Joined(kind, left, right)


def _end_of_a_verb(letter: str) -> str:
    return letter if letter in _ENDS else ""


def _turns_standard(said: str, there: str) -> bool:
    """Whether the source measures what is the measure here: 「Aより困る」 where it says 「AはBより困る」."""
    standards = [_standard(match["less"]) for match in _STANDARD.finditer(there)]
    if not standards:
        return False
    measured_by, all_of_it = held("\n".join(standards)), held(there)
    return any(
        holds(all_of_it, word) and not holds(measured_by, word)
        for match in _STANDARD.finditer(said)
        for word in _words(_standard(match["less"]))
    )


def _standard(before: str) -> str:
    """What stands before 「より」 without what the sentence is about."""
    return _TOPIC.sub("", before)


def _says_it_of_the_exception(said: str, there: str) -> bool:
    """Whether a sentence speaks of what is excepted there, and does not say that it is."""
    excepted = [match for match in _EXCEPTION.finditer(there) if _words(match["but"])]
    return any(
        _only_in(sentence, match["but"], there[: match.start("but")] + there[match.end("but") :])
        > _only_in(sentence, match["rest"], match["but"])
        for sentence in sentences(said)
        for match in excepted
        if not (_MORE_THAN if match["too"] else _EXCEPTED).search(sentence)
    )


def _moves_an_adverb(said: str, there: str) -> bool:
    """Whether how often, how far or how soon is said of another verb than in the source."""
    for match in _ADVERBS.finditer(said):
        places = [each.end() for each in re.finditer(re.escape(match.group()), there)]
        does = [word for word in _first_acts(said[match.end() :]) if holds(held(there), word)]
        runs = [held(_RUN_ENDS.split(there[place:])[0]) for place in places]
        if runs and does and not any(holds(run, word) for run in runs for word in does):
            return True
    return False


def _first_acts(text: str) -> list[Content]:
    """The verbs of the first clause of `text` that has any."""
    clauses = ([word for word in _words(clause) if word.acts] for clause in _STOPS.split(_RUN_ENDS.split(text)[0]))
    return next((each for each in clauses if each), [])


@lru_cache(maxsize=512)
def _words(text: str) -> tuple[Content, ...]:
    """The words of a half; here a light verb tells halves apart as well as any: 「まとめてから写す」."""
    light = (
        Content(each.surface, each.normal, each.parts, acts=True)
        for each in tokens(text)
        if (each.part[0] == "動詞" or each.part[2] == "サ変可能")
        and {each.normal, each.surface} & LIGHT
        and each.normal not in _EMPTY
    )
    return (*content(text), *light)
