from __future__ import annotations

import dataclasses
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta, timezone
from pathlib import Path

import pytest

from knowledge.errors import NoteConflict, NoteErased, NoteNotFound, RecordUnavailable, SettingError
from knowledge.resources.database import Database
from knowledge.resources.drafts import DraftStore
from knowledge.resources.history import Action
from knowledge.resources.listing import Filters
from knowledge.resources.model import IdeaKind, Kind, LegalClass, ResourceNote, State, Visibility
from knowledge.resources.privacy import Viewer
from knowledge.resources.store import NoteStore

SALON = ResourceNote(name="ふれあいサロン", team_id="T1", when="毎週水曜", visibility=Visibility.PUBLIC)
FULL = ResourceNote(
    name="みどり体操の会",
    kana="みどりたいそうのかい",
    kind=Kind.FORMAL,
    offers="いすに座ったままの体操",
    topics=("健康・体操", "居場所・通いの場"),
    provider="みどり町内会",
    audience="65歳以上",
    when="第2・第4火曜 13:30〜15:00",
    weekdays=("火",),
    weeks=(2, 4),
    starts_at=time(13, 30),
    ends_at=time(15, 0),
    on_date=date(2026, 4, 14),
    place="みどり会館",
    address="緑町3丁目5番地",
    postal_code="080-0010",
    municipality="帯広市",
    municipality_code="01207",
    area1="帯広市",
    area2="みどり圏域",
    latitude=42.92,
    longitude=143.2,
    cost="100円/回",
    cost_yen=100,
    contact="代表",
    phones=("0155-00-0000",),
    email="midori@example.jp",
    url="https://example.jp/",
    how_to_join="電話で申込み",
    legal_class=LegalClass.OTHER,
    idea_kind=IdeaKind.DEVELOP,
    idea="送迎があれば通える人がいる",
    told_by="民生委員",
    found_by="U1",
    found_on=date(2026, 4, 1),
    verified_at=datetime(2026, 4, 2, 9, 0, tzinfo=timezone(timedelta(hours=9))),
    verified_by="U2",
    state=State.PAUSED,
    visibility=Visibility.CIRCLE,
    about_person=True,
    consent=True,
    circle=("U3", "C9"),
    photos=("F1",),
    links=("https://example.slack.com/archives/C1/p1",),
    tags=("冬",),
    team_id="T1",
)


def test_a_note_comes_back_with_every_field_as_written(store: NoteStore) -> None:
    added = store.add(FULL, by="U1")
    read = store.get("T1", added.id)
    assert read == added
    assert dataclasses.replace(read, id="", version=0, created_by="", created_at=None, updated_at=None) == FULL


def test_times_come_back_with_their_zone(database: Database) -> None:
    nine_in_tokyo = datetime(2026, 4, 1, 9, 0, tzinfo=timezone(timedelta(hours=9)))
    store = NoteStore(database, clock=lambda: nine_in_tokyo)
    read = store.get("T1", store.add(SALON, by="U1").id)
    assert read.created_at == datetime(2026, 4, 1, 0, 0, tzinfo=UTC)
    assert read.updated_at is not None
    assert read.updated_at.utcoffset() == timedelta(0)


def test_a_submit_that_comes_twice_is_recorded_once(store: NoteStore) -> None:
    first = store.add(SALON, by="U1", client_key="V1")
    second = store.add(SALON, by="U1", client_key="V1")
    assert second == first
    assert len(store.page(Viewer("T1", "U1")).notes) == 1


def test_the_same_submit_from_many_threads_at_once_is_recorded_once(store: NoteStore) -> None:
    with ThreadPoolExecutor(8) as pool:
        ids = {note.id for note in pool.map(lambda _: store.add(SALON, by="U1", client_key="V1"), range(24))}
    assert len(ids) == 1


