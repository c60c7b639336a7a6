"""What a question asks for: its core words, its kind, and other names for what it names."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum

from knowledge.counting import things_asked_for
from knowledge.errors import QuestionError
from knowledge.glossary import Glossary, Named
from knowledge.japanese import Token, fold, noun_morphemes, pairs, tokens, words
from knowledge.question_words import FORMS, FRAME
from knowledge.spelling import Mended
from knowledge.thesaurus import Term, written_for

# Longer ones are pasted documents; the embedding model reads about 700 characters.
LONGEST = 2_000
# What another name of a thing counts against its own.
OTHER_NAME = 0.8
Mend = Callable[[str], tuple[str, tuple[Mended, ...]]]
_LETTER = re.compile(r"\w")
_HIRAGANA = re.compile(r"[ぁ-ん]")
_POLITE = re.compile(
    r"(を|について|に関して|って)?(、)?(詳しく|簡単に|もう少し|もっと)?"
    r"(教えて|説明して|知りたい|聞きたい|お願い|示して|挙げて)(ください|下さい|ほしい|欲しい|くれますか|もらえますか|いただけますか|します)?(です|のですが|んですが)?$"
    r"|(なの)?(でしょう|です|ます|ました)?(か|かね|かな|っけ)$"
)


class Kind(StrEnum):
    """The kinds of question; a question may be of several."""

    LIST = "list"
    DEFINITION = "definition"
    DIFFERENCE = "difference"
    NUMBER = "number"
    DATE = "date"
    PERSON = "person"
    PLACE = "place"
    YES_NO = "yes_no"


# Where a word of measure is what is asked for, and not only spoken of (人口の減った町).
_ASKED = r"(?=は|って|、|$|[がを]?(?:いく|どの|どれ|何))"
_KINDS: Mapping[Kind, re.Pattern[str]] = {
    Kind.DIFFERENCE: re.compile(
        r"違い|違う|ちがい|異なる|比べ|比較|どう区別|区別は|と[^とは]{1,15}の?(どっち|どちら)(?!か)"
    ),
    Kind.DEFINITION: re.compile(
        r"とは($|何|なに|なん|どん|どういう)|って(何|なに|なん)|定義|意味|どういうもの|どんなもの|何のこと"
    ),
    Kind.NUMBER: re.compile(
        r"いくら|いくつ|何(人|名|件|円|回|か所|ヶ所|カ所|箇所|市町村|種|割|%|パーセント|歳|日|年|個|つ|次|条|項|ページ)|何パー"
        rf"|(?:人数|金額|予算|費用|料金|件数|回数|額){_ASKED}"
        r"|(補助|合格|高齢化|負担|参加)?率は"
    ),
    Kind.DATE: re.compile(r"いつ|何(年|月|日|時(?!間)|曜)|時期|期間|期限|日程|スケジュール|締切|締め切り|日時"),
    Kind.PERSON: re.compile(r"誰|だれ|どなた|担当者|どんな人|名前"),
    Kind.PLACE: re.compile(r"どこ|何処|場所|url|リンク|アドレス"),
    Kind.LIST: re.compile(
        r"役割|役目|機能|仕事|業務|内容|中身|何を(?!目指|めざ|図|ねら|狙)|すること|やること|種類|類型|要素|視点|例(は|を|$)|事例|"
        r"一覧|方法|手順|流れ|ポイント|メリット|何が(あ|含)|どんな(もの|こと|取組|活動)|[0-9一二三四五六七八九]つの|挙げ"
    ),
}
_YES_NO = re.compile(r"(です|ます|でしょう|ました|ません|る|(?<!た)い|の|ない|機関)(か|の|かな|かね)?$")


@dataclass(frozen=True, slots=True)
class Question:
    """A question ready for the search.

    `text` is what the person wrote, `core` the same folded and without its polite ending; `words` and `pairs` are the
    terms to look for with their weight (1 for the question's own, less for other names of the same thing). `subject`
    are its own content words without those that only shape a question, `own_pairs` its own character pairs without
    those that reach over a particle or an ending; `named` and `named_pairs` are those that have other names; `names`
    are the things that have several, `mended` are the names that were written otherwise.
    `phrase` is the longest thing that it names, `counted` what an amount that would answer looks like, `how_many` the
    number of things that it asks for (3 in 「3つの機能」), 0 where it names none. `alike` are terms of its words, each
    with what documents may write for it, `alike_words` the words of the latter, `searched` these and those of `words`.
    """

    text: str
    core: str
    words: Mapping[str, float]
    pairs: Mapping[str, float]
    subject: tuple[str, ...]
    own_pairs: tuple[str, ...]
    kinds: frozenset[Kind]
    other_names: tuple[str, ...] = ()
    named: frozenset[str] = frozenset()
    named_pairs: frozenset[str] = frozenset()
    names: tuple[Named, ...] = ()
    mended: tuple[Mended, ...] = ()
    phrase: str = ""
    counted: re.Pattern[str] | None = None
    how_many: int = 0
    alike: tuple[tuple[Term, tuple[Term, ...]], ...] = ()
    alike_words: frozenset[str] = frozenset()
    searched: frozenset[str] = frozenset()

    def also_held(self, held: AbstractSet[str]) -> frozenset[str]:
        """Those of its own words that are not among `held`, but for which another word stands there (費用 for お金)."""
        if self.alike_words.isdisjoint(held):
            return frozenset()
        terms = (term for term, others in self.alike if any(other <= held for other in others))
        return frozenset().union(*terms) - held - self.named

    def names_for(self, thing: str) -> tuple[str, ...]:
        """A thing as it is written and as it may be: with each other name in the place of the name that stands in it.

        What is left of the thing stays: a passage on 障がい者 says nothing of a 障害者手帳.
        """
        named = ((name, each.others) for each in self.names for name in each.here if name in thing)
        return (thing, *(thing.replace(name, other) for name, others in named for other in others))

    @property
    def to_embed(self) -> str:
        """What stands for the question in the vectors: before it, the telling names of what it calls otherwise (SC)."""
        return " ".join([*(each.telling for each in self.names if each.telling), self.core])


_JOINED = re.compile(r"[のとやな・]")
_SHORTEST_PHRASE = 3
_MONEY = re.compile(rf"いくら|(?:金額|費用|料金|予算|額|単価|報酬|給料|時給|値段){_ASKED}")
_DIGIT = "[0-9〇一二三四五六七八九十百千万]"
_HAS_MONEY = re.compile(rf"{_DIGIT}\s*(円|百万|千円|万円|億)|無料|有料|無償|実費|額[はがも]|10/10|補助率")
_COUNTER = re.compile(
    r"何(人|名|回|件|歳|円|割|%|パーセント|か所|ヶ所|カ所|箇所|市町村|種類|日間?|週間?|か月|ヶ月|年|時間?|分"
    r"|項目|団体|世帯|グループ|地区|点|台|枚|社|校|本|冊|キロ|問|区分|都道府県)"
)
# 「いくつ」 counts what stands beside it, or anything that is counted at all.
_HOW_MANY = re.compile(r"いくつの?([一-龥ァ-ヶー]*)")
_BEFORE_HOW_MANY = re.compile(r"([一-龥ァ-ヶー]+)[はが](?:[^はが]*で)?いくつ")
_ANY_COUNTER = "つ|個|件|か所|ヶ所|カ所|箇所|市町村|団体|グループ|項目|種|本|名|人|社|校|地区|圏域|か国"
# What people say for a counter, and what documents write.
_COUNTERS = {
    **dict.fromkeys(("人", "名"), "人|名"),
    **dict.fromkeys(("か所", "ヶ所", "カ所", "箇所"), "か所|ヶ所|カ所|ケ所|箇所"),
    **dict.fromkeys(("%", "パーセント", "割"), "%|パーセント|割|/"),
    **dict.fromkeys(("か月", "ヶ月"), "か月|ヶ月|カ月|箇月|月"),
    "種類": "種|つ",
}

# What a thing is measured in that people ask for by its name.
_MEASURES = {
    re.compile(f"(人口|人数|会員数){_ASKED}"): rf"{_DIGIT}\s*(人|名|世帯)",
    re.compile("年齢"): rf"{_DIGIT}\s*[歳才]",
    re.compile("率(は|を|$)|割合"): r"[0-9]\s*(%|パーセント|割|/)|分の",
    re.compile("(所|務|迎|業|付)時間(は|を|$)|時刻"): rf"{_DIGIT}\s*[時分]",
    re.compile(f"電話番号{_ASKED}"): r"[0-9]{2,4}-[0-9]{2,4}",
}


def read_question(text: str, glossary: Glossary, mend: Mend | None = None) -> Question:
    """Makes a Question; `mend` puts names from the documents where they were written otherwise.

    Raises QuestionError where there are no words in it, or more than LONGEST characters.
    """
    if len(text) > LONGEST:
        raise QuestionError(
            f"質問が長すぎます（{len(text):,}文字）。", f"{LONGEST:,}文字までにして、聞きたいことを短く書いてください。"
        )
    if not _LETTER.search(text):
        raise QuestionError("質問の言葉が見つかりませんでした。", "「協議体の役割は?」のように書いてください。")
    core = without_politeness(fold(text).strip())
    core, mended = mend(core) if mend else (core, ())
    core = in_usual_spelling(core)
    groups = glossary.named_in(core)
    named, others = (tuple(dict.fromkeys(name for group in groups for name in group[side])) for side in (0, 1))
    subject = tuple(word for word in dict.fromkeys(words(core)) if word not in FRAME and not word.startswith("何"))
    weighted = _weighted(subject, _of_each(words, others))
    alike = tuple(written_for(subject))
    alike_words = frozenset().union(*(other for _, written in alike for other in written))
    return Question(
        text=text,
        core=core,
        words=weighted,
        pairs=_weighted(pairs(core), _telling(_of_each(pairs, others))),
        subject=subject,
        own_pairs=_own_pairs(core),
        kinds=kinds_of(core),
        other_names=others,
        names=tuple(groups),
        named=frozenset(_of_each(words, named)) & frozenset(subject),
        named_pairs=frozenset(_of_each(pairs, named)),
        mended=mended,
        phrase=_phrase(core),
        counted=_counted(core),
        how_many=things_asked_for(core),
        alike=alike,
        alike_words=alike_words,
        searched=alike_words.union(weighted),
    )


def _of_each(read: Callable[[str], list[str]], names: tuple[str, ...]) -> list[str]:
    """What is read in each name by itself: names come again and again, what was read of them is remembered."""
    return [found for name in names for found in read(name)]


def without_politeness(folded: str) -> str:
    """`folded` without question mark and polite ending; the whole where nothing else would be left.

    >>> without_politeness("協議体の役割を教えてください。")
    '協議体の役割'
    """
    bare = folded.rstrip("?!。.、 \u3000")
    core = _POLITE.sub("", bare).rstrip("、 ")
    return core if len(core) > 1 else bare or folded


def in_usual_spelling(core: str) -> str:
    """`core` with the words that name the form of an answer written as they usually are.

    >>> in_usual_spelling("協議体の役わりは")
    '協議体の役割は'
    """
    return "".join(token.normal if _is_form_otherwise(token) else token.surface for token in tokens(core))


def _is_form_otherwise(token: Token) -> bool:
    """Whether it names a form of answer, written otherwise than FORMS has it; 「とき」 is no such name."""
    return token.part[0] == "名詞" and len(token.normal) > 1 and token.normal in FORMS and token.surface not in FORMS


def kinds_of(core: str) -> frozenset[Kind]:
    """The kinds of a question without its polite ending; a yes/no question is one that asks for nothing else."""
    found = {kind for kind, pattern in _KINDS.items() if pattern.search(core)}
    if not found and _YES_NO.search(core) and not re.search("何|なに|どう|なぜ", core):
        found.add(Kind.YES_NO)
    return frozenset(found)


def compared(question: Question) -> tuple[str, ...]:
    """The words of the things whose difference is asked; empty for other questions."""
    if Kind.DIFFERENCE not in question.kinds:
        return ()
    return tuple(word for word in question.subject if not _KINDS[Kind.DIFFERENCE].search(word))


def noun_runs(text: str) -> list[str]:
    """The compounds of `text`: runs of nouns as written, as people name things (生活支援体制整備事業).

    >>> noun_runs("協議体の役割")
    ['協議体', '役割']
    """
    return ["".join(surface for surface, _ in run) for run in noun_morphemes(text)]


def _phrase(core: str) -> str:
    """The longest thing the question names, as it is written: nouns joined by の, the form of the answer left off.

    >>> _phrase("2回目の現地支援の内容")
    '2回目の現地支援'
    """
    phrases, position = [""], 0
    for run in noun_runs(core):
        start = core.index(run, position)
        joined = phrases[-1] and start - position == 1 and _JOINED.fullmatch(core[position:start])
        position = start + len(run)
        if run in FORMS:
            phrases.append("")
        else:
            phrases.append(phrases[-1] + core[start - 1 : position] if joined else run)
    longest = max(phrases, key=len)
    return longest if len(longest) >= _SHORTEST_PHRASE else ""


def _counted(core: str) -> re.Pattern[str] | None:
    """What an amount looks like that answers: with the counter that is asked for, or as money."""
    if _MONEY.search(core):
        return _HAS_MONEY
    for name, measure in _MEASURES.items():
        if name.search(core):
            return re.compile(measure)
    if many := _HOW_MANY.search(core):
        named = _BEFORE_HOW_MANY.search(core)
        beside = [name for name in (many[1], named[1] if named else "") if name]
        counters = [name for name in beside if name in _ANY_COUNTER.split("|")] or [*beside, _ANY_COUNTER]
        return re.compile(rf"{_DIGIT}\s*の?({'|'.join(counters)})")
    found = _COUNTER.search(core)
    return re.compile(rf"{_DIGIT}\s*({_COUNTERS.get(found[1], found[1])})") if found else None


def _own_pairs(core: str) -> tuple[str, ...]:
    things = (run for run in noun_runs(core) if run not in FRAME | FORMS and not run.startswith(("何", "いつ", "いく")))
    inside = (pair for run in things for pair in pairs(run))
    return tuple(dict.fromkeys((*inside, *_telling(pairs(core)))))


def _telling(all_pairs: list[str]) -> list[str]:
    """Character pairs that name something: those with a particle or an ending in them are left to the words."""
    return [pair for pair in all_pairs if not _HIRAGANA.search(pair)]


def _weighted(own: tuple[str, ...] | list[str], others: list[str]) -> dict[str, float]:
    return {**dict.fromkeys(others, OTHER_NAME), **dict.fromkeys(own, 1.0)}
