"""Documents of one title in the answers that people read in Slack."""

from __future__ import annotations

from bot.listeners.voices import Voices
from knowledge.resources.privacy import Viewer
from knowledge.telling_apart import TellingApart
from knowledge.types import EVERYTHING, Answer, AnswerPart, Citation, DocumentInfo, Found, Passage, Shelf, Voice

DOCUMENTS = [DocumentInfo("d1", "/d/要綱.md", "要綱"), DocumentInfo("d2", "/d/sub/要綱.md", "要綱")]
ASKED = {"question": "協議体の回数", "team": "T1", "user": "U1", "channel": "C1"}


class Quoting:
    """Quotes a line of the first document, whatever is asked."""

    def answer(self, question: str, limit: int = 5, shelf: Shelf = EVERYTHING) -> Answer:
        passage = Passage("d1-1", "d1", "要綱", "", (), "1行目", "年に6回開きます。", 0)
        citation = Citation("要綱", "", "", "1行目", passage.text, passage.id)
        return Answer(question, (AnswerPart(Voice.HANDBOOK, passage.text, (citation,)),), (Found(passage, 1.0),))


class SecondForOne:
    """Hides the second document where others read along."""

    def shelf(self, reader: Viewer, channel: str) -> Shelf:
        return Shelf(frozenset({"d2"})) if reader.in_public else EVERYTHING


def test_a_document_is_told_from_others_of_its_title_that_its_reader_may_know_of() -> None:
    voices = Voices(Quoting(), shelves=SecondForOne(), apart=TellingApart(lambda: DOCUMENTS))
    mine, for_all = voices.answers(ASKED, alone=True)
    assert mine and for_all
    assert [each.title for each in mine.citations] == ["要綱（d/要綱.md）"]
    assert [each.title for each in for_all.citations] == ["要綱"]
    aloud, _ = voices.answers(ASKED, alone=False)
    assert aloud and [each.title for each in aloud.citations] == ["要綱"]
