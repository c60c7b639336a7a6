from __future__ import annotations

import math
import sqlite3
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.lexical import PAIR, SCHEMA, WORD, Terms, WordsIndex

TERMS = st.text(alphabet="資源町人", min_size=1, max_size=2)
COUNTS = st.dictionaries(TERMS, st.integers(1, 4), max_size=5).map(Counter)
PASSAGES = st.dictionaries(
    st.integers(1, 30), st.builds(lambda words, pairs: Terms({WORD: words, PAIR: pairs}), COUNTS, COUNTS), max_size=8
)


def new_index() -> tuple[WordsIndex, sqlite3.Connection]:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.executescript(SCHEMA)
    return WordsIndex(connection), connection


def bm25(passages: dict[int, Terms], number: int, asked: dict[str, float], kind: str) -> float:
    """The formula as in the books (Robertson's, with the + 1 that keeps rarities above zero), k1 = 0.9, b = 0.4."""
    mean = sum(each.counts[kind].total() for each in passages.values()) / len(passages)
    mine = passages[number].counts[kind]
    score = 0.0
    for term, weight in asked.items():
        holding = sum(term in each.counts[kind] for each in passages.values())
        rarity = math.log(1 + (len(passages) - holding + 0.5) / (holding + 0.5))
        if term in mine:
            norm = 0.9 * (1 - 0.4 + 0.4 * mine.total() / mean)
            score += weight * rarity * mine[term] * (0.9 + 1) / (mine[term] + norm)
    return score


@settings(max_examples=100)
@given(PASSAGES, st.dictionaries(TERMS, st.sampled_from([1.0, 0.8]), max_size=4), st.sampled_from([WORD, PAIR]))
def test_scores_are_those_of_bm25(passages: dict[int, Terms], asked: dict[str, float], kind: str) -> None:
    index, connection = new_index()
    index.add(passages)
    scores, rarity = index.scores(kind, asked, 30)
    for number in passages:
        assert scores[number] == pytest.approx(bm25(passages, number, asked, kind), rel=1e-4)
    assert not any(scores[number] for number in set(range(31)) - passages.keys())
    assert rarity.keys() == asked.keys()
    connection.close()


@settings(max_examples=100)
@given(PASSAGES, PASSAGES)
def test_taking_out_what_was_put_in_leaves_no_trace(first: dict[int, Terms], second: dict[int, Terms]) -> None:
    second = {number + 100: terms for number, terms in second.items()}
    plain, plain_connection = new_index()
    plain.add(first)
    index, connection = new_index()
    index.add(first)
    index.add(second)
    index.remove(second)
    totals = "SELECT * FROM term_totals WHERE passages > 0 ORDER BY kind"
    for rows in ("SELECT * FROM terms ORDER BY term", totals):
        assert connection.execute(rows).fetchall() == plain_connection.execute(rows).fetchall()
    connection.close()
    plain_connection.close()


@settings(max_examples=100)
@given(PASSAGES, PASSAGES, st.dictionaries(TERMS, st.just(1.0), min_size=1, max_size=3))
def test_what_is_hidden_is_as_if_it_were_not_there(
    seen: dict[int, Terms], hidden: dict[int, Terms], asked: dict[str, float]
) -> None:
    hidden = {number + 100: terms for number, terms in hidden.items()}
    alone, alone_connection = new_index()
    alone.add(seen)
    index, connection = new_index()
    index.add(seen)
    index.add(hidden)
    scores, rarity = index.scores(WORD, asked, 130, hidden)
    assert rarity == pytest.approx(alone.scores(WORD, asked, 130)[1])
    assert not scores[sorted(hidden)].any()
    assert index.unheard(asked, hidden) == alone.unheard(asked)
    assert index.spread(sorted(asked), hidden) == alone.spread(sorted(asked))
    connection.close()
    alone_connection.close()


@settings(max_examples=50)
@given(PASSAGES, st.dictionaries(TERMS, st.just(1.0), min_size=1, max_size=3))
def test_it_does_not_matter_in_which_order_passages_came(passages: dict[int, Terms], asked: dict[str, float]) -> None:
    together, one_connection = new_index()
    together.add(passages)
    one_by_one, other_connection = new_index()
    for number in sorted(passages, reverse=True):
        one_by_one.add({number: passages[number]})
    assert together.scores(WORD, asked, 30)[0] == pytest.approx(one_by_one.scores(WORD, asked, 30)[0])
    one_connection.close()
    other_connection.close()


def test_a_term_nobody_holds_is_the_rarest() -> None:
    index, connection = new_index()
    index.add({1: Terms.of("資源を探す"), 2: Terms.of("資源を使う")})
    _, rarity = index.scores(WORD, {"資源": 1.0, "探す": 1.0, "宇宙": 1.0}, 2)
    assert rarity["資源"] < rarity["探す"] < rarity["宇宙"]
    connection.close()


def test_an_empty_index_scores_nothing_and_does_not_stumble() -> None:
    index, connection = new_index()
    scores, rarity = index.scores(WORD, {"資源": 1.0}, 0)
    assert scores.tolist() == [0.0]
    assert rarity["資源"] > 0
    connection.close()


def test_a_question_of_a_thousand_terms_is_scored() -> None:
    index, connection = new_index()
    index.add({1: Terms({WORD: Counter(t999=1), PAIR: Counter()})})
    scores, _ = index.scores(WORD, {f"t{n}": 1.0 for n in range(1_200)}, 1)
    assert scores[1] > 0
    connection.close()


def test_words_and_pairs_are_counted_apart() -> None:
    index, connection = new_index()
    index.add({1: Terms({WORD: Counter(資源=1), PAIR: Counter()})})
    assert index.scores(PAIR, {"資源": 1.0}, 1)[0][1] == 0
    connection.close()
