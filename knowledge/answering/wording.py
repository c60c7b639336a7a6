"""Does a text hold what a statement says? Word by word, with what handbooks and colleagues say for one another."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from knowledge.answering.wordings import GROUPS, LIGHT, OPPOSITES, REVERSED, STRONG, TURNED, UNDOING
from knowledge.glossary import Glossary
from knowledge.japanese import Token, fold, plain, tokens

_KANJI = re.compile(r"[一-龥々]")
_OF_ONE_PIECE = re.compile(r"[ァ-ヶー]+|[a-z0-9.]+")
_NAMING = frozenset({"名詞", "接頭辞"})
_ACTING = frozenset({"動詞", "形容詞", "形状詞"})
# After these a noun of doing is a thing: 「補助があります」, not 「補助します」.
_NAMED = frozenset({"は", "が", "を", "も"})
# One verb or adjective may be the speaker's own, of many words a fifth.
_OWN_WORDS = 1
_OWN_SHARE = 0.2
_SHORTEST = 3
# Characters that many verbs are made with say nothing of their own: 話し合う, 問い合わせる.
# In front of another character these make something else of it: 公開 is not 開く, 再開 neither.
_QUALIFYING = frozenset("公私非未無再全半準副専兼自他")
_HELPING = frozenset("合出入上下付取込切立掛見行来")
# 「してから」 is after; 「これから」 is not.
_AFTER = re.compile(r"(?<=[一-龥ぁ-ん])([てで])から(?!は|も|の)")
_SAME_BODY = frozenset({"国", "国庫", "政府"})
# 前日 and 後日 are days, nothing that is done before or after.
_IN_TIME = frozenset("前後")
_SHORT_NAME = 2
_PART_OF = "{name}[的化性]|(?<=[一-龥ァ-ヶ]){name}(?=[一-龥ァ-ヶ])"
# 「①」 counts the lines of a list, nothing in it.
_NUMBERED = re.compile("[①-⑳㈠-㈩]")
_LISTED = re.compile(r"[^、。「」()\s]+(?:・[^、。「」()\sのはがをにでとも]+)+")
_NOT_ALWAYS = re.compile(r"限(?:ら|り)(?:な|ま)|必ずしも|とは言え|とはいえ|わけでは|訳では")
_SOMETIMES = re.compile(
    r"必ずしも|場合|こと(?:も|が)あ|かもしれ|可能性|それぞれ|違|異な|いつも|常に|とは言え|とはいえ|わけでは|訳では"
)


@dataclass(frozen=True, slots=True)
class Content:
    """A word that says something. `acts` where it is a verb, an adjective, or a noun with する."""

    surface: str
    normal: str
    parts: tuple[str, ...]
    acts: bool


@dataclass(frozen=True, slots=True)
class Held:
    """What a text holds: its words in normal form, its letters, and the groups of wordings its words belong to."""

    forms: frozenset[str]
    text: str
    groups: frozenset[int]

    def beside(self, other: Held) -> Held:
        """What both texts hold."""
        return Held(self.forms | other.forms, f"{self.text}\n{other.text}", self.groups | other.groups)


def content(text: str) -> list[Content]:
    """The words of `text` that say something, in order; figures are not among them."""
    found = tokens(plain(text))
    return [
        Content(each.surface, each.normal, each.parts, _acts(found, place))
        for place, each in enumerate(found)
        if _says(each)
    ]


@lru_cache(maxsize=256)
def held(text: str) -> Held:
    """What `text` holds."""
    found = tokens(plain(text))
    forms = {form for each in found for form in (each.surface, each.normal, *each.parts)}
    groups = {number for form in forms for number in GROUPS.get(form, ())}
    return Held(frozenset(forms), re.sub(r"\s", "", fold(text)), frozenset(groups))


def in_the_words_of(statement: str, source: str, glossary: Glossary) -> str:
    """`statement` with names of the glossary put as `source` has them, where it has them."""
    said, there = fold(_NUMBERED.sub(" ", statement)), fold(source)
    for group in glossary.names:
        here = next((name for name in group if name in there and _by_itself(name, there)), None)
        for name in sorted(group, key=len, reverse=True):
            if here and name in said and name not in there:
                said = said.replace(name, here)
    return said


def _by_itself(name: str, text: str) -> bool:
    """Whether a short name is a word of `text`: 包括 is none in 包括的 and 地域包括ケア."""
    return len(name) > _SHORT_NAME or name in re.sub(_PART_OF.format(name=re.escape(name)), "", text)


def unheld(words: Sequence[Content], source: Held, around: Held) -> list[Content]:
    """The words that neither the source nor what stands around it holds."""
    return [each for each in words if not holds(source, each) and not _named_in(around, each)]


def says_more(words: Sequence[Content], source: Held, around: Held) -> bool:
    """Whether `words` tell something that the source does not: a name too many is enough, a verb may be one's own."""
    missing = unheld(words, source, around)
    if any(not each.acts or each.normal in UNDOING or _reverses(source, each) for each in missing):
        return True
    return len(missing) > (max(_OWN_WORDS, _OWN_SHARE * len(words)) if len(words) >= _SHORTEST else 0)


