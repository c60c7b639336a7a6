"""Who acts: the offices, councils, firms and people of a statement must be those of the quote, each in its part."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import combinations

from knowledge.answering.wordings import GROUPS
from knowledge.japanese import fold, plain, sentences, tokens

# What the name of a body ends with.
_HEAD = (
    "センター|協議会|審議会|委員会|評議会|理事会|議会|連合会|広域連合|連合|組合|事務所|保健所|裁判所|役場|役所|省庁|省|庁|厚生局|労働局|支局|局"
    "|知事|大臣|市長|町長|村長|区長|首長|所長|会長|事業者|事業主|事業所|法人|財団|学校|大学|病院|診療所|警察署?|消防署?|ハローワーク|会社|企業|公社|公団|公庫"
    "|クラブ|自治会|町内会|公民館|都道府県|市区町村|市町村|自治体|国|県|市|町|村|区|政府|行政庁"
)
# People who have a part of their own beside the bodies.
_PEOPLE = (
    "民生委員|児童委員|コーディネーター|推進員|アドバイザー|担当者|専門職|ケアマネジャー"
    "|住民|町民|市民|家族|本人|子ども|児童|生徒|先生|世話役|役員|職員|監事|理事|者|員|師|士"
    "|社協|民協|npo|ボランティア|団体|世帯主|施設長|センター長|委員長|理事長|館長|校長|局長|課長"
)
_LETTER = "一-龥々ァ-ヶーa-z0-9"
_NAME = re.compile(rf"(?P<of>[{_LETTER}]*?)(?P<head>{_HEAD})(?![{_LETTER}])")
_ACTOR = re.compile(
    rf"(?P<name>[{_LETTER}]*?(?:{_HEAD}|{_PEOPLE}))(?![{_LETTER}])(?:など|たち|等|の方々?|さん)?(?P<part>[ぁ-ん]*)"
)
_BEFORE_NAMES = re.compile(r"^(?:各|全|同|当|本|現|前|他|両|複数)(?=.{2})|^[0-9]+(?:の|つの|か所の)?")
# How far before its head a name may be spelt out: 福祉に関する事務所.
_SPELT_OUT = 14
_DOES = re.compile(r"と?は|が|も|では|において|で(?!も?き|す|し|あ|な)|なら|だけが|のみが")
_DOING, _FROM, _TO = "は|が", "から", "[にへ](?!は|も|よ|お|つ|限|関)"
# 「決めるのは市町村です」 leaves open what it does.
_BEING = "で(?:す|し|あ)"
_UNDERGOES = re.compile(r"れ(?:ます|る|て|た|、)|もら|受け|頂|いただ|くれ")


@dataclass(frozen=True, slots=True)
class _Parts:
    """Where somebody is named first, and in which parts: doing something, asked, asking, and so on."""

    place: int
    parts: frozenset[str]

    def only(self, part: str, other: _Parts) -> bool:
        """Whether this one has the part and the other has not."""
        return part in self.parts and part not in other.parts


def names_another(statement: str, source: str) -> bool:
    """Whether `statement` names a body that `source` does not, though all parts of its name may stand there."""
    there = re.sub(r"\s", "", fold(plain(source)))
    return any(not _is_named(match, there) for match in _NAME.finditer(fold(plain(statement))))


def exchanges_parts(statement: str, source: str) -> bool:
    """Whether one of two who are named in both does in `statement` what in `source` the other one may do."""
    theirs = _parts(source)
    for sentence in sentences(plain(statement)):
        mine = _parts(sentence)
        both = [each for each in mine if each in theirs]
        if _UNDERGOES.search(sentence) and not _UNDERGOES.search(source):
            continue
        if _answers_for(mine, theirs) or any(_exchanged(mine, theirs, *pair) for pair in combinations(both, 2)):
            return True
    return False


def _is_named(match: re.Match[str], there: str) -> bool:
    whole = _BEFORE_NAMES.sub("", match["of"]) + match["head"]
    if whole in there or _another_name(whole, there):
        return True
    parts = [token.surface for token in tokens(whole[: -len(match["head"])])]
    return any(
        all(part in there[max(head.start() - _SPELT_OUT, 0) : head.start()] for part in parts)
        for head in re.finditer(re.escape(match["head"]), there)
    )


def _another_name(whole: str, there: str) -> bool:
    """政府 for 国: a name of one word has others."""
    mine = GROUPS.get(whole, frozenset())
    return any(mine & numbers and word in there for word, numbers in GROUPS.items()) if mine else False


def _parts(text: str) -> dict[str, _Parts]:
    found: dict[str, _Parts] = {}
    for match in _ACTOR.finditer(fold(text)):
        name = _BEFORE_NAMES.sub("", match["name"])
        before = found.get(name, _Parts(match.start(), frozenset()))
        found[name] = _Parts(before.place, before.parts | {_part(match["part"])})
    return found


def _part(particles: str) -> str:
    if _DOES.match(particles):
        return _DOING
    return next((each for each in (_FROM, _TO, _BEING) if re.match(each, particles)), particles[:1])


def _answers_for(mine: dict[str, _Parts], theirs: dict[str, _Parts]) -> bool:
    """Whether one who is asked or told there asks or tells now."""
    return any(
        name in theirs and parts.only(_DOING, theirs[name]) and _TO in theirs[name].parts
        for name, parts in mine.items()
    )


def _exchanged(mine: dict[str, _Parts], theirs: dict[str, _Parts], name: str, other: str) -> bool:
    """Whether one of them has now the part that the other had there."""
    turned = (mine[name].place < mine[other].place) != (theirs[name].place < theirs[other].place)
    acts_now = any(mine[each].only(_DOING, theirs[each]) for each in (name, other))
    acts_no_more = any(
        theirs[each].only(_DOING, mine[each]) and _BEING not in mine[each].parts for each in (name, other)
    )
    sends_no_more = any(theirs[each].only(_FROM, mine[each]) for each in (name, other))
    swapped = any(
        mine[name].only(part, theirs[name]) and mine[other].only(another, theirs[other])
        for part in theirs[other].parts
        for another in theirs[name].parts
    )
    return (acts_now and (turned or acts_no_more)) or (turned and sends_no_more) or swapped
