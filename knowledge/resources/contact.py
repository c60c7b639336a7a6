"""How somebody is reached: telephone numbers, mail and web addresses, and who answers."""

from __future__ import annotations

import re
import unicodedata

import phonenumbers

from knowledge.resources.line import EDGE, REACH, Line, Span

_DASH = r"[-ー−‐–—―]"
_FULL = (
    rf"0\d{{1,4}}\s?(?:{_DASH}|\(|\s\()\s?\d{{1,4}}\s?(?:{_DASH}|\))\s?\d{{3,4}}"
    rf"|0120(?:{_DASH}\d{{2}}){{3}}|\(0\d{{1,4}}\)\s?\d{{1,4}}{_DASH}\d{{3,4}}|0\d{{9,10}}"
)
_LOCAL = rf"\d{{2,4}}{_DASH}\d{{4}}"
_CALL = r"(?<!までに)(?<!まで)(?:電話番号|電話|携帯|TEL|☎|📞|℡)"
_PHONE = re.compile(rf"(?:{_CALL}\s*[:.はへ]?\s*)?(?<![\d〒\-])({_FULL})(?!\d)", re.IGNORECASE)
_LOCAL_PHONE = re.compile(rf"(?:{_CALL}\s*[:.はへ]?\s*|(?<![\w〒\-]))({_LOCAL})(?![\d\-])", re.IGNORECASE)
_FAX = re.compile(rf"(?:FAX|ファックス|ファクス)\s*[:.]?\s*(?:{_FULL}|{_LOCAL})", re.IGNORECASE)
_EMAIL = re.compile(
    r"(?:(?:メール|E-?mail)\s*[:は]?\s*)?([A-Za-z0-9._%+\-]+@[A-Za-z0-9.\-]+\.[A-Za-z]{2,})", re.IGNORECASE
)
_URL = re.compile(r"https?://[!-~]+")
_LABEL = r"(?:連絡先|問い?合わ?せ先?|お問い?合わ?せ先?|窓口)"
_ROLE = (
    r"(?:代表者?|副?会長|自治会長|町内会長|区長|班長|部長|事務局長?|世話人|世話役|担当者?|責任者|リーダー|幹事|店主|民生委員|"
    r"管理人)"
)
_PERSON = r"[一-龠々ぁ-んァ-ヶー]{1,6}?(?:さん|様|氏|先生)?"
_NEAR = r"(?=[\s(、]*\x01)"
_LABELLED = re.compile(rf"{_LABEL}\s*[:は]?\s*((?:{_ROLE}(?:の|[\s:]*))?(?:[^\s、。()\x00\x01]{{1,15}})?)\s*(?={EDGE})")
_BY_ROLE = re.compile(rf"(?<![一-龠])((?:[一-龠]{{0,6}}{_ROLE})(?:[\s:の・]*{_PERSON})?){_NEAR}")
_BY_NAME = re.compile(rf"(?<![一-龠])([一-龠々ぁ-んァ-ヶー]{{1,6}}(?:さん|様|氏|先生)){_NEAR}")
_APPLY = re.compile(rf"(?<=[はへ])\s*({_ROLE}?[\s:の]*[^\s、。()は\x00\x01]{{2,12}}){_NEAR}")


def phones_in(text: str) -> tuple[str, ...]:
    """Every telephone number in `text`, in one spelling, each once; a cell may hold several with words between."""
    line = Line(re.sub(r"[\r\n]+", " ", text))
    line_without_fax = [span for span, _ in line.take_all(_FAX)]
    del line_without_fax
    return tuple(dict.fromkeys(take_phones(line)))


def take_phones(line: Line) -> list[str]:
    """Takes the numbers of `line`, but for those of fax machines."""
    numbers = []
    faxes = [match.span() for match in _FAX.finditer(line.left)]
    for pattern in (_PHONE, _LOCAL_PHONE):
        at = 0
        while match := pattern.search(line.left, at):
            at = match.end()
            if any(start <= match.start() < end for start, end in faxes):
                continue
            line.take_match(match, mark=REACH)
            numbers.append((match.start(), spelled(match[1])))
    return [number for _, number in sorted(numbers)]


def spelled(number: str) -> str:
    """A telephone number as it is usually written, 0155-22-1234; as given where its parts cannot be told."""
    plain = unicodedata.normalize("NFKC", number).strip()
    parts = [part for part in re.split(rf"\s*(?:{_DASH}|\(|\)|\s)\s*", plain) if part]
    if len(parts) > 1:
        return "-".join(parts)
    try:
        parsed = phonenumbers.parse(plain, "JP")
    except phonenumbers.NumberParseException:
        return plain
    if not phonenumbers.is_possible_number(parsed):
        return plain
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)


def take_addresses(line: Line) -> tuple[str, str]:
    """The web address and the mail address of `line`, empty where there is none."""
    urls = [span.text for span, _ in line.take_all(_URL)]
    mails = [match[1] for _, match in line.take_all(_EMAIL, mark=REACH)]
    return (urls[0] if urls else ""), (mails[0] if mails else "")


def take_contact(line: Line) -> Span | None:
    """Who answers: named after a word like 連絡先, or standing before a number with a role or さん."""
    for pattern in (_LABELLED, _BY_ROLE, _BY_NAME, _APPLY):
        match = pattern.search(line.left)
        if match and match[1].strip():
            return line.take_match(match, 1)
    return None