def turns_round(statement: str, source: str) -> bool:
    """Whether a word of `statement`, however light, is the opposite of one of `source`, and not in it: 前 for 後."""
    there = held(_AFTER.sub(r"\1の後", source))
    said = held(_AFTER.sub(r"\1の後", statement)).forms - there.forms
    return any(TURNED[form] & there.forms for form in said if form in TURNED and not _in_other_form(there, form))


def _in_other_form(source: Held, form: str) -> bool:
    """急に where the source has 急増, 国 where it has 国庫."""
    if form in _SAME_BODY:
        return bool(_SAME_BODY & source.forms)
    return (
        len(form) == 1
        and form not in _IN_TIME
        and any(each.startswith(form) and _KANJI.fullmatch(each[1:]) for each in source.forms)
    )


def lists_more(statement: str, source: Held) -> bool:
    """Whether 「A・B・C」 of a statement holds a thing that the source does not name, however light a word it is."""
    listed = [thing for found in _LISTED.findall(fold(statement)) for thing in found.split("・")]
    return any(
        token.surface not in source.text and not holds(source, Content(token.surface, token.normal, token.parts, False))
        for thing in listed
        for token in tokens(thing)
        if token.part[0] == "名詞" and token.part[1] != "数詞"
    )


def too_strong(statement: str, source: str) -> bool:
    """Whether 必ず, すべて, だけ, 禁止 are said where the source is milder, or 「とは限らない」 is left out."""
    said, there = fold(statement), fold(source)
    if _NOT_ALWAYS.search(there) and not (_NOT_ALWAYS.search(said) or _SOMETIMES.search(said)):
        return True
    return any(re.search(strong, said) and not re.search(carried_by, there) for strong, carried_by in STRONG.items())


def holds(source: Held, word: Content) -> bool:
    """Whether the source says the word, in its own wording or in one that means the same."""
    if _is_there(source, word.normal, word.surface) or source.groups & GROUPS.get(word.normal, frozenset()):
        return not _turned_round(source, word)
    if word.parts and all(part in LIGHT or _part_is_there(source, part) for part in word.parts):
        return True
    return _by_its_kanji(source, word)


def _named_in(around: Held, word: Content) -> bool:
    return _is_there(around, word.normal, word.surface)


def _is_there(source: Held, normal: str, surface: str) -> bool:
    """As a word, or inside a longer one; katakana and Latin letters only whole (no フォーマル in インフォーマル)."""
    if normal in source.forms or surface in source.forms:
        return True
    return len(surface) > 1 and surface in source.text and not _OF_ONE_PIECE.fullmatch(surface)


def _part_is_there(source: Held, part: str) -> bool:
    """場づくり where the source has 場を用意する."""
    return _is_there(source, part, part) or bool(source.groups & GROUPS.get(part, frozenset()))


def _turned_round(source: Held, word: Content) -> bool:
    """The source has the word's opposite and not the word itself."""
    return not _is_there(source, word.normal, word.surface) and _reverses(source, word)


def _reverses(source: Held, word: Content) -> bool:
    return any(_is_there(source, other, other) for other in REVERSED.get(word.normal, frozenset()))


def _by_its_kanji(source: Held, word: Content) -> bool:
    """開催 for 開く, 参加者 for 参加する人: what acts shares a character with a word there, a name all of them."""
    own = [each for each in _KANJI.findall(word.normal) if not (word.acts and each in _HELPING)]
    if not own or any(each in _QUALIFYING and each not in source.text for each in own):
        return False
    if not word.acts:
        return len(own) > 1 and all(each in source.text for each in own)
    return any(
        each in form and not _opposed(word.normal, form) for each in own for form in source.forms if _KANJI.search(form)
    )


def _opposed(one: str, other: str) -> bool:
    return (
        any(frozenset((mine, theirs)) in OPPOSITES for mine in _KANJI.findall(one) for theirs in _KANJI.findall(other))
        or frozenset((one, other)) in OPPOSITES
    )


def _says(token: Token) -> bool:
    if token.normal in LIGHT or token.surface in LIGHT or token.part[1] == "数詞":
        return False
    if token.part[0] in _NAMING:
        return re.search(r"\w", token.surface) is not None
    return token.part[0] in _ACTING and token.part[1] != "非自立可能"


def _acts(found: Sequence[Token], place: int) -> bool:
    token = found[place]
    if token.part[0] in _ACTING:
        return not _OF_ONE_PIECE.fullmatch(token.surface)
    following = found[place + 1] if place + 1 < len(found) else None
    return token.part[2] == "サ変可能" and following is not None and following.surface not in _NAMED
