"""The settings of a channel: the form, what is wrong in it, and what became of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from bot.blocks import form_parts as forms
from bot.blocks.message import Block, Message, context, fallback, section
from bot.blocks.resource_parts import fitted, option, plain
from bot.keeping.channel_rules import Editors, Preferred, Rules, Settled
from knowledge.types import DocumentInfo

RULES_WORD = "設定"
RULES_FORM = "channel_rules"
IN_A_CHANNEL = "設定は、チャンネルごとに決めます。決めたいチャンネルで `/tsunagi 設定` と書いてください。"
NO_PEOPLE = "変えてよい人を、ひとり以上選んでください。"
NO_ADMINS = "管理者（ADMINS）がまだ決まっていないので、これは選べません。"
DOCUMENT_GONE = "選んだ資料のなかに、もうない資料があります。もう一度 `/tsunagi 設定` を開いて選びなおしてください。"
AREA_GONE = "選んだ圏域のなかに、いまはないものがあります。もう一度 `/tsunagi 設定` を開いて選びなおしてください。"
NOT_YOURS_ANY_MORE = "この設定を変えられる方が、かわりました。いまの設定は `/tsunagi 設定` で見られます。"
NOT_HERE = "前に選んだ資料に、いまはこのチャンネルで使えないものがあります。保存すると、設定から外れます。"
UNNAMED = "（このチャンネルでは使えない資料）"
MENU = 100  # Block Kit reference: options of a menu, or of one of its groups, of which there may be as many
MOST_OFFERED = MENU * MENU
_DOCUMENTS, _AREAS, _PRIVATE, _FOLLOW_UPS = "documents", "areas", "private", "follow_ups"
_EDITORS, _PEOPLE = "editors", "people"
_YES, _NO = "yes", "no"
_LINE = 300


class RulesSheet(NamedTuple):
    """What the form knows of itself: which channel, which version it began with, where the receipt goes."""

    channel: str
    seen: int
    url: str

    def as_metadata(self) -> str:
        """The form's private metadata."""
        return json.dumps(list(self))

    @staticmethod
    def of(view: Mapping[str, Any]) -> RulesSheet:
        """The sheet of a form that `rules_form` made."""
        return RulesSheet(*json.loads(view["private_metadata"]))


Named = Callable[[Preferred], bool]


def _all_named(_document: Preferred) -> bool:
    return True


class Choices(NamedTuple):
    """What there is to choose from in a channel.

    `named` says whether a document that was chosen before may be named there: it may be limited to others since.
    """

    documents: Sequence[DocumentInfo] = ()
    areas: Sequence[str] = ()
    named: Named = _all_named


def rules_form(sheet: RulesSheet, rules: Rules, choices: Choices, told: str = "") -> Block:
    """The form, filled with `rules`; `told` is mrkdwn that stands above, as after a change by somebody else."""
    blocks = [section(told)] if told else []
    fields = [*_first(rules, choices), *_how(rules), *_who(rules)]
    # Slack keeps what was typed into a field of the same name: where the contents are others, so are the names.
    blocks += [{**each, "block_id": f"{each['block_id']}:{sheet.seen}"} if told else each for each in fields]
    return forms.modal(RULES_FORM, "このチャンネルの設定", sheet.as_metadata(), blocks)


def rules_in(view: Mapping[str, Any], choices: Choices) -> Rules:
    """What was chosen in the form; what is no more among `choices` is left out (see `errors_in`)."""
    chosen = _several(view, _DOCUMENTS)
    editors = next((each for each in Editors if each.name == _chosen(view, _EDITORS)), Editors.EVERYBODY)
    documents = [Preferred(each.id, each.title, each.publisher) for each in choices.documents if each.id in chosen]
    return Rules(
        documents=tuple(documents),
        areas=tuple(each for each in choices.areas if each in _several(view, _AREAS)),
        private=_chosen(view, _PRIVATE) == _YES,
        follow_ups=_chosen(view, _FOLLOW_UPS) == _YES,
        editors=editors,
        people=tuple(sorted(_several(view, _PEOPLE))) if editors is Editors.NAMED else (),
    )


def errors_in(view: Mapping[str, Any], choices: Choices, admins: Collection[str]) -> dict[str, str]:
    """What is wrong with what was chosen, by field."""
    rules, errors = rules_in(view, choices), {}
    if len(rules.documents) < len(_several(view, _DOCUMENTS)):
        errors[_field(view, _DOCUMENTS)] = DOCUMENT_GONE
    if len(rules.areas) < len(_several(view, _AREAS)):
        errors[_field(view, _AREAS)] = AREA_GONE
    if rules.editors is Editors.ADMINS and not admins:
        errors[_field(view, _EDITORS)] = NO_ADMINS
    if rules.editors is Editors.NAMED and not rules.people:
        errors[_field(view, _PEOPLE)] = NO_PEOPLE
    return errors


def refused(view: Mapping[str, Any]) -> dict[str, str]:
    """What to say to somebody who may not change the settings any more; Slack wants it under a field."""
    return {_field(view, _EDITORS): NOT_YOURS_ANY_MORE}


def changed_meanwhile(before: Rules, now: Settled, named: Named) -> str:
    """What somebody else has changed while the form was open, as mrkdwn."""
    title = f"⚠️ 開いているあいだに、<@{now.by}> さんが設定を変えました。"
    return "\n".join([title, *_changes(before, now.rules, named), "下の内容でよければ、もう一度保存してください。"])


