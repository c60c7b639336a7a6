"""Yes or no: which words of a text are denied, clause by clause.

Some negations deny nothing (しなければならない, だけでなく, かまいません): they are put into plain words first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from knowledge.answering.wording import Content, content
from knowledge.answering.wordings import GROUPS, LIGHT
from knowledge.japanese import Token, fold, plain, tokens

# 「A以外の者には配らない」 and 「Aにしか配らない」 deny nothing of A.
_REST = r"(?P<rest>[^、。]{1,30}?)"
_NOT = r"(?:ては(?:なら|なり|いけ)|こと[はが](?=でき)|)(?:ない|ません)"
_PLAIN: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), plainly)
    for pattern, plainly in (
        (r"(?:なければ|なくては|ないと|ねば)、?(?:なりません|ならない|ならず|いけません|いけない|だめです)", "る必要があります"),
        (r"(?:欠か|欠く)(?:せません|せない|ことのできない|ことはできません)", "必要です"),
        (r"かもしれ(?:ません|ない)", "ことがあります"),
        (r"(?:だけ|のみ|ばかり)(?:では?|に)?(?:なく|ありません|ない|とどまらず)", "と"),
        (r"(?:に限らず|にかかわらず|に関わらず|を問わず|に限られず)", "でも"),
        (r"(?:差し支え|問題)(?:は|が)?(?:ありません|ない|なく)", "できます"),
        (r"問題(?:が|は)?(?:あります|ある)", "できません"),
        (r"(?:構|かま)(?:いません|わない|わず)", "できます"),
        (r"(?:足|た)り(?:ない|なけれ|なかっ|ません)", "不足する"),
        (r"(?:ない|ません)か(?=どうか|[をとのにがも、。?]|$)", "るか"),
        (r"(?<=[うくぐすつぬぶむる])より(?=も?、|も?「)", "のではなく"),
        (r"(?<=[うくぐすつぬぶむる]こと)より(?:も|は)?", "ではなく"),
        (r"少なくとも|少なく(?:ない|ありません)|まもなく|やむを得(?:ない|ず)|とんでもない|申し訳(?:ない|ありません)|思いがけない", ""),
        (r"とは限(?:ら(?:ない|ず)|りません)", "ことはありません"),
        (r"(?:遅滞|滞り|間も|もれ|漏れ)(?:無く|なく)|相違(?:無く|なく)", ""),
        (r"分から(?:ない|ず)|わからない", "不明な"),
        (rf"を(?:超え|上回[らっ])(?:ること[はが]でき)?{_NOT}", "まで"),
        (r"を下(?:回)?ら(?:ない|ません|ず)", "以上"),
        (rf"以外(?!も)(?:の[^、。]{{1,4}}?)?(?:には?|は|を|が|へ|で|とは?|から)?{_REST}{_NOT}", r"だけ\g<rest>ます"),
        (rf"しか{_REST}{_NOT}", r"だけ\g<rest>ます"),
        (r"(?:の|が|も)?(?:なし|無し)(?=[にで])", "がない状態"),
        (r"何(?:も|ら)?(?:でも)?ない", "何もない"),
        (r"ほかならない|に違いない|間違いない|もったいない|つまらない|くだらない", "である"),
    )
)  # fmt: skip
_CLAUSE = re.compile(
    r"[。\n!?！？;]|(?<=ではなく)、?|(?<=でなく)、?|(?<=[すんいた]が)、|けれども?、|ものの、|(?<=なく)、|(?<=ず)、|一方(?:で|は)?、"
)
_DENIES = frozenset({"ない", "ず", "ぬ", "ん", "まい"})
_BARS = re.compile(
    r"不要|不可|禁止|禁じ|無し|なし(?![たてくろにま])|避け|控え|断(?:る|っ|り)|やめ(?:る|て|ます)|いいえ"
)
_PREDICATES = frozenset({"動詞", "形容詞", "形状詞"})
_DOES = frozenset({"為る", "出来る", "致す"})
_BETWEEN = frozenset({"助詞", "助動詞", "接尾辞"})
_HELPING = frozenset({"こと", "もの", "物", "事", "訳", "わけ", "為", "所", "必要", "方", "ほう", "の", "様", "よう"})
# A clause that holds nearly as much of the statement as the best one counts as what it was taken from.
_NEARLY = 0.8


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause: what it says, whether anything in it is denied, whether its end is, and the words of both kinds."""

    words: frozenset[str]
    denies: bool
    ends_denied: bool
    denied: frozenset[str]
    affirmed: frozenset[str]


def contradicts(statement: str, source: str) -> bool:
    """Whether `statement` denies what `source` affirms, or the other way round."""
    said, there = clauses(statement), clauses(source)
    return any(
        _denied_otherwise(clause, there) or (_ends_otherwise(clause, there) and not _of_its_own(clause, there))
        for clause in said
    )


def denies_more(statement: str, source: str) -> bool:
    """Whether `statement` denies something that `source` does not speak of: 「変わらない」 for 「横ばい」 may be right."""
    there = clauses(source)
    return any(_ends_otherwise(clause, there) and _of_its_own(clause, there) for clause in clauses(statement))


@lru_cache(maxsize=256)
def clauses(text: str) -> tuple[Clause, ...]:
    """The clauses of `text` that say something."""
    said = fold(plain(text))
    for pattern, plainly in _PLAIN:
        said = pattern.sub(plainly, said)
    return tuple(_clause(piece) for piece in _CLAUSE.split(said) if re.search(r"\w", piece))


