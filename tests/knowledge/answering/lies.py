"""Lies told about true statements, as a careless or malicious model tells them. Each returns the lies it can tell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from knowledge.answering.statements import Statement


@dataclass(frozen=True, slots=True)
class Lie:
    """A false statement, and of which kind it is."""

    kind: str
    statement: Statement


# Longest first where one begins as another does; each is denied, or affirmed, at the end of a statement.
_TURNED = (
    ("ではありません", "です"), ("はありません", "があります"), ("がありません", "があります"), ("できません", "できます"),
    ("なりません", "なります"), ("しません", "します"), ("書きません", "書きます"), ("ません", "ます"), ("ではない", "である"),
    ("必要です", "必要ありません"), ("重要です", "重要ではありません"), ("大切です", "大切ではありません"),
    ("があります", "はありません"), ("もあります", "はありません"), ("あります", "ありません"),
    ("できます", "できません"), ("します", "しません"), ("なります", "なりません"), ("ましょう", "ないでください"),
    ("れます", "れません"), ("めます", "めません"), ("ちます", "ちません"), ("います", "いません"), ("きます", "きません"), ("ります", "りません"),
    ("てください", "ないでください"), ("です", "ではありません"), ("でした", "ではありませんでした"),
)  # fmt: skip
_SWAPPED = (
    ("市町村", "都道府県"), ("都道府県", "市町村"), ("厚生労働大臣", "市町村長"), ("第1層", "第2層"), ("第2層", "第1層"),
    ("民生委員", "保健師"), ("老人クラブ", "町内会"), ("社協", "病院"), ("自助", "公助"), ("互助", "共助"), ("共助", "互助"),
    ("開発", "調整"), ("フォーマルな", "インフォーマルな"), ("内的資源", "フォーマルな資源"), ("住民", "職員"), ("協議体", "町内会"),
    ("高齢者", "子ども"), ("地域包括支援センター", "保健所"), ("国は", "町は"), ("専門職", "住民"), ("KDB", "住民基本台帳"), ("北海道", "東京都"),
)  # fmt: skip
_ADDED = (
    "費用は町が全額を負担します。", "参加には印鑑が必要です。", "申込書は窓口で配っています。", "年齢の制限はありません。",
    "詳しくは電話でお問い合わせください。", "罰則もあります。", "毎週月曜日に開かれます。", "報酬は1回5,000円です。",
)  # fmt: skip
_HARDER = (
    ("望ましいとされています", "義務とされています"), ("場合があります", "ことが必ずあります"), ("ことがあります", "ことが必ずあります"),
    ("ことが多いです", "ことが必ずあります"), ("してもよいとされています", "しなければならないとされています"),
    ("よいでしょう", "必須です"), ("方法があります", "義務があります"), ("にします", "に必ずします"), ("安心です", "必須です"),
)  # fmt: skip
_OTHER_WAY = (
    ("新しい", "古い"), ("増え", "減り"), ("少なく", "多く"), ("先に", "後に"), ("始め", "終え"), ("前に", "後に"), ("有償", "無償"), ("自由に", "強制的に"),
    ("広く", "狭く"), ("公開", "非公開"), ("直営", "民営"), ("全域", "一部"), ("身近な", "遠い"), ("残", "消"), ("つなぐ", "切る"), ("後", "前"),
)  # fmt: skip


def wrong_figures(true: Statement) -> Iterator[Lie]:
    """Each number another one, and each unit another one."""
    for match in re.finditer(r"[0-9][0-9,]*(?:\.[0-9]+)?|[二三四五六七八九](?=つ|年|人|回)", true.text):
        old = match.group()
        new = "四" if old == "三" else "三" if not old[0].isdigit() else _other(old)
        yield Lie("figure", replace(true, text=true.text[: match.start()] + new + true.text[match.end() :]))
    for old, new in (
        ("年度", "か月"),
        ("回", "時間"),
        ("人", "団体"),
        ("か月", "週間"),
        ("万円", "円"),
        ("分", "時間"),
        ("日〜", "日以上"),
    ):
        if re.search(rf"[0-9]{old}", true.text):
            yield Lie("unit", replace(true, text=re.sub(rf"(?<=[0-9]){old}", new, true.text, count=1)))


def invented_quotes(true: Statement) -> Iterator[Lie]:
    """The statement as its own proof, and a quote with a word of its own in it."""
    if true.text not in true.quote:
        yield Lie("invented quote", replace(true, quote="【原文】" + true.text))
    half = len(true.quote) // 2
    yield Lie("invented quote", replace(true, quote=true.quote[:half] + "原則として" + true.quote[half:]))


def wrong_passages(true: Statement, holding: frozenset[int], count: int) -> Iterator[Lie]:
    """The right quote with another passage, and with none; `holding` are the passages that hold the quote."""
    others = [number for number in range(1, count + 1) if number not in holding]
    for number in (*others[:2], 0, count + 7):
        yield Lie("wrong passage", replace(true, passage=number))


def flipped(true: Statement) -> Iterator[Lie]:
    """Yes for no at the end of the statement."""
    for old, new in _TURNED:
        if re.search(rf"{old}。?$", true.text):
            yield Lie("negation", replace(true, text=re.sub(rf"{old}(?=。?$)", new, true.text)))
            return


def swapped_names(true: Statement) -> Iterator[Lie]:
    """Somebody or something else instead of what the quote names."""
    for old, new in _SWAPPED:
        if (
            old in true.text
            and new not in true.text
            and not (old == "フォーマルな" and "インフォーマルな" in true.text)
        ):
            yield Lie("name", replace(true, text=true.text.replace(old, new)))


def other_way_round(true: Statement) -> Iterator[Lie]:
    """The opposite of a word."""
    for old, new in _OTHER_WAY:
        if old in true.text and old in true.quote and new not in true.quote:
            yield Lie("opposite", replace(true, text=true.text.replace(old, new)))


def added(true: Statement, turn: int) -> Iterator[Lie]:
    """Something more than the quote says; another one each turn."""
    yield Lie("addition", replace(true, text=true.text + _ADDED[turn % len(_ADDED)]))


def harder(true: Statement) -> Iterator[Lie]:
    """A duty where the quote has a wish, certainty where it has a chance."""
    for old, new in _HARDER:
        if old in true.text:
            yield Lie("strength", replace(true, text=true.text.replace(old, new)))


def lies_about(true: Statement, turn: int, holding: frozenset[int], count: int) -> Sequence[Lie]:
    """All lies about one true statement."""
    return (
        *wrong_figures(true), *invented_quotes(true), *wrong_passages(true, holding, count), *flipped(true),
        *swapped_names(true), *other_way_round(true), *added(true, turn), *harder(true),
    )  # fmt: skip


def _other(number: str) -> str:
    plain = number.replace(",", "")
    if "." in plain:
        whole, rest = plain.split(".")
        return f"{int(whole) + 1}.{rest}"
    return str(int(plain) + 1 + len(plain))
