"""Who a document is for by many decisions: looked up, and the same as by going through all of them."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.keeping import document_limits
from bot.keeping.document_limits import CLOSED, OPEN, Decision, Reach, Reaches
from knowledge.editions import same_work
from knowledge.types import DocumentInfo

# Some are editions of one work, some differ in nothing but their publisher, and some have no name beside their edition.
TITLES = ("手引き", "手引き（令和7年度）", "手引き 第2版", "たより", "たより vol.3", "令和7年度", "")
PUBLISHERS = ("", "みほん町", "みほん町（改訂版）", "となり町", "令和7年度")
REACHES = (OPEN, CLOSED, Reach(False, frozenset({"C1"})), Reach(False, members=frozenset({"U1"})))
DOCUMENTS = st.builds(
    lambda id_, title, publisher: DocumentInfo(id_, f"/{id_}", title, publisher=publisher),
    st.sampled_from("abcdefgh"),
    st.sampled_from(TITLES),
    st.sampled_from(PUBLISHERS),
)
DECISIONS = st.lists(
    st.builds(Decision, DOCUMENTS, st.sampled_from(REACHES), st.integers(1, 3), st.sampled_from(["U8", "U9"])),
    max_size=8,
    unique_by=lambda each: each.document.id,
)


def by_going_through(document: DocumentInfo, decisions: Sequence[Decision], without: Reach) -> Decision:
    """The rule as it is told: the decision about it, else the latest about another edition, else `without`."""
    for each in decisions:
        if each.document.id == document.id:
            return Decision(document, each.reach, each.version, each.by)
    for each in decisions:
        if same_work(each.document, document):
            return Decision(document, each.reach, 0, each.by)
    return Decision(document, without)


@given(DECISIONS, st.lists(DOCUMENTS, min_size=1, max_size=8), st.sampled_from([OPEN, CLOSED]))
def test_looking_up_finds_what_going_through_all_decisions_finds(
    decisions: Sequence[Decision], documents: Sequence[DocumentInfo], without: Reach
) -> None:
    reaches = Reaches(decisions, without)
    for document in documents:
        assert reaches.of(document) == by_going_through(document, decisions, without)


def test_no_document_is_held_against_the_decisions_about_other_works(monkeypatch: pytest.MonkeyPatch) -> None:
    held: list[tuple[str, str]] = []

    def noted(one: DocumentInfo, other: DocumentInfo) -> bool:
        held.append((one.id, other.id))
        return same_work(one, other)

    monkeypatch.setattr(document_limits, "same_work", noted)
    decided = [Decision(DocumentInfo(f"d{n}", "", f"その{n}の手引き"), CLOSED, 1) for n in range(50)]
    reaches = Reaches(decided, OPEN)
    later = [DocumentInfo(f"n{n}", "", f"その{n}の手引き（令和8年度）") for n in range(50)]
    assert [reaches.of(each).reach for each in [*later, DocumentInfo("x", "", "たより")]] == [CLOSED] * 50 + [OPEN]
    assert held == [(f"d{n}", f"n{n}") for n in range(50)]