def _denied_otherwise(clause: Clause, there: Sequence[Clause]) -> bool:
    denied = frozenset().union(*(each.denied for each in there))
    affirmed = frozenset().union(*(each.affirmed for each in there))
    return bool(clause.affirmed & denied - affirmed or clause.denied & affirmed - denied)


def _ends_otherwise(clause: Clause, there: Sequence[Clause]) -> bool:
    shares = [_shared(clause.words, each.words) for each in there]
    best = max(shares, default=0)  # 0: nothing of it is there in so many words, so any clause may be meant
    sources = [each for each, share in zip(there, shares, strict=True) if share >= _NEARLY * best]
    if not sources:
        return False
    if clause.denies:
        spoken_of = {word for word in clause.denied if word in LIGHT or _shared(frozenset({word}), _named(there))}
        if spoken_of and spoken_of <= frozenset().union(*(each.denied for each in there)):
            return False
        return not any(each.ends_denied if clause.ends_denied else each.denies for each in sources)
    return all(each.ends_denied for each in sources)


def _of_its_own(clause: Clause, there: Sequence[Clause]) -> bool:
    """Whether nothing of what the clause denies is named there."""
    return bool(clause.denied) and clause.denies and not _shared(clause.denied, _named(there))


def _named(there: Sequence[Clause]) -> frozenset[str]:
    return frozenset().union(*(each.words | each.denied | each.affirmed for each in there))


def _shared(one: frozenset[str], other: frozenset[str]) -> int:
    groups = frozenset().union(*(GROUPS.get(word, frozenset()) for word in other))
    return sum(word in other or bool(GROUPS.get(word, frozenset()) & groups) for word in one)


def _clause(text: str) -> Clause:
    found = tokens(text)
    denying = [place for place, token in enumerate(found) if _denies(found, place)]
    denied = {word for place in denying if not _undone(found, place) for word in _denied_by(found, place)}
    acting = _acting(found) | _last_named(found) | _existing(found, denying)
    bars = _BARS.search(text) is not None
    return Clause(
        words=frozenset(_keys(content(text))),
        denies=bool(denying) or bars,
        ends_denied=(bool(denying) and _ends(found, denying[-1])) or (bars and not denying),
        denied=frozenset(denied),
        affirmed=frozenset(acting - denied)
        if not denying
        else frozenset(acting - denied - _all_before(found, denying)),
    )


def _keys(words: Sequence[Content]) -> Iterator[str]:
    for word in words:
        yield word.normal


def _denies(found: Sequence[Token], place: int) -> bool:
    token = found[place]
    if token.part[0] == "助動詞":
        return token.normal in _DENIES
    return token.part[0] == "形容詞" and token.normal == "無い"


def _denied_by(found: Sequence[Token], place: int) -> set[str]:
    """The word that the negation at `place` denies: the nearest before it that says something."""
    for before in range(place - 1, -1, -1):
        token = found[before]
        if _denies(found, before):  # 「勧めないようにしません」 denies nothing
            return set()
        if token.part[0] in _BETWEEN or token.part[1] == "非自立可能" or token.normal in _HELPING:
            continue
        return {token.normal} if token.part[0] in ("名詞", "動詞", "形容詞", "形状詞") else set()
    return set()


def _undone(found: Sequence[Token], place: int) -> bool:
    """Whether a later negation denies this one."""
    return any(_denies(found, later) and not _denied_by(found, later) for later in range(place + 1, len(found)))


def _all_before(found: Sequence[Token], denying: Sequence[int]) -> set[str]:
    """What 「AたりBたりすることはありません」 denies beside B."""
    listed = [
        place
        for place, token in enumerate(found)
        if token.surface in ("たり", "だり", "や", "とか")
        or (token.surface == "も" and place > 0 and found[place - 1].surface not in ("て", "で"))  # not 「しなくても」
    ]
    return {each.normal for each in found[: denying[-1]]} if listed else set()


def _acting(found: Sequence[Token]) -> set[str]:
    verbs = {each.normal for each in found if each.part[0] in _PREDICATES and each.part[1] != "非自立可能"}
    pairs = pairwise(found)
    return verbs | {one.normal for one, other in pairs if one.part[2] == "サ変可能" and other.normal in _DOES}


def _existing(found: Sequence[Token], denying: Sequence[int]) -> set[str]:
    """The nouns that are said to be there: 「給与があります」."""
    for place, token in enumerate(found):
        is_there = token.normal == "有る" and place > 1 and found[place - 1].surface in ("が", "は", "も")
        if is_there and not any(place < each <= place + 2 for each in denying):
            return {found[place - 2].normal}
    return set()


def _last_named(found: Sequence[Token]) -> set[str]:
    """The noun that the clause ends with: 「…の機関です」."""
    for token in reversed(found):
        if token.part[0] in ("助動詞", "補助記号") or token.surface in ("で", "ある", "か", "ね", "よ"):
            continue
        return {token.normal} if token.part[0] == "名詞" else set()
    return set()


def _ends(found: Sequence[Token], place: int) -> bool:
    return all(
        token.part[0] in ("助詞", "助動詞", "補助記号") or token.normal in ("下さる", "御座る")
        for token in found[place + 1 :]
    )