def test_one_workspace_never_sees_a_note_of_another(store: NoteStore) -> None:
    note = store.add(SALON, by="U1")
    with pytest.raises(NoteNotFound):
        store.get("T2", note.id)
    with pytest.raises(NoteNotFound):
        store.verify("T2", note.id, by="U1")
    assert store.page(Viewer("T2", "U1")).notes == ()


def test_one_client_key_may_be_used_in_two_workspaces(store: NoteStore) -> None:
    one = store.add(SALON, by="U1", client_key="V1")
    other = store.add(dataclasses.replace(SALON, team_id="T2"), by="U1", client_key="V1")
    assert one.id != other.id


def test_the_second_editor_is_told_what_the_first_changed(store: NoteStore) -> None:
    seen = store.add(SALON, by="U1")
    store.edit(dataclasses.replace(seen, when="毎週木曜"), by="U2")
    with pytest.raises(NoteConflict) as refused:
        store.edit(dataclasses.replace(seen, name="さくらサロン"), by="U3")
    assert refused.value.current.when == "毎週木曜"
    assert [(each.label, each.old, each.new) for each in refused.value.changed] == [("日時", "毎週水曜", "毎週木曜")]
    assert store.get("T1", seen.id).name == "ふれあいサロン"


def test_twenty_writers_at_once_lose_no_update(store: NoteStore) -> None:
    note = store.add(SALON, by="U1")

    def add_tag(number: int) -> None:
        while True:
            current = store.get("T1", note.id)
            try:
                store.edit(dataclasses.replace(current, tags=(*current.tags, f"t{number}")), by=f"U{number}")
            except NoteConflict:
                continue
            return

    with ThreadPoolExecutor(20) as pool:
        list(pool.map(add_tag, range(20)))
    assert set(store.get("T1", note.id).tags) == {f"t{number}" for number in range(20)}
    assert [change.version for change in store.history("T1", note.id)] == list(range(1, 22))


def test_history_says_who_changed_what_from_what_to_what(store: NoteStore) -> None:
    note = store.add(SALON, by="U1")
    store.edit(dataclasses.replace(note, cost="100円", cost_yen=100), by="U2")
    store.pause("T1", note.id, by="U3")
    store.resume("T1", note.id, by="U3")
    store.end("T1", note.id, by="U4")
    changes = store.history("T1", note.id)
    assert [(each.action, each.by) for each in changes] == [
        (Action.ADD, "U1"),
        (Action.EDIT, "U2"),
        (Action.PAUSE, "U3"),
        (Action.RESUME, "U3"),
        (Action.END, "U4"),
    ]
    assert [(each.label, each.old, each.new) for each in changes[1].details] == [
        ("費用", "", "100円"),
        ("金額（円）", "", "100"),
    ]
    assert [(each.old, each.new) for each in changes[4].details] == [("利用可", "終了")]


def test_an_edit_that_changes_nothing_makes_no_history(store: NoteStore) -> None:
    note = store.add(SALON, by="U1")
    assert store.edit(note, by="U2") == note
    assert len(store.history("T1", note.id)) == 1


def test_verifying_writes_down_who_and_when(database: Database) -> None:
    moment = datetime(2026, 5, 1, 3, 0, tzinfo=UTC)
    store = NoteStore(database, clock=lambda: moment)
    note = store.add(SALON, by="U1")
    verified = store.verify("T1", note.id, by="U2")
    assert (verified.verified_at, verified.verified_by, verified.when) == (moment, "U2", "毎週水曜")


def test_a_withdrawn_note_leaves_lists_but_keeps_its_history(store: NoteStore) -> None:
    note = store.add(SALON, by="U1")
    store.withdraw("T1", note.id, by="U1")
    assert store.page(Viewer("T1", "U1")).notes == ()
    assert store.by_ids("T1", [note.id]) == []
    with pytest.raises(NoteNotFound):
        store.get("T1", note.id)
    assert [each.action for each in store.history("T1", note.id)] == [Action.ADD, Action.WITHDRAW]


