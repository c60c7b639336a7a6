"""Who a document is for: the menu in the list, the form, and what became of it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from bot.blocks import form_parts as forms
from bot.blocks.message import Block, Message, section
from bot.blocks.resource_parts import fitted, option, plain
from bot.keeping.document_limits import Decision, Reach
from knowledge.types import DocumentInfo

LIMIT_ACTION = "limit_document"
LIMIT_LABEL = "公開範囲を変える"
LIMIT_FORM = "document_limit"
ONLY_ADMINS_DECIDE = "資料の公開範囲は、管理者の方だけが決められます。"
NOBODY_CHOSEN = "チャンネルか人を、ひとつ以上選んでください。"
MOST_CHOSEN = 100  # ours: of channels, and of people; more are everybody
TOO_MANY_CHOSEN = f"{MOST_CHOSEN} までにしてください。それより多いときは「みんな」を選んでください。"
_EVERYBODY, _SOME = "everybody", "some"
_WHO, _CHANNELS, _MEMBERS = "who", "channels", "members"
_NAMED = 3  # channels and people told by name in one line
_TITLE = 200


class LimitSheet(NamedTuple):
    """What the form knows of itself: which document, which decision it began with, where the receipt goes."""

    document: str
    seen: int
    channel: str
    url: str

    def as_metadata(self) -> str:
        """The form's private metadata."""
        return json.dumps(list(self))

    @staticmethod
    def of(view: Mapping[str, Any]) -> LimitSheet:
        """The sheet of a form that `limit_view` made."""
        return LimitSheet(*json.loads(view["private_metadata"]))


def limit_menu(documents: Sequence[DocumentInfo]) -> Block:
    """Chooses the document whose 公開範囲 is to be changed."""
    options = [option(f"{each.title} {each.edition}".rstrip(), each.id) for each in documents]
    return {"type": "static_select", "action_id": LIMIT_ACTION, "placeholder": plain(LIMIT_LABEL), "options": options}


def reach_words(reach: Reach) -> str:
    """Who a document is for, in a few words of mrkdwn."""
    if reach.for_everybody:
        return "みんな"
    named = [*(f"<#{each}>" for each in sorted(reach.channels)), *(f"<@{each}>" for each in sorted(reach.members))]
    more = f" ほか{len(named) - _NAMED}" if len(named) > _NAMED else ""
    return f"{'・'.join(named[:_NAMED])}{more} だけ" if named else "まだだれにも見せていません"


def limit_view(sheet: LimitSheet, decision: Decision, wanted: Reach, told: str = "") -> Block:
    """The form, filled with `wanted`; `told` is mrkdwn that stands above, as after a change by somebody else."""
    document = decision.document
    blocks = [section(f"「{fitted(f'{document.title} {document.edition}'.rstrip(), _TITLE)}」")]
    blocks += [section(told)] if told else []
    if not decision.version and not decision.reach.for_everybody and decision.by:
        blocks.append(section("同じ資料のほかの版にならって、いまは見られる人をしぼっています。"))
    choices = [option("みんな", _EVERYBODY), option("選んだチャンネルと人だけ", _SOME)]
    chosen = _EVERYBODY if wanted.for_everybody else _SOME
    hint = "このチャンネルでの質問には、この資料からもお答えします。"
    blocks += [
        forms.field(_WHO, "だれに見せますか", forms.radio(choices, chosen)),
        forms.field(_CHANNELS, "チャンネル", forms.channels_menu(sorted(wanted.channels)), hint=hint, optional=True),
        forms.field(
            _MEMBERS,
            "人",
            forms.people_menu(sorted(wanted.members)),
            hint="ひとりで聞いたとき（DM や /ask）に、この資料からもお答えします。",
            optional=True,
        ),
    ]
    return forms.modal(LIMIT_FORM, "公開範囲", sheet.as_metadata(), blocks)


def reach_in(view: Mapping[str, Any]) -> Reach:
    """What was chosen in the form."""
    if forms.chosen_in(view, _WHO) == _EVERYBODY:
        return Reach()
    channels, members = forms.several_in(view, _CHANNELS), forms.several_in(view, _MEMBERS)
    return Reach(for_everybody=False, channels=frozenset(channels), members=frozenset(members))


def errors_in(reach: Reach) -> dict[str, str]:
    """What is wrong with it, by field."""
    if reach.for_everybody:
        return {}
    if not (reach.channels or reach.members):
        return {_CHANNELS: NOBODY_CHOSEN}
    many = {_CHANNELS: reach.channels, _MEMBERS: reach.members}
    return {name: TOO_MANY_CHOSEN for name, given in many.items() if len(given) > MOST_CHOSEN}


def decided_meanwhile(now: Decision) -> str:
    """What somebody else has decided while the form was open."""
    return (
        f"⚠️ 開いているあいだに、<@{now.by}> さんが公開範囲を「{reach_words(now.reach)}」に変えました。"
        "このまま保存すると、下の内容に変わります。"
    )


def limited(decision: Decision) -> Message:
    """The receipt."""
    document = decision.document
    title = fitted(f"{document.title} {document.edition}".rstrip(), _TITLE)
    said = f"「{title}」の公開範囲を「{reach_words(decision.reach)}」にしました。"
    return Message(said, (section(said),))