def not_yours(settled: Settled, named: Named) -> Message:
    """Who may change the settings, and how they stand."""
    rules = settled.rules
    who = "・".join(f"<@{each}>" for each in rules.people[:5]) if rules.editors is Editors.NAMED else ""
    may = f"{who} さんと管理者の方" if who else "管理者の方"
    lines = [f"• {label}: {words}" for label, words in _told(rules, named)]
    text = "\n".join([f"このチャンネルの設定を変えられるのは、{may}です。いまの設定:", *lines])
    return Message(text, (section(text),))


def settled_message(before: Rules, settled: Settled, named: Named) -> Message:
    """The receipt for the channel: what changed, and by whom."""
    title = f"⚙️ <@{settled.by}> さんが、このチャンネルでのつなぎの設定を変えました。"
    lines = _changes(before, settled.rules, named)
    return Message(fallback("このチャンネルでのつなぎの設定が変わりました。"), (section("\n".join([title, *lines])),))


def _field(view: Mapping[str, Any], name: str) -> str:
    """The block of a field, which has the version behind its name in a form that was shown again."""
    return next((each for each in view["state"]["values"] if each.partition(":")[0] == name), name)


def _chosen(view: Mapping[str, Any], name: str) -> str:
    return forms.chosen_in(view, _field(view, name))


def _several(view: Mapping[str, Any], name: str) -> tuple[str, ...]:
    return forms.several_in(view, _field(view, name))


def _first(rules: Rules, choices: Choices) -> Iterator[Block]:
    here = [each for each in choices.documents if any(one.is_edition(each) for one in rules.documents)]
    if choices.documents:
        # Those that are chosen come into the menu before all others.
        offered = list(dict.fromkeys([*here, *choices.documents]))[:MOST_OFFERED]
        options = {each.id: option(f"{each.title} {each.edition}".rstrip(), each.id) for each in offered}
        menu = _menu(list(options.values()), [options[each.id] for each in here])
        yield forms.field(_DOCUMENTS, "はじめに調べる資料", menu, hint=_FIRST_HINT, optional=True)
    away = [each for each in rules.documents if not any(each.is_edition(one) for one in choices.documents)]
    gone = [each.title for each in away if choices.named(each)]
    if choices.areas:
        areas = {each: option(each, each) for each in choices.areas[:MOST_OFFERED]}
        menu = _menu(list(areas.values()), [areas[each] for each in rules.areas if each in areas])
        yield forms.field(_AREAS, "はじめに案内する圏域", menu, hint=_AREA_HINT, optional=True)
    gone += [each for each in rules.areas if each not in choices.areas]
    if gone:
        names = fitted("」「".join(gone), _LINE)
        words = f"前に選んだ「{names}」は、いまはありません。保存すると、設定から外れます。"
        yield {**context([words]), "block_id": "gone"}
    if not all(choices.named(each) for each in away):
        yield {**context([NOT_HERE]), "block_id": "not_here"}


def _how(rules: Rules) -> Iterator[Block]:
    answers = [option("みんなに見えるように、スレッドで", _NO), option("聞いた人だけに（共有ボタンつき）", _YES)]
    yield forms.field(_PRIVATE, "@tsunagi への答え方", forms.radio(answers, _YES if rules.private else _NO))
    heard = [option("答える", _YES), option("答えない", _NO)]
    chosen = _YES if rules.follow_ups else _NO
    yield forms.field(_FOLLOW_UPS, "スレッドでの続きの質問に", forms.radio(heard, chosen), hint=_FOLLOW_UP_HINT)


def _who(rules: Rules) -> Iterator[Block]:
    options = [option(each.value, each.name) for each in Editors]
    yield forms.field(_EDITORS, "この設定を変えられる人", forms.radio(options, rules.editors.name))
    hint = "「選んだ人」のとき。管理者は、いつでも変えられます。"
    yield forms.field(_PEOPLE, "選んだ人", forms.people_menu(rules.people), hint=hint, optional=True)


def _menu(options: Sequence[Block], chosen: Sequence[Block]) -> Block:
    """A menu; one that is too long for Slack comes in groups, so that nothing is missing in it."""
    element: Block = {"type": "multi_static_select"}
    if len(options) <= MENU:
        element["options"] = list(options)
    else:
        starts = range(0, len(options), MENU)
        element["option_groups"] = [
            {
                "label": plain(f"{start + 1}〜{min(start + MENU, len(options))}件目"),
                "options": list(options[start : start + MENU]),
            }
            for start in starts
        ]
    return {**element, "initial_options": list(chosen)} if chosen else element


def _changes(before: Rules, after: Rules, named: Named) -> list[str]:
    """Each setting that is different, as a line of mrkdwn."""
    pairs = zip(_told(before, named), _told(after, named), strict=True)
    return [f"• {label}: {old} → {new}" for (label, old), (_, new) in pairs if old != new]


def _told(rules: Rules, named: Named) -> list[tuple[str, str]]:
    """Label and words of each setting, as mrkdwn."""
    titles = "、".join(dict.fromkeys(f"「{each.title}」" if named(each) else UNNAMED for each in rules.documents))
    who = "・".join(f"<@{each}>" for each in rules.people[:10]) if rules.editors is Editors.NAMED else ""
    return [
        ("はじめに調べる資料", fitted(titles, _LINE) or "決めない"),
        ("はじめに案内する圏域", fitted("、".join(rules.areas), _LINE) or "決めない"),
        ("答え方", "聞いた人だけに" if rules.private else "みんなに"),
        ("続きの質問", "答える" if rules.follow_ups else "答えない"),
        ("変えられる人", who or rules.editors.value),
    ]


_FIRST_HINT = "ここに書かれていないときだけ、ほかの資料も調べます。"
_AREA_HINT = "「この地域の資源」で、この圏域のものを先に案内します。"
_FOLLOW_UP_HINT = "「聞いた人だけに」のときは、続きの質問には答えません。もう一度 @tsunagi と書いてください。"