def test_a_merged_note_says_into_which(store: NoteStore) -> None:
    kept, twin = store.add(SALON, by="U1"), store.add(SALON, by="U1")
    store.withdraw("T1", twin.id, by="U2", merged_into=kept.id)
    last = store.history("T1", twin.id)[-1]
    assert (last.action, last.details[0].new) == (Action.MERGE, kept.id)
    assert [note.id for note in store.page(Viewer("T1", "U1")).notes] == [kept.id]


def test_an_erased_note_leaves_only_that_it_was_erased(store: NoteStore, url: str) -> None:
    note = store.add(dataclasses.replace(SALON, offers="ひとにいえないこと"), by="U1", client_key="V1")
    store.edit(dataclasses.replace(note, offers="べつのこと"), by="U1")
    store.erase("T1", note.id, by="U9")
    with pytest.raises(NoteErased):
        store.get("T1", note.id)
    with pytest.raises(NoteErased):
        store.add(SALON, by="U1", client_key="V1")
    assert [(each.action, each.by, each.details) for each in store.history("T1", note.id)] == [(Action.ERASE, "U9", ())]
    if url.startswith("sqlite"):
        path = Path(url.removeprefix("sqlite:///"))
        held = b"".join(each.read_bytes() for each in path.parent.glob("record.sqlite*"))
        for words in ("ひとにいえないこと", "べつのこと", "ふれあいサロン"):
            assert words.encode() not in held
            assert words.encode("unicode_escape") not in held


def test_erasing_twice_is_no_mistake(store: NoteStore) -> None:
    note = store.add(SALON, by="U1")
    store.erase("T1", note.id, by="U1")
    store.erase("T1", note.id, by="U1")
    assert len(store.history("T1", note.id)) == 1


def test_the_feed_tells_every_change_in_order_and_can_be_read_in_parts(store: NoteStore) -> None:
    one, other = store.add(SALON, by="U1"), store.add(SALON, by="U1")
    store.verify("T1", one.id, by="U1")
    store.erase("T1", other.id, by="U1")
    whole = store.feed()
    assert [(each.note_id, each.version) for each in whole] == [(one.id, 1), (other.id, 1), (one.id, 2), (other.id, 2)]
    assert [*store.feed(limit=2), *store.feed(after=whole[1].sequence)] == whole


def test_a_reader_of_the_feed_misses_nothing_while_many_write(store: NoteStore) -> None:
    seen: list[int] = []
    with ThreadPoolExecutor(10) as pool:
        jobs = [pool.submit(store.add, SALON, "U1") for _ in range(60)]
        while not all(job.done() for job in jobs):
            seen += [each.sequence for each in store.feed(after=seen[-1] if seen else 0)]
    seen += [each.sequence for each in store.feed(after=seen[-1] if seen else 0)]
    assert seen == list(range(1, 61))


def test_pages_show_every_note_once_latest_change_first(store: NoteStore) -> None:
    notes = [store.add(dataclasses.replace(SALON, name=f"サロン{n}"), by="U1") for n in range(7)]
    store.verify("T1", notes[0].id, by="U1")
    names: list[str] = []
    after = None
    while True:
        page = store.page(Viewer("T1", "U1"), after=after, limit=3)
        names += [note.name for note in page.notes]
        if page.next is None:
            break
        after = page.next
    assert names == ["サロン0", "サロン6", "サロン5", "サロン4", "サロン3", "サロン2", "サロン1"]


def test_a_page_is_full_although_most_notes_are_hidden_from_the_viewer(store: NoteStore) -> None:
    for number in range(40):
        mine = number % 10 == 0
        hidden = dataclasses.replace(
            SALON, name=f"n{number}", visibility=Visibility.CIRCLE, circle=("U2",) if mine else ("U3",)
        )
        store.add(hidden, by="U1")
    first = store.page(Viewer("T1", "U2"), limit=2)
    second = store.page(Viewer("T1", "U2"), after=first.next, limit=2)
    assert [note.name for note in (*first.notes, *second.notes)] == ["n30", "n20", "n10", "n0"]
    assert second.next is None


