"""The form of a resource note: a short first page, the rest under 「くわしく」; and what was typed into it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from bot.blocks import resource_parts as parts
from bot.blocks.message import Block, section
from knowledge.resources import filling
from knowledge.resources.model import LABELS, IdeaKind, Kind, LegalClass, ResourceNote, State, Visibility

Candidates = Mapping[str, str]  # what a model found for fields that were empty, by the name of the form's field
NO_ANSWER = "（選ばない）"
LONGEST_TEXT = 3_000  # Block Kit reference: a text input holds no more
_AGREED = "あり"
_BY_A_MODEL = "AI が、元の言葉から候補を見つけました。"
_CANDIDATE = "🔍 AI の候補です。確かめてください。"


class Sheet(NamedTuple):
    """What a form knows of itself: which draft, who it will be recorded for, and where the receipt goes.

    `key` is the same from opening to receipt, so that a form sent twice is recorded once. `channel` is where it was
    opened; `url` is the response_url of that place, empty where there is none.
    """

    slot: str
    key: str
    channel: str = ""
    url: str = ""
    whole: bool = False

    def as_metadata(self) -> str:
        """The form's private metadata."""
        return json.dumps(list(self))

    @staticmethod
    def of(view: Mapping[str, Any]) -> Sheet:
        """The sheet of a form that `form_view` made, or of one that followed from it."""
        return Sheet(*json.loads(view["private_metadata"]))


class _Page(NamedTuple):
    """What is on the form: what the note says, what was typed over it, what a model found beside."""

    sheet: Sheet
    note: ResourceNote
    typed: filling.Typed
    topics: Sequence[str]
    candidates: Candidates

    def now(self, name: str) -> str | Sequence[str]:
        return self.typed[name] if name in self.typed else filling.shown_or_default(self.note, name)

    def is_candidate(self, name: str) -> bool:
        return name in self.candidates and self.now(name) == self.candidates[name]


class _Field(NamedTuple):
    name: str
    label: str
    element: Callable[[_Field, _Page], Block]
    hint: str = ""
    long: bool = False
    choices: tuple[str, ...] = ()


def form_view(
    sheet: Sheet,
    note: ResourceNote,
    typed: filling.Typed,
    topics: Sequence[str],
    candidates: Candidates = MappingProxyType({}),
    *,
    kept: bool = False,
) -> Block:
    """The form with what the note says and what was typed already; `kept` where that is an earlier draft.

    Candidates for fields that are empty are offered above; those that have been put in are marked where they stand.
    """
    page = _Page(sheet, note, typed, topics, candidates)
    fields = (*_SHORT, *_REST) if sheet.whole else _SHORT
    blocks = [_kept_note(sheet)] if kept else []
    blocks += _offered(page)
    blocks += [_input(field, page) for field in fields]
    if not sheet.whole:
        blocks.append(parts.actions(parts.button("くわしく", parts.MORE, sheet.slot)))
    return {
        "type": "modal",
        "callback_id": parts.FORM,
        "title": parts.plain("資源メモ"),
        "submit": parts.plain("保存"),
        "close": parts.plain("閉じる"),
        "notify_on_close": True,
        "private_metadata": sheet.as_metadata(),
        "blocks": blocks,
    }


def typed_into(view: Mapping[str, Any]) -> dict[str, str | list[str]]:
    """What stands in the fields of a form, by name."""
    return {
        name: _given(state)
        for name, actions in view["state"]["values"].items()
        for state in actions.values()
        if name in NAMES
    }


def field_for(problem_field: str, view: Mapping[str, Any]) -> str:
    """The field of this form under which a problem of a note's field is shown."""
    there = {block["block_id"] for block in view["blocks"] if block["type"] == "input"}
    wanted = filling.FOUND_IN.get(problem_field, problem_field)
    return wanted if wanted in there else "name"


def _given(state: Mapping[str, Any]) -> str | list[str]:
    if "selected_options" in state:
        chosen = [each["value"] for each in state["selected_options"] or []]
        return chosen if state["type"] != "checkboxes" else (_AGREED if chosen else "なし")
    if "selected_option" in state:
        value = (state["selected_option"] or {}).get("value", "")
        return "" if value == NO_ANSWER else value
    for name in ("selected_users", "selected_conversations"):
        if name in state:
            return list(state[name] or [])
    return str(state.get("selected_date") or state.get("value") or "")


def _kept_note(sheet: Sheet) -> Block:
    text = {"type": "mrkdwn", "text": "前に書きかけたものを開いています。"}
    fresh = parts.button("消して新しく書く", parts.FORGET, sheet.slot)
    return {"type": "section", "text": text, "accessory": fresh}


def _offered(page: _Page) -> list[Block]:
    open_ones = {name: value for name, value in page.candidates.items() if not page.now(name)}
    if not open_ones:
        return []
    labels = {field.name: field.label for field in (*_SHORT, *_REST)}
    found = parts.lines(f"🔍 {labels[name]}: {value}" for name, value in open_ones.items())
    take = parts.button("空いた欄に入れる", parts.TAKE, page.sheet.slot)
    return [section("\n".join([_BY_A_MODEL, *found])), parts.actions(take)]


