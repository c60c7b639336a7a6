"""One freely written line → the fields of a note, by rules. What is not understood stays in 内容."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from knowledge.resources import about, contact, cost, privacy, when, where
from knowledge.resources.line import REACH, TAKEN, Line, Span
from knowledge.resources.model import ResourceNote

_HEAD = re.compile(
    r"^(?!(..)\1)(?:から|まで|にて|では|での|のみ|[での:・~〜@&]|[にはがを](?![ぁ-ん])|に(?=[おご]))+(?=\S)"
)
_FOOT = re.compile(r"(?:にて|では|から|[でにはがをとへや・:~〜@&-])+$")
_SAYS = re.compile(
    r"(?:をやっています|をやってます|をしています|をしてます|があります|が開かれています|を開いています|です)$"
)
_FILLER = re.compile(
    r"(?:から|まで|にて|では|での|で|に|の|は|が|を|と|も|へ|や|どうぞ|です|ます|あり|など|等|予定|[\W_])+"
)
_GENERIC = re.compile(
    r"(?:サークル|教室|クラブ|カフェ|サロン|食堂|居場所|送迎|配達|宅配|体操|配食|販売|移動スーパー|例会)$"
)
_DESCRIBES = re.compile(r"[・がを]|(?:あり|可|OK|制|援助|持参|中止|交流|付き|体験|歓迎|対応|集合|さん|所|店|院|社)$")
_SHORT = 8  # characters; a second word up to this length is a name, a longer one says what is done


def parse(line_text: str, today: date) -> ResourceNote:
    """The note that `line_text` tells; days without a year are counted from `today`.

    Every word of the line is in one of the fields. The name is empty only where no words are left for it.
    """
    line = Line(line_text)
    kind = about.take_kind(line)
    url, email = contact.take_addresses(line)
    postal_code = where.take_postal_code(line)
    phones = contact.take_phones(line)
    money, yen = cost.take_cost(line)
    time_of = when.take_when(line, today)
    told_by, named = about.take_told_by(line), about.take_name(line)
    joining = about.take_joining(line)
    who = contact.take_contact(line)
    provider = about.take_provider(line)
    audience = about.take_audience(line)
    place = where.take_named_place(line)
    address = where.take_address(line)
    about.take_empty_labels(line)
    place = place or where.take_place(line, has_name=bool(named or provider))
    name, offers = _name_and_rest(line, named)
    if not name:
        name, provider = provider, ""
    town, town_code = where.municipality(address, postal_code)
    note = ResourceNote(
        name=name,
        kind=kind,
        offers=offers,
        topics=about.topics_of(line.text),
        provider=provider,
        audience=audience,
        when=line.joined(time_of.spans),
        weekdays=time_of.weekdays,
        weeks=time_of.weeks,
        starts_at=time_of.starts_at,
        ends_at=time_of.ends_at,
        on_date=time_of.on_date,
        place=place,
        address=address,
        postal_code=postal_code,
        municipality=town,
        municipality_code=town_code,
        cost=line.joined(money),
        cost_yen=yen,
        contact=who.text.strip() if who else "",
        phones=tuple(dict.fromkeys(phones)),
        email=email,
        url=url,
        how_to_join=joining,
        told_by=told_by,
    )
    return privacy.guarded(note)


def _name_and_rest(line: Line, named: str) -> tuple[str, str]:
    words = [each for each in map(_trimmed(line), line.segments()) if each.text and not _FILLER.fullmatch(each.text)]
    if not named and words:
        first = words.pop(0)
        named = first.text
        if words and (joint := _joint(line, first, words[0])):
            named = joint.format(named, words.pop(0).text)
    return named, " ".join(each.text for each in words)


def _trimmed(line: Line) -> Callable[[Span], Span]:
    # Only what hangs on a taken word is a particle: a name may well begin or end with で or と.
    def trim(segment: Span) -> Span:
        text = segment.text
        if line.left[: segment.start].endswith((TAKEN, REACH)):
            text = _HEAD.sub("", text)
        if line.left[segment.end :].startswith((TAKEN, REACH)):
            text = _FOOT.sub("", text)
        return Span(segment.start, segment.end, _SAYS.sub("", text) or text)

    return trim


def _joint(line: Line, first: Span, second: Span) -> str:
    between, after = line.left[first.end : second.start], line.left[second.end :]
    if between == "(" and after.startswith(")"):
        return "{}({})"
    generic = _GENERIC.search(first.text) and not between.strip() and len(second.text) <= _SHORT
    return "{} {}" if generic and not _DESCRIBES.search(second.text) else ""
