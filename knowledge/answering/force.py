"""How firmly a thing is said: a duty, leave, a chance, a rule, a plan, a deed. None of them stands for another.

Nor does what holds in some cases stand for what always holds.
"""

from __future__ import annotations

import re

from knowledge.answering.wording import content, held, holds
from knowledge.japanese import fold, plain, sentences

_DUTY = re.compile(
    r"な(?:ければ|くては)(?:なら|なり|いけ)|ねばな|ないと(?:なら|なり|いけ)|ものとする|ものとし(?!て)|こととする|義務|必須|必要があ|求め(?:られ|てい)|責務"
)
_LEAVE = re.compile(
    r"でき(?:る|ます|れば)|可能|て(?:も|は)(?:よ|良|い|かま|構|差し支え)|任意|自由に|必要に応じ|状況に応じ|望ましい|とよい|と良い|努め|お(?:勧め|すすめ)|ましょう"
)
_CHANCE = re.compile(
    r"(?:こと|場合|とき|例)(?:も|が)(?:あ(?:る|り)|多|少な)|かもしれ|(?:おそれ|恐れ|可能性)(?:も|が)あ|かねない|でしょう|ことがあ|が多(?:い|く)|(?:人|者|町|団体|ところ|所)も(?:いれば|いま|いる|あれば|あり|ある)"
)
_CHANCE_KEPT = re.compile(
    rf"{_CHANCE.pattern}|こと[もが]|もい(?:れば|ま|る)|もあ|かも|おそれ|恐れ|可能|でき|よって|ごとに|違|異な|一部|中には|多|例|とは限ら|原則|一般|ふつう|普通|傾向|やす|がち|と考え|まれに"
)
_RULE = re.compile(
    r"ことにな(?:って|る|りま)|こととされ|ことと(?:なって|定め)|決ま(?:り|って)|必ず|一切|常に|いつも|なければ|義務|ねば|ものとされ|必須|原則"
)
_PLAN = re.compile(
    r"を予定|予定(?:し|で|と|が|。|$)|見込(?:み|ま)|見通し|方針(?:で|と|。)|つもり|(?:検討|計画|準備|調整)(?:中|して(?:い|お))|次第、?[^、。]{0,12}(?:ます|る|予定)|今後|これから"
)
_PLAN_KEPT = re.compile(
    r"予定|見込|見通し|方針|つもり|(?:検討|計画|準備|調整)(?:中|して)|今後|これから|次第|整えば|でき(?:たら|れば)|目指|めざ|に向け"
)
_PAST = re.compile(r"(?:ました|でした)|[たっいんれきしえけせてねべめり]た(?=[。\n」)]|$|そうです|とのこと|ということ)")
_DONE = re.compile(rf"{_PAST.pattern}|もう(?!一|少|す)|すでに|既に|済み|ずみ|完了")
_NOT_PAST = re.compile(r"(?:ます|ません|です|[うくぐすつぬぶむるい])[。」)]*$")
_IN_CASE = re.compile(
    r"(?P<case>[^、。\n]+)(?:(?:とき|場合|際)に?(?:は|のみ|だけ)、?|(?:場合)?に限り、?)(?P<then>[^。\n]+)"
)
_ON_THE_WHOLE = re.compile(r"原則|おおむね|概ね|例外を除|一部を除")
# Where a piece of the source ends that may be more or less certain than the next.
_PIECES = re.compile(r"[。\n]|(?<=ため)、|(?<=ので)、|(?<=[すたるい])が、|ものの、|(?<=多く)、|(?<=おり)、")
_MOSTLY = 0.6
_HALF = 0.5


def of_another_force(statement: str, source: str) -> bool:
    """Whether a sentence says as leave what is a duty, as a rule what may happen, or a plan as done."""
    there = fold(plain(source))
    pieces = [piece for piece in _PIECES.split(there) if re.search(r"\w", piece)]
    return any(
        _grants_a_duty(said, pieces)
        or _drops_a_condition(said, there)
        or _demands_a_leave(said, pieces, there)
        or _makes_certain(said, pieces, there)
        or _tells_as_done(said, pieces, there)
        for said in sentences(fold(plain(statement)))
    )


def _drops_a_condition(said: str, there: str) -> bool:
    """Whether a sentence says always what the source says of some cases."""
    for match in _IN_CASE.finditer(there):
        case, then = content(match["case"]), match["then"]
        mine = held(said)
        if case and not any(holds(mine, word) for word in case) and _covers(said, then, _MOSTLY):
            return True
    return False


def _grants_a_duty(said: str, pieces: list[str]) -> bool:
    if _DUTY.search(said) or not _LEAVE.search(said):
        return False
    return any(_DUTY.search(piece) and not _LEAVE.search(piece) and _covers(said, piece, _HALF) for piece in pieces)


def _demands_a_leave(said: str, pieces: list[str], there: str) -> bool:
    if not (_DUTY.search(said) or _RULE.search(said)) or _DUTY.search(there) or _RULE.search(there):
        return False
    return not _LEAVE.search(said) and any(_LEAVE.search(piece) and _covers(said, piece, _HALF) for piece in pieces)


def _makes_certain(said: str, pieces: list[str], there: str) -> bool:
    chances = [piece for piece in pieces if _CHANCE.search(piece)]
    made_a_rule = _RULE.search(said) and not _RULE.search(there) and not _CHANCE.search(said)
    if made_a_rule and any(_covers(said, piece, _HALF) for piece in chances):
        return True
    if any(not _keeps(said, piece) and _covers(said, piece, _MOSTLY) for piece in chances):
        return True
    return not (_ON_THE_WHOLE.search(said) or _CHANCE_KEPT.search(said)) and any(
        _ON_THE_WHOLE.search(piece) and _covers(said, piece, _MOSTLY) for piece in pieces
    )


def _keeps(said: str, piece: str) -> bool:
    """Whether the sentence leaves it a chance; a word that says so of something else in the piece does not."""
    return bool(
        {each.group() for each in _CHANCE_KEPT.finditer(said)}
        - {each.group() for each in _CHANCE_KEPT.finditer(_CHANCE.sub("", piece))}
    )


def _tells_as_done(said: str, pieces: list[str], there: str) -> bool:
    if _PLAN.search(said):
        return _PAST.search(there) is not None and not _PLAN_KEPT.search(there) and _NOT_PAST.search(there) is None
    if _PLAN_KEPT.search(said):
        return False
    near = [piece for piece in pieces if _covers(said, piece, _HALF)]
    if any(_PLAN.search(piece) and not _PAST.search(piece) for piece in near or pieces):
        return (
            _DONE.search(said) is not None
            or re.search(r"(?:され|られ|れ|て)(?:て)?い(?:ます|る)。?$", said) is not None
        )
    return _PAST.search(said) is not None and not _PAST.search(there) and _NOT_PAST.search(there.strip()) is not None


def _covers(said: str, piece: str, share: float) -> bool:
    """Whether the sentence says so much of what the piece says."""
    words, mine = content(piece), held(said)
    return bool(words) and sum(holds(mine, word) for word in words) >= share * len(words)