def _input(field: _Field, page: _Page) -> Block:
    hint = _CANDIDATE if page.is_candidate(field.name) else field.hint
    # Slack keeps what was typed where the ids of a form stay: a new key makes an empty form, and a field that was
    # empty takes a candidate only under another id.
    given = f"given_{page.sheet.key}" + ("_found" if page.is_candidate(field.name) else "")
    block: Block = {
        "type": "input",
        "block_id": field.name,
        "label": parts.plain(field.label),
        "optional": field.name not in _REQUIRED,
        "element": {**field.element(field, page), "action_id": given},
    }
    return {**block, "hint": parts.plain(hint)} if hint else block


def _text(field: _Field, page: _Page) -> Block:
    said = str(page.now(field.name))[:LONGEST_TEXT]
    element: Block = {"type": "plain_text_input", "multiline": field.long, "max_length": LONGEST_TEXT}
    return {**element, "initial_value": said} if said else element


def _choice(field: _Field, page: _Page) -> Block:
    said = str(page.now(field.name)) or NO_ANSWER
    kind = "radio_buttons" if field.name == "kind" else "static_select"
    initial = [each for each in field.choices if each == said]
    options = [parts.option(each, each) for each in field.choices]
    return {"type": kind, "options": options, **({"initial_option": parts.option(said, said)} if initial else {})}


def _topic_menu(field: _Field, page: _Page) -> Block:
    chosen = [parts.option(each, each) for each in page.topics if each in page.now(field.name)]
    options = [parts.option(each, each) for each in page.topics]
    element: Block = {"type": "multi_static_select", "options": options, "placeholder": parts.plain("選んでください")}
    return {**element, "initial_options": chosen} if chosen else element


def _check(field: _Field, page: _Page) -> Block:
    only = parts.option(field.choices[0], _AGREED)
    checked = {"initial_options": [only]} if page.now(field.name) == _AGREED else {}
    return {"type": "checkboxes", "options": [only], **checked}


def _date(field: _Field, page: _Page) -> Block:
    said = str(page.now(field.name))
    return {"type": "datepicker", **({"initial_date": said} if said else {})}


def _people(field: _Field, page: _Page) -> Block:
    chosen = list(page.now(field.name))
    return {"type": "multi_users_select", **({"initial_users": chosen} if chosen else {})}


def _places(field: _Field, page: _Page) -> Block:
    chosen = list(page.now(field.name))
    element: Block = {"type": "multi_conversations_select", "filter": {"include": ["public", "private"]}}
    return {**element, "initial_conversations": chosen} if chosen else element


def _fields(*names: str) -> Iterator[_Field]:
    for name in names:
        yield _Field(name, LABELS[name], _text)


_REQUIRED = frozenset({"name", "kind"})
_SHORT = (
    _Field("name", LABELS["name"], _text),
    _Field("kind", LABELS["kind"], _choice, choices=tuple(each.value for each in Kind)),
    _Field("topics", LABELS["topics"], _topic_menu),
    _Field("when", LABELS["when"], _text, "例: 毎週水曜 13時半"),
    _Field(filling.WHERE, LABELS["place"], _text, "建物の名前や住所"),
    _Field(filling.CONTACT, LABELS["contact"], _text, "例: 代表 0155-22-1234"),
)
_REST = (
    _Field("offers", LABELS["offers"], _text, long=True),
    *_fields("kana", "provider", "audience", "cost", "how_to_join", "url", "area1", "area2"),
    _Field("told_by", LABELS["told_by"], _text),
    _Field("found_on", LABELS["found_on"], _date),
    _Field("state", LABELS["state"], _choice, choices=tuple(each.value for each in State)),
    _Field("legal_class", LABELS["legal_class"], _choice, choices=(NO_ANSWER, *(each.value for each in LegalClass))),
    _Field("idea_kind", LABELS["idea_kind"], _choice, choices=(NO_ANSWER, *(each.value for each in IdeaKind))),
    _Field("idea", LABELS["idea"], _text, long=True),
    _Field("tags", LABELS["tags"], _text, "「、」で区切ります"),
    _Field("links", LABELS["links"], _text, "1行にひとつ", long=True),
    _Field(
        filling.VISIBILITY,
        LABELS["visibility"],
        _choice,
        "おまかせなら、個人に関することは「内部メモ」になります。",
        choices=(filling.BY_THE_RULES, *(each.value for each in Visibility)),
    ),
    _Field("about_person", LABELS["about_person"], _check, choices=("特定の方に関する記録です",)),
    _Field("consent", LABELS["consent"], _check, choices=("同意あり",)),
    _Field(filling.PEOPLE, "関係者（人）", _people, "「関係者限り」のときに見られる方"),
    _Field(filling.PLACES, "関係者（チャンネル）", _places),
)
NAMES = frozenset(field.name for field in (*_SHORT, *_REST))