@pytest.mark.parametrize(
    ("filters", "names"),
    [
        (Filters(areas=("みどり圏域",)), ["b"]),
        (Filters(areas=("ﾐﾅﾐ町",)), ["c"]),
        (Filters(topics=("買い物", "除雪")), ["c", "b"]),
        (Filters(kinds=(Kind.FORMAL,)), ["a"]),
        (Filters(weekdays=("水",)), ["b"]),
        (Filters(states=(State.ENDED,)), ["c"]),
        (Filters(visibilities=(Visibility.PUBLIC,), kinds=(Kind.INFORMAL,)), ["c", "b"]),
        (Filters(topics=("除雪",), weekdays=("水",)), ["b"]),
        (Filters(topics=("見守り",)), []),
        (Filters(topics=("除雪|買い物",)), []),
        (Filters(areas=("%",)), []),
        (Filters(areas=("圏域",)), []),
    ],
)
def test_filters_let_through_exactly_what_they_name(store: NoteStore, filters: Filters, names: list[str]) -> None:
    for note in (
        dataclasses.replace(SALON, name="a", kind=Kind.FORMAL),
        dataclasses.replace(SALON, name="b", area2="みどり圏域", topics=("除雪",), weekdays=("水", "金")),
        dataclasses.replace(SALON, name="c", municipality="ミナミ町", topics=("買い物",), state=State.ENDED),
    ):
        store.add(note, by="U1")
    assert [note.name for note in store.page(Viewer("T1", "U1"), filters).notes] == names


def test_a_kept_form_comes_back_to_its_person_alone_until_it_expires(database: Database) -> None:
    moment = [datetime(2026, 4, 1, tzinfo=UTC)]
    drafts = DraftStore(database, clock=lambda: moment[0], kept=timedelta(days=2))
    drafts.save("T1", "U1", "new", {"name": "さろ"})
    drafts.save("T1", "U1", "new", {"name": "サロン", "weekdays": ["水"]})
    assert drafts.get("T1", "U1", "new") == {"name": "サロン", "weekdays": ["水"]}
    assert drafts.get("T1", "U2", "new") is None
    assert drafts.get("T2", "U1", "new") is None
    moment[0] += timedelta(days=2)
    assert drafts.get("T1", "U1", "new") is None


def test_a_kept_form_can_be_thrown_away(database: Database) -> None:
    drafts = DraftStore(database)
    drafts.save("T1", "U1", "new", {"name": "サロン"})
    drafts.discard("T1", "U1", "new")
    assert drafts.get("T1", "U1", "new") is None


def test_opening_a_record_again_keeps_its_notes(url: str) -> None:
    first = Database(url)
    note = NoteStore(first).add(SALON, by="U1")
    first.close()
    second = Database(url)
    assert NoteStore(second).get("T1", note.id) == note
    second.close()


def test_many_processes_may_open_a_new_record_at_once(url: str) -> None:
    with ThreadPoolExecutor(6) as pool:
        opened = list(pool.map(lambda _: Database(url), range(6)))
    note = NoteStore(opened[0]).add(SALON, by="U1")
    assert NoteStore(opened[5]).get("T1", note.id) == note
    for each in opened:
        each.close()


@pytest.mark.parametrize("url", ["mysql://u:secret@h/d", "nonsense", "sqlite://"])
def test_an_address_that_is_no_database_of_ours_is_named_without_its_password(url: str) -> None:
    with pytest.raises(SettingError) as refused:
        Database(url)
    assert "DATABASE_URL" in str(refused.value)
    assert "secret" not in str(refused.value)


def test_a_database_that_does_not_answer_is_said_in_plain_words(tmp_path: Path) -> None:
    (tmp_path / "record.sqlite").mkdir()
    with pytest.raises(RecordUnavailable):
        Database(f"sqlite:///{tmp_path}/record.sqlite")
