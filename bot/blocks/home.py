"""The Home tab: what can be done without knowing any command, and what waits for this person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.blocks import form_parts as forms
from bot.blocks import resource_parts as parts
from bot.blocks.help import PROMISE, ways
from bot.blocks.message import Block, context, section
from bot.blocks.resource_messages import pressed
from bot.mrkdwn import bold
from knowledge.resources import showing
from knowledge.resources.model import ResourceNote
from knowledge.types import DocumentInfo, Passage

ASK, SEARCH, VERIFY, DROP = "home_ask", "home_search", "home_verify", "home_drop"
ASK_FORM, SEARCH_FORM = "home_ask_form", "home_search_form"
QUESTION, WORDS = "question", "words"
LONGEST_QUESTION = 2_000  # characters: as many as an answer takes into account
LONGEST_WORDS = 200
DRAFTS, NOTES, DUE, DOCUMENTS = 3, 3, 5, 12  # shown of each: a thumb scrolls past few
NOTHING_FOUND = "その言葉に近いものは見つかりませんでした。短い言葉や、別の言い方でお試しください。"
NO_WORDS = "言葉を書いてください。"
_LINE = 150  # characters of a line about one thing: about three on a telephone
_DROPPING = parts.confirmation("書きかけをやめますか", "書いた内容は消えます。", "消す")


@dataclass(frozen=True, slots=True)
class DraftLine:
    """Something begun and not finished: `slot` opens it, `name` may be empty, `day` is when it was kept."""

    slot: str
    name: str
    day: str


@dataclass(frozen=True, slots=True)
class Home:
    """What one person sees.

    `direct` is the id of their conversation with the bot, empty where unknown. `documents` are those they may see.
    `told` is what became of their last press. `office` is for administrators, ready drawn.
    """

    direct: str = ""
    drafts: Sequence[DraftLine] = ()
    due: Sequence[ResourceNote] = ()
    latest: Sequence[ResourceNote] = ()
    documents: Sequence[DocumentInfo] = ()
    records: bool = False
    told: str = ""
    office: Sequence[Block] = ()


def home_view(home: Home) -> Block:
    """The view: at most 100 blocks, by the numbers above and what the office brings."""
    blocks = [section(parts.fitted(home.told, _LINE))] if home.told else []
    blocks += [_buttons(records=home.records), *_drafts(home.drafts), *_due(home.due), *_latest(home.latest)]
    blocks += [*_documents(home.documents), *home.office, *_titled("使い方"), section(PROMISE), section(ways())]
    return {"type": "home", "private_metadata": home.direct, "blocks": blocks}


def ask_form(direct: str) -> Block:
    """One field for a question."""
    element = {"type": "plain_text_input", "multiline": True, "max_length": LONGEST_QUESTION}
    field = forms.field(QUESTION, "ご質問", element, hint="例: 協議体は何をする場ですか")
    return forms.modal(ASK_FORM, "質問する", direct, [field], submit="聞く")


def asked(question: str) -> Block:
    """What takes the place of that form: where the answer will be."""
    blocks = [
        section(f"「{parts.fitted(question, _LINE)}」"),
        section("お調べしています。答えは「メッセージ」（つなぎとのダイレクトメッセージ）に届きます。"),
    ]
    return forms.modal(ASK_FORM, "質問する", "", blocks, submit="")


def search_form(words: str = "", found: Sequence[Block] = ()) -> Block:
    """One field for words, and below what was found with them."""
    element: Block = {"type": "plain_text_input", "max_length": LONGEST_WORDS}
    element |= {"initial_value": words} if words else {}
    field = forms.field(WORDS, "探したい言葉", element, hint="例: 水曜に集まれるところ")
    return forms.modal(SEARCH_FORM, "探す", "", [field, *found], submit="探す")


def found_blocks(notes: Sequence[ResourceNote], passages: Sequence[Passage]) -> list[Block]:
    """Notes and places in documents that were found."""
    if not notes and not passages:
        return [section(NOTHING_FOUND)]
    blocks = _titled("この地域の資源") if notes else []
    for note in notes:
        blocks += parts.card(note)
    blocks += _titled("資料") if passages else []
    return blocks + [_place(each) for each in passages]


def _buttons(*, records: bool) -> Block:
    write = [parts.button("資源を書く", parts.OPEN, "home")] if records else []
    return parts.actions(
        parts.button("質問する", ASK, "home", style="primary"), *write, parts.button("探す", SEARCH, "home")
    )


def _drafts(drafts: Sequence[DraftLine]) -> Iterator[Block]:
    if drafts:
        yield from _titled("書きかけの資源メモ")
    for draft in drafts[:DRAFTS]:
        name = f"「{draft.name}」" if draft.name else "（名前はまだありません）"
        yield section(parts.fitted(f"{name} {_day(draft.day)}", _LINE))
        drop = parts.button("やめる", DROP, draft.slot, confirm=_DROPPING)
        yield parts.actions(parts.button("続ける", parts.GO_ON, draft.slot), drop)
    yield from _more(len(drafts) - DRAFTS, "書きかけ")


def _due(notes: Sequence[ResourceNote]) -> Iterator[Block]:
    if notes:
        yield from _titled("そろそろ確かめたい資源")
    for note in notes[:DUE]:
        verify = parts.button(parts.STEPS["verify"], VERIFY, pressed(note))
        yield {**_note(note, _looked_after(note)), "accessory": verify}
    if notes:
        yield context(["変わっていたら、`/resource 検索 名前` から「修正」してください。"])


def _latest(notes: Sequence[ResourceNote]) -> Iterator[Block]:
    if notes:
        yield from _titled("最近書いた資源")
    for note in notes[:NOTES]:
        yield {**_note(note), "accessory": parts.button("修正", parts.EDIT, note.id)}


def _documents(documents: Sequence[DocumentInfo]) -> Iterator[Block]:
    if documents:
        yield from _titled(f"お答えに使う資料（{len(documents)}件）")
        yield section("\n".join(map(_document, documents[:DOCUMENTS])))
    yield from _more(len(documents) - DOCUMENTS, "資料", "`/tsunagi 資料` ですべて見られます。")


def _document(document: DocumentInfo) -> str:
    edition = f"（{parts.fitted(document.edition, 50)}）" if document.edition else ""
    day = document.fetched or document.taken_in
    return f"• {bold(parts.fitted(document.title, 80))}{edition}{f' {_day(day)}取り込み' if day else ''}"


def _note(note: ResourceNote, remark: str = "") -> Block:
    facts = "／".join(showing.facts(note))
    lines = [bold(parts.fitted(note.name, 80)), parts.fitted(facts, _LINE), remark]
    return section("\n".join(filter(None, lines)))


def _looked_after(note: ResourceNote) -> str:
    if note.verified_at:
        return f"最後に確かめた日: {_day(showing.day(note.verified_at))}"
    return f"記録した日: {_day(showing.day(note.created_at))}"


def _place(passage: Passage) -> Block:
    edition = f"（{passage.edition}）" if passage.edition else ""
    heading = passage.section[-1] if passage.section else ""
    return section(f"{bold(parts.fitted(heading or passage.title, 80))}\n" + _where(passage, edition))


def _where(passage: Passage, edition: str) -> str:
    return parts.fitted(f"{passage.title}{edition} {passage.locator}", _LINE)


def _titled(title: str) -> list[Block]:
    return [{"type": "header", "text": parts.plain(title)}]


def _more(count: int, what: str, where: str = "") -> Iterator[Block]:
    if count > 0:
        yield context([f"{what}はほかに{count}件あります。{where}"])


def _day(day: str) -> str:
    """2026-11-09 as people write it: 2026年11月9日; empty where there is none."""
    return "".join(f"{int(part)}{unit}" for part, unit in zip(day.split("-"), "年月日", strict=True)) if day else ""
