from __future__ import annotations

import dataclasses
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge.resources.database import Database
from knowledge.resources.exchange.importing import carry_out
from knowledge.resources.listing import Filters
from knowledge.resources.model import Kind, ResourceNote, Visibility
from knowledge.resources.privacy import Viewer, visible_to
from knowledge.resources.search import NoteSearch
from knowledge.resources.store import NoteStore
from tests.knowledge.resources.test_open_data import COUNTS, planned
from tests.knowledge.resources.test_privacy import NOTES, VIEWERS

U1 = Viewer("T1", "U1")
SHOPPING = ResourceNote(
    name="とくとく号", offers="移動販売", topics=("買い物",), area2="中央地区", weekdays=("火",), when="毎週火曜",
    team_id="T1", visibility=Visibility.PUBLIC,
)  # fmt: skip
SALON = dataclasses.replace(
    SHOPPING,
    name="ふれあいサロン",
    offers="お茶と体操",
    topics=("居場所・通いの場",),
    weekdays=("水",),
    when="毎週水曜",
)


def searching(store: NoteStore) -> NoteSearch:
    return NoteSearch(store, today=lambda: date(2026, 11, 24))


def names(search: NoteSearch, question: str, viewer: Viewer = U1, filters: Filters | None = None) -> list[str]:
    return [found.note.name for found in search.find(question, viewer, filters)]


def test_a_plain_question_finds_what_helps(store: NoteStore) -> None:
    for note in (SHOPPING, SALON):
        store.add(note, by="U1")
    search = searching(store)
    assert names(search, "中央地区で買い物を手伝ってくれるところは？")[0] == "とくとく号"
    assert names(search, "水曜に体操できるところ")[0] == "ふれあいサロン"


def test_a_search_sees_every_change_recorded_before_it(store: NoteStore) -> None:
    search = searching(store)
    note = store.add(SALON, by="U1")
    assert names(search, "サロン") == ["ふれあいサロン"]
    edited = store.edit(dataclasses.replace(note, name="囲碁の会", offers=""), by="U1")
    assert names(search, "囲碁") == ["囲碁の会"]
    assert names(search, "サロン") == []
    store.withdraw("T1", edited.id, by="U1")
    assert names(search, "囲碁") == []


def test_an_erased_note_is_not_found_again(store: NoteStore) -> None:
    search = searching(store)
    note = store.add(SALON, by="U1")
    assert names(search, "サロン") == ["ふれあいサロン"]
    store.erase("T1", note.id, by="U1")
    assert names(search, "サロン") == []


def test_filters_are_exact(store: NoteStore) -> None:
    for note in (SHOPPING, SALON, dataclasses.replace(SALON, kind=Kind.FORMAL, name="公立サロン")):
        store.add(note, by="U1")
    search = searching(store)
    assert names(search, "中央地区", filters=Filters(topics=("買い物",))) == ["とくとく号"]
    assert names(search, "サロン", filters=Filters(kinds=(Kind.FORMAL,))) == ["公立サロン"]
    assert names(search, "サロン", filters=Filters(weekdays=("日",))) == []


def test_meaning_finds_what_words_do_not(store: NoteStore) -> None:
    note = store.add(SHOPPING, by="U1")
    search = NoteSearch(store, lambda: date(2026, 11, 24), meaning=lambda _team, _question, _limit: [(note.id, 0.9)])
    assert names(search, "食料品がほしい") == ["とくとく号"]
    assert searching(store).find("食料品がほしい", U1) == ()


def test_meaning_does_not_bring_in_notes_of_another_workspace(store: NoteStore) -> None:
    note = store.add(dataclasses.replace(SHOPPING, team_id="T2"), by="U1")
    search = NoteSearch(store, lambda: date(2026, 11, 24), meaning=lambda _team, _question, _limit: [(note.id, 0.9)])
    assert search.find("買い物", U1) == ()


def test_a_question_without_words_finds_nothing(store: NoteStore) -> None:
    store.add(SALON, by="U1")
    assert searching(store).find("？", U1) == ()
    assert searching(store).find("", U1) == ()


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(notes=st.lists(NOTES, min_size=1, max_size=4), viewer=VIEWERS)
def test_no_search_or_list_shows_a_note_its_viewer_may_not_see(
    notes: list[ResourceNote], viewer: Viewer, tmp_path_factory: pytest.TempPathFactory
) -> None:
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('r')}/record.sqlite")
    store = NoteStore(database)
    added = [
        store.add(dataclasses.replace(note, name=f"サロン{n}"), by=note.created_by) for n, note in enumerate(notes)
    ]
    allowed = {note.name for note in added if visible_to(note, viewer)}
    assert {found.note.name for found in searching(store).find("サロン", viewer, limit=10)} == allowed
    assert {note.name for note in store.page(viewer).notes} == allowed
    database.close()


