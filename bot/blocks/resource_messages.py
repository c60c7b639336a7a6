"""Messages about resources: what was understood, the receipt, what was found."""

from __future__ import annotations

from collections.abc import Sequence

from bot.blocks import resource_parts as parts
from bot.blocks.message import Block, Message, context, fallback, section
from bot.mrkdwn import bold, escape, shortened
from knowledge.resources import showing
from knowledge.resources.duplicates import Twin
from knowledge.resources.model import LABELS, Problem, ResourceNote, State
from knowledge.resources.privacy import Warned

SEARCH_WORD, LIST_WORD = "検索", "一覧"
SHOWN = 5  # notes in one list: what a telephone shows without losing the thread
NOTHING_FOUND = "その言葉に近い資源メモは見つかりませんでした。言い方をかえるか、/resource で記録してください。"
NOTHING_HERE = "資源メモはまだありません。/resource で記録できます。"
DROPPED = "記録をやめました。"
GONE = "この書きかけは、もうありません。"
BY_A_MODEL = "AI が、書かれた言葉から項目の候補を見つけました。確かめてから、保存してください。"
MORE_HINT = (
    "「分野:買い物」「曜日:水」「種類:フォーマル」「状態:休止」「圏域:中央」「公開:内部メモ」を書き足すと絞れます。"
)
_PLAIN_FROM_THE_START = ("found_by", "state")  # who writes it, and that it can be used
_WITHDRAW = parts.confirmation("記録を取り消しますか", "一覧や検索に出なくなります。", "取り消す")


def understood(
    note: ResourceNote,
    key: str,
    problems: Sequence[Problem],
    warned: Sequence[Warned],
    twins: Sequence[Twin],
    added: Sequence[str] = (),
) -> Message:
    """What was read in a line, with the buttons 保存・修正・やめる; `added` are the fields that a model filled."""
    asked = BY_A_MODEL if added else "この内容で記録しますか。"
    blocks = [section(bold(asked)), *_candidates(note, added), *_read(note)]
    blocks += [section("⚠️ " + text) for text in parts.lines(f"「{each.label}」{each.what}" for each in problems)]
    if not problems:
        blocks += warnings(warned, note)
    blocks += _twins(twins, key)
    save = parts.button("別のものとして保存" if twins else "保存", parts.SAVE, key, style="primary")
    rest = (parts.button("修正", parts.FIX, key), parts.button("やめる", parts.DROP, key))
    blocks.append(parts.actions(*(() if problems else (save,)), *rest))
    return Message(fallback(f"「{note.name}」を記録しますか。"), tuple(blocks))


def _candidates(note: ResourceNote, added: Sequence[str]) -> list[Block]:
    """What nobody but a model has read in the line, each by its label."""
    found = parts.lines(f"🔍 {LABELS[each]}: {getattr(note, each)}" for each in added)
    return [section("\n".join(found))] if found else []


def warnings(warned: Sequence[Warned], note: ResourceNote) -> list[Block]:
    """What may concern a person, and who will see it as things stand."""
    if not warned:
        return []
    says = parts.lines(dict.fromkeys(each.says for each in warned))
    reach = f"このままなら「{note.visibility}」として、記録した方と管理者だけに見えます。"
    return [section("⚠️ " + "\n⚠️ ".join(says)), context([reach])]


def receipt(note: ResourceNote, said: str) -> Message:
    """The note as it is recorded, with 修正・取消."""
    undo = parts.button("取消", parts.WITHDRAW, pressed(note), confirm=_WITHDRAW)
    buttons = parts.actions(parts.button("修正", parts.EDIT, note.id), undo)
    return Message(fallback(f"{said}「{note.name}」"), (section(bold(said)), *parts.card(note), buttons))


def results(notes: Sequence[ResourceNote], words: str) -> Message:
    """Notes that were found, each with what can be done with it."""
    if not notes:
        return Message(NOTHING_FOUND, (section(NOTHING_FOUND if words else NOTHING_HERE), context([MORE_HINT])))
    title = f"「{shortened(words, 100)}」に近い資源メモ" if words else "新しく変わった資源メモ"
    blocks: list[Block] = [section(bold(escape(title)))]
    for note in notes:
        blocks += [*parts.card(note), _what_can_be_done(note), {"type": "divider"}]
    return Message(fallback("、".join(note.name for note in notes)), (*blocks[:-1], context([MORE_HINT])))


def pressed(note: ResourceNote) -> str:
    """The value of a button that changes a note: pressing twice at one version is one press."""
    return f"{note.id}:{note.version}"


def _read(note: ResourceNote) -> list[Block]:
    return parts.paragraphs([f"{label}: {text}" for label, text in showing.pairs(note, _PLAIN_FROM_THE_START)])


def _twins(twins: Sequence[Twin], key: str) -> list[Block]:
    blocks = []
    for twin in twins:
        merge = parts.button("これに統合", parts.MERGE, f"{key} {twin.note.id}")
        blocks.append({**section(parts.twin_text(twin)), "accessory": merge})
    return blocks


def _what_can_be_done(note: ResourceNote) -> Block:
    steps = {State.AVAILABLE: ("verify", "pause", "end"), State.PAUSED: ("resume", "end"), State.ENDED: ("resume",)}
    first, *others = [parts.button(parts.STEPS[step], f"resource_{step}", pressed(note)) for step in steps[note.state]]
    return parts.actions(first, parts.button("修正", parts.EDIT, note.id), *others)