# Asked as coordinators ask; the answer was looked up in the published lists.
QUESTIONS = {
    "仏生山で人が集まれる交流センターは": "高松市仏生山交流センター",
    "男木島で使える施設": "高松市男木交流館",
    "牟礼の南のほうの会館": "高松市牟礼南会館",
    "庵治で温泉やお風呂に入れる健康施設": "庵治ほっとぴあん",
    "シルバー人材センターに仕事を頼みたい": "公益社団法人高松市シルバー人材センター",
    "老人クラブ連合会の事務局の電話": "高松市老人クラブ連合会事務局",
    "子どもを預け合うファミリーサポート 高松": "たかまつファミリー・サポート・センター",
    "牟礼の社会福祉協議会の支所": "社会福祉法人 高松市社会福祉協議会 牟礼支所",
    "国分寺の社協はどこ": "社会福祉法人 高松市社会福祉協議会 国分寺支所",
    "保健所の感染症対策課の番号": "高松市保健所",
    "山田地区の包括支援センター": "地域包括支援センターサブセンター山田（山田総合センター内）",
    "勝賀の包括はどこですか": "地域包括支援センターサブセンター勝賀（ふれあい福祉センター勝賀内）",
    "塩江の西山にあるふれあいセンター": "高松市西山ふれあいセンター",
    "男女共同参画の相談ができるところ": "高松市男女共同参画センター",
    "市民活動を支援してくれるセンター": "高松市市民活動センター",
    "木太北部の会館": "高松市木太北部会館",
    "女木のコミュニティセンター": "高松市女木コミュニティセンター",
    "栗林のコミセン": "高松市栗林コミュニティセンター",
    "白梅荘という老人いこいの家": "老人いこいの家白梅荘",
    "瓦町でフィットネスができる健康ステーション": "高松市瓦町健康ステーション",
    "川部みどり園の連絡先": "香川県立川部みどり園",
    "認知症グループホーム春風荘": "グループホーム春風荘",
    "小規模多機能のたんぽぽの家": "小規模多機能ホームたんぽぽの家",
    "特養シオンの丘": "特別養護老人ホーム シオンの丘ホーム",
    "焼津の福祉会館ウェルシップ": "総合福祉会館（ウェルシップ）",
    "焼津の小泉八雲の記念館": "小泉八雲記念館",
    "ターントクルこども館は何曜日休み": "ターントクルこども館",
    "豊田の地域交流センター": "豊田地域交流センター",
    "港地域交流センターの開館時間": "港地域交流センター",
    "大井川の児童センター とまとぴあ": "大井川児童センター（とまとぴあ）",
    "不妊や不育の相談": "秋田県不妊とこころの相談センター",
    "結婚の相談ができる場所": "あきた結婚支援センター南センター",
    "言葉の発達が心配な子の指導": "通級指導教室（ことばの教室・学びの教室）",
    "助産師に出産前後の相談": "母と子のほっとステーション",
    "湯沢市の養護老人ホーム": "愛宕荘",
    "柳田の介護老人保健施設": "昭平苑",
    "駒形の老人憩の家": "駒形老人憩の家",
    "皆瀬の生活支援ハウス": "湯沢市高齢者生活支援ハウスみなせ シルバート",
    "秋ノ宮の児童館": "秋ノ宮児童館",
    "ダリアの里の小規模多機能": "小規模多機能ホーム ダリアの里",
}


def test_the_right_record_is_among_five_for_95_of_100_questions(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/record.sqlite")
    store = NoteStore(database)
    for file in COUNTS:
        carry_out(planned(file), store, by="U1", twins_too=True)
    assert len(store.page(U1, limit=5000).notes) >= 300
    search = searching(store)
    missed = [question for question, name in QUESTIONS.items() if name not in names(search, question)]
    assert len(QUESTIONS) >= 40
    assert len(missed) <= 0.05 * len(QUESTIONS), missed
    database.close()
