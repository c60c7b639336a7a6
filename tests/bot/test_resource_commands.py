from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.adopting import PRACTICE, adopt, meant, remember
from bot.cli import main
from bot.settings import read_settings
from bot.wiring import Services, today
from knowledge.errors import NoteNotFound
from knowledge.resources.database import Database
from knowledge.resources.model import ResourceNote, Visibility
from knowledge.resources.privacy import Viewer
from knowledge.resources.search import NoteSearch
from knowledge.resources.store import NoteStore
from tests.bot.commands import tsunagi
from tests.knowledge.resources.test_odd_files import ODD_FILES

LINE = "毎週水曜 13時半 中央公民館 ふれあいサロン 参加費100円 代表 0155-22-1234"
MY_NUMBER = "123456789018"  # its check digit is right


class Machine:
    """One machine with its record; `said` and `warned` are what the last command wrote."""

    def __init__(self, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.home = home
        self._capsys = capsys
        self.said = self.warned = ""

    def run(self, *words: str) -> int:
        code = main(["resources", *words])
        self.said, self.warned = self._capsys.readouterr()
        return code

    def notes(self) -> list[dict[str, Any]]:
        assert self.run("list", "--json") == 0
        return [json.loads(line) for line in self.said.splitlines()]

    def add(self, line: str = LINE) -> str:
        """Records a line; returns the id."""
        assert self.run("add", line, "--yes", "--json") == 0, self.warned
        return str(json.loads(self.said)["id"])


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Machine:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TSUNAGI_HOME", str(tmp_path / "home"))
    for name in ("DATABASE_URL", "TOPICS", "SLACK_BOT_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    return Machine(tmp_path / "home", capsys)


def test_a_line_is_recorded_and_found_again_by_processes_of_their_own(tmp_path: Path) -> None:
    added = tsunagi("resources", "add", LINE, "--yes", home=tmp_path / "home")
    assert added.returncode == 0, added.stderr
    assert "場所: 中央公民館" in added.stdout
    found = tsunagi("resources", "search", "水曜のサロン", "--json", home=tmp_path / "home")
    (note,) = map(json.loads, found.stdout.splitlines())
    assert (note["name"], note["weekdays"], note["cost_yen"]) == ("ふれあいサロン", ["水"], 100)


def test_wrong_usage_ends_with_two(tmp_path: Path) -> None:
    assert tsunagi("resources", home=tmp_path / "home").returncode == 2
    assert tsunagi("resources", "list", "--kind", "なにか", home=tmp_path / "home").returncode == 2


def test_without_a_yes_nothing_is_recorded(machine: Machine) -> None:
    assert machine.run("add", LINE) == 1
    assert "名前: ふれあいサロン" in machine.said
    assert "--yes" in machine.warned
    assert machine.notes() == []


def test_a_likely_twin_and_personal_data_are_told_of_before_saving(machine: Machine) -> None:
    first = machine.add()
    assert machine.run("add", "ふれあいサロン 中央公民館 090-1234-5678") == 1
    assert f"「ふれあいサロン」{first[:8]}" in machine.warned
    assert "携帯電話の番号のようなものがあります" in machine.warned


def test_with_standard_input_closed_nothing_is_done_and_the_option_is_named(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", None)
    assert machine.run("add", "サロン 毎週水曜 10時 中央公民館") == 1
    assert "--yes" in machine.warned
    assert machine.notes() == []


def test_a_my_number_is_never_recorded(machine: Machine) -> None:
    assert machine.run("add", f"見守りの会 {MY_NUMBER}", "--yes") == 1
    assert "マイナンバー" in machine.warned
    assert machine.notes() == []


def test_fields_are_changed_by_the_labels_people_see(machine: Machine) -> None:
    note = machine.add()
    assert machine.run("edit", note[:8], "場所=緑町会館", "費用=無料") == 0
    assert machine.run("show", note, "--history", "--json") == 0
    shown = json.loads(machine.said)
    assert (shown["place"], shown["cost"], shown["version"]) == ("緑町会館", "無料", 2)
    assert [step["action"] for step in shown["history"]] == ["記録", "修正"]


def test_days_hours_and_amounts_follow_the_words_that_say_them(machine: Machine) -> None:
    assert machine.run("add", "移動販売 第2・第4火曜 10:00-11:30 緑町会館前 無料", "--yes", "--json") == 0
    note = json.loads(machine.said)["id"]
    assert machine.run("edit", note, "日時=毎週金曜10時", "費用=500円", "--json") == 0
    changed = json.loads(machine.said)
    assert (changed["weekdays"], changed.get("weeks", [])) == (["金"], [])
    assert (changed["starts_at"], changed.get("ends_at"), changed["cost_yen"]) == ("10:00:00", None, 500)
    assert machine.run("edit", note, "日時=毎週金曜10時", "終了時刻=11:00", "--json") == 0
    assert json.loads(machine.said)["ends_at"] == "11:00:00", "what is given by itself stands"


def test_numbers_may_be_typed_in_full_width_and_a_day_without_its_zone(machine: Machine) -> None:
    note = machine.add()
    assert machine.run("edit", note, "電話=０１５５－２２－１２３４", "最終確認日=2026-01-05", "--json") == 0
    changed = json.loads(machine.said)
    assert changed["phones"] == ["0155-22-1234"]
    assert changed["verified_at"] == "2026-01-05T00:00:00+09:00"


def test_a_field_that_does_not_exist_is_told_with_those_that_do(machine: Machine) -> None:
    assert machine.run("edit", machine.add(), "変な項目=1") == 1
    assert "「変な項目」という項目はありません" in machine.warned
    assert "場所" in machine.warned


@pytest.mark.parametrize("change", ["場所", "どこか=ここ", "ID=1", "開始時刻=朝", "公開範囲=みんな"])
def test_a_change_that_cannot_be_read_is_named(machine: Machine, change: str) -> None:
    note = machine.add()
    assert machine.run("edit", note, change) == 1
    assert any(f"「{part}" in machine.warned for part in (change, *change.split("=")))
    assert machine.notes()[0]["version"] == 1


@pytest.mark.parametrize(("step", "state"), [("pause", "休止"), ("end", "終了"), ("verify", "利用可")])
def test_a_note_is_verified_paused_and_ended(machine: Machine, step: str, state: str) -> None:
    note = machine.add()
    assert machine.run(step, note) == 0
    (shown,) = machine.notes()
    assert shown["state"] == state
    assert ("verified_at" in shown) is (step == "verify")


def test_a_paused_note_is_used_again_after_resume(machine: Machine) -> None:
    note = machine.add()
    assert machine.run("pause", note) == 0
    assert machine.run("resume", note) == 0
    assert machine.notes()[0]["state"] == "利用可"


def test_filters_narrow_a_list(machine: Machine) -> None:
    machine.add()
    machine.add("とくとく号 移動販売 毎週火曜 緑町会館前")
    assert machine.run("list", "--topic", "買い物") == 0
    assert "とくとく号" in machine.said
    assert "ふれあいサロン" not in machine.said
    assert machine.run("list", "--weekday", "日") == 0
    assert machine.said == ""


def test_an_erased_note_leaves_no_word_in_the_file(machine: Machine) -> None:
    note = machine.add()
    assert machine.run("erase", note) == 1
    assert machine.run("erase", note, "--yes") == 0
    assert machine.run("show", note) == 1
    assert "消去されました" in machine.warned
    files = list(machine.home.glob("resources.sqlite3*"))
    assert files
    assert [file.name for file in files if "ふれあいサロン".encode() in file.read_bytes()] == []


def test_an_id_that_nobody_has_is_named(machine: Machine) -> None:
    assert machine.run("verify", "abcdef12") == 1
    assert "「abcdef12」は見つかりませんでした" in machine.warned


def test_an_export_comes_back_whole_and_changes_nothing_where_it_came_from(machine: Machine, tmp_path: Path) -> None:
    machine.add()
    for name in ("all.csv", "all.xlsx", "all.json"):
        assert machine.run("export", name) == 0
        assert (tmp_path / name).stat().st_size > 0
    before = machine.notes()
    assert machine.run("import", "all.csv", "--yes") == 0
    assert machine.notes() == before


def test_an_erased_note_does_not_come_back_from_an_export(machine: Machine) -> None:
    note = machine.add()
    assert machine.run("export", "all.csv") == 0
    assert machine.run("erase", note, "--yes") == 0
    assert machine.run("import", "all.csv", "--yes", "--twins") == 0
    assert "もう一度は記録しません：1件" in machine.said
    assert machine.notes() == []


def test_an_import_is_looked_at_first_and_recorded_once(machine: Machine, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text("名称,住所,電話番号\r\nみどり食堂,緑町3丁目5,0155-22-9999\r\n", encoding="cp932")
    assert machine.run("import", str(file), "--dry-run") == 0
    assert "「名称」→" in machine.said
    assert machine.run("import", str(file)) == 1
    assert machine.notes() == []
    for _ in range(2):
        assert machine.run("import", str(file), "--yes") == 0
    assert [note["name"] for note in machine.notes()] == ["みどり食堂"]


def test_an_import_with_rows_refused_ends_with_one_and_keeps_the_others(machine: Machine, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text(f"名称,電話番号,説明\nみどり食堂,0155-22-9999,\nふじ,,{MY_NUMBER}\n", encoding="utf-8")
    assert machine.run("import", str(file), "--yes") == 1
    assert [note["name"] for note in machine.notes()] == ["みどり食堂"]


def test_a_file_that_is_no_table_is_named(machine: Machine, tmp_path: Path) -> None:
    (tmp_path / "photo.png").write_bytes(b"\x89PNG")
    assert machine.run("import", "photo.png", "--yes") == 1
    assert "「photo.png」" in machine.warned
    assert machine.run("import", "absent.csv") == 1
    assert "absent.csv" in machine.warned
    assert machine.run("export", "all.doc") == 1
    assert "「all.doc」の形式が分かりません" in machine.warned


@pytest.mark.parametrize("name", ODD_FILES)
def test_an_odd_file_is_named_in_one_sentence(name: str, machine: Machine, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(ODD_FILES[name])
    assert machine.run("import", name, "--yes") == 1
    assert machine.warned.startswith(f"tsunagi: 「{name}」")
    assert machine.said == ""


def test_a_public_export_holds_public_notes_alone(machine: Machine, tmp_path: Path) -> None:
    machine.add()
    machine.add("ご近所の見守り 090-1234-5678")
    assert machine.run("export", "public.csv", "--public") == 0
    rows = list(csv.DictReader(io.StringIO((tmp_path / "public.csv").read_text("utf-8-sig"))))
    assert [row["名前"] for row in rows] == ["ふれあいサロン"]
    assert machine.run("export", "all.csv") == 0
    assert len(list(csv.DictReader(io.StringIO((tmp_path / "all.csv").read_text("utf-8-sig"))))) == 2


def test_notes_of_the_one_workspace_are_found_without_naming_it(machine: Machine) -> None:
    record_for(machine.home, "T0AAA")
    assert [note["name"] for note in machine.notes()] == ["サロン"]
    record_for(machine.home, "T0BBB")
    assert machine.run("list") == 1
    assert "T0AAA、T0BBB" in machine.warned
    assert machine.run("--team", "T0BBB", "list") == 0
    assert machine.said.count("サロン") == 1


def test_the_settings_extend_the_fields_of_help(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    note = machine.add()
    assert machine.run("edit", note, "分野=農作業") == 1
    monkeypatch.setenv("TOPICS", "農作業、 手話")
    assert machine.run("edit", note, "分野=農作業、その他") == 0
    assert machine.notes()[0]["topics"] == ["農作業", "その他"]


def test_the_record_lies_where_the_settings_say(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/elsewhere.sqlite3")
    machine.add()
    assert (tmp_path / "elsewhere.sqlite3").exists()
    monkeypatch.setenv("DATABASE_URL", "mysql://somebody:secret@host/db")
    assert machine.run("list") == 1
    assert "DATABASE_URL" in machine.warned
    assert "secret" not in machine.warned


def record_for(home: Path, team: str) -> None:
    services = Services(read_settings({"TSUNAGI_HOME": str(home)}, home / "absent.env"))
    services.notes.store.add(ResourceNote(name="サロン", team_id=team), by="U1")
    services.close()


def test_a_search_finds_what_is_meant_though_no_word_is_the_same(machine: Machine) -> None:
    machine.add("フードバンク 配布日 第2・4土曜13時 福祉会館")
    machine.add("囲碁クラブ 毎週木曜 13時 東会館")
    assert machine.run("search", "お金がなくて食べ物に困っている") == 0
    assert "フードバンク" in machine.said.splitlines()[0]
    assert "言葉だけ" not in machine.warned


def test_where_the_vectors_are_out_of_reach_a_search_goes_by_words_and_says_so(machine: Machine) -> None:
    machine.add()
    other = Services(read_settings({"TSUNAGI_HOME": str(machine.home)}))
    try:
        assert other.index.store.count() == 0  # it owns the index from here on, and takes no jobs
        assert machine.run("search", "水曜のサロン") == 0
    finally:
        other.close()
    assert "ふれあいサロン" in machine.said
    assert "いまは意味では探せないため、言葉だけで探しました。" in machine.warned


def test_an_import_is_found_by_meaning_and_an_erased_note_leaves_no_vector(machine: Machine) -> None:
    table = machine.home.parent / "list.csv"
    table.write_text("名称,所在地\nみほん図書館,みほん町1-1\nみほんプール,みほん町2-2\n", encoding="utf-8")
    assert machine.run("import", str(table), "--yes") == 0
    (pool,) = [note["id"] for note in machine.notes() if note["name"] == "みほんプール"]
    assert machine.run("erase", pool, "--yes") == 0
    services = Services(read_settings({"TSUNAGI_HOME": str(machine.home)}))
    try:
        found = services.meaning("local", "本を借りる", 10)
        assert len(found) == 1
        assert services.meaning.behind() == 0
    finally:
        services.close()


def test_a_plain_question_is_answered_from_the_record_with_the_day_of_its_last_check(
    machine: Machine, capsys: pytest.CaptureFixture[str]
) -> None:
    (machine.home.parent / "a.md").write_text("# 手引き\n\n協議体は年に6回開きます。\n", encoding="utf-8")
    assert main(["ingest", "a.md"]) == 0
    capsys.readouterr()
    note = machine.add("とくとく号 毎週火曜 10時 西会館前 移動販売で買い物を手伝う")
    assert machine.run("verify", note) == 0
    capsys.readouterr()
    assert main(["ask", "買い物を手伝ってくれるところは？"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("この地域の資源\n- とくとく号")
    assert "最終確認日 20" in said
    assert main(["ask", "--json", "協議体は年に何回開きますか"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert "とくとく号" not in answer["answer"]
    assert all(any(each["quote"] in p["text"] for p in answer["passages"]) for each in answer["citations"])


def test_with_several_workspaces_a_question_hears_the_one_that_is_named(
    machine: Machine, capsys: pytest.CaptureFixture[str]
) -> None:
    (machine.home.parent / "a.md").write_text("# 手引き\n\n協議体は年に6回開きます。\n", encoding="utf-8")
    assert main(["ingest", "a.md"]) == 0
    for team in ("T1", "T2"):
        assert main(["resources", "--team", team, "add", f"{team}号 移動販売で買い物を手伝う", "--yes"]) == 0
    capsys.readouterr()
    question = "買い物を手伝ってくれるところは？"
    assert main(["ask", question]) == 0
    assert "号" not in capsys.readouterr().out
    assert main(["ask", "--team", "T2", question]) == 0
    said = capsys.readouterr().out
    assert "T2号" in said
    assert "T1号" not in said


def test_a_workspace_that_is_not_there_is_told_of_with_those_that_are(
    machine: Machine, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ask", "--team", "T9", "買い物"]) == 1
    assert "ワークスペース「T9」の資源メモはありません。資源メモは、まだひとつも" in capsys.readouterr().err
    for team in ("T1", "T2"):
        assert machine.run("--team", team, "add", LINE, "--yes") == 0
    assert main(["ask", "--team", "T9", "買い物"]) == 1
    assert capsys.readouterr().err == (
        "tsunagi: ワークスペース「T9」の資源メモはありません。あるのは T1、T2 です。--team を確かめてください。\n"
    )


def test_areas_are_given_on_import_shown_first_and_given_to_older_notes_on_demand(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = machine.home.parent
    (folder / "list.csv").write_text("名称,所在地\n図書館,みほん市緑町1-1\nプール,みほん市南町2-2\n", encoding="utf-8")
    machine.add("ふれあいサロン 緑町3丁目5番地 毎週水曜")
    (folder / "areas.yaml").write_text("東地区: [緑町]\n", encoding="utf-8")
    monkeypatch.setenv("AREAS", str(folder / "areas.yaml"))
    assert machine.run("import", str(folder / "list.csv"), "--yes") == 0
    assert "● 圏域：東地区 1件" in machine.said
    assert machine.run("areas") == 1
    assert "ふれあいサロン（緑町3丁目5番地）→ 東地区" in machine.said
    assert machine.run("areas", "--yes") == 0
    assert machine.run("list", "--area", "東地区", "--json") == 0
    assert {json.loads(line)["name"] for line in machine.said.splitlines()} == {"ふれあいサロン", "図書館"}
    assert machine.run("import", str(folder / "list.csv"), "--yes") == 0
    assert "新しく記録するものはありません。" in machine.said


class TestAdopting:
    def test_what_was_imported_before_slack_is_the_workspaces_own_from_its_first_start_on(
        self, store: NoteStore
    ) -> None:
        note = store.add(ResourceNote(name="サロン", team_id="local"), by="local", client_key="import:1")
        store.verify("local", note.id, by="local")
        assert adopt(store, "T0AAA") == 0
        assert store.teams() == ("T0AAA",)
        moved = store.get("T0AAA", note.id)
        assert (moved.name, moved.version, moved.created_by) == ("サロン", 2, "local")
        assert [each.action.value for each in store.history("T0AAA", note.id)] == ["記録", "変わりなし"]
        assert store.page(Viewer("T0AAA", "U1", is_admin=True)).notes == (moved,)
        with pytest.raises(NoteNotFound):
            store.get("local", note.id)
        assert adopt(store, "T0AAA") == 0, "a second start changes nothing"

    def test_a_search_that_ran_before_sees_them_in_their_new_workspace_alone(self, store: NoteStore) -> None:
        search = NoteSearch(store, today)
        store.add(ResourceNote(name="サロン", team_id="local", visibility=Visibility.PUBLIC), by="local")
        assert len(search.find("サロン", Viewer("local", "local"))) == 1
        adopt(store, "T0AAA")
        assert len(search.find("サロン", Viewer("T0AAA", "U1"))) == 1
        assert search.find("サロン", Viewer("local", "local", is_admin=True)) == ()

    def test_practice_sees_imports_and_hands_them_on_but_keeps_what_people_tried(self, store: NoteStore) -> None:
        store.add(ResourceNote(name="一覧の会", team_id="local"), by="local")
        adopt(store, PRACTICE)
        store.add(ResourceNote(name="ためしの会", team_id=PRACTICE), by="U0PRACTICE")
        assert {note.name for note in everything(store, PRACTICE)} == {"一覧の会", "ためしの会"}
        adopt(store, "T0AAA")
        assert [note.name for note in everything(store, "T0AAA")] == ["一覧の会"]
        assert [note.name for note in everything(store, PRACTICE)] == ["ためしの会"]

    def test_a_command_that_names_no_workspace_means_that_of_the_bot(self, store: NoteStore, tmp_path: Path) -> None:
        for team in (PRACTICE, "T0AAA"):
            store.add(ResourceNote(name="会", team_id=team), by="U1")
        assert meant(tmp_path, store) == ("T0AAA",), "practice only where there is no other"
        remember(tmp_path, PRACTICE)
        assert meant(tmp_path, store) == (PRACTICE,)
        remember(tmp_path, "T0BBB")
        remember(tmp_path, PRACTICE)
        assert meant(tmp_path, store) == ("T0BBB",)

    def test_two_workspaces_are_never_mixed(self, store: NoteStore) -> None:
        store.add(ResourceNote(name="となり町の会", team_id="T0BBB"), by="U1")
        store.add(ResourceNote(name="一覧の会", team_id="local"), by="local")
        assert adopt(store, "T0AAA") == 1
        assert everything(store, "T0AAA") == ()
        adopt(store, PRACTICE)
        assert everything(store, PRACTICE) == ()

    def test_a_note_the_workspace_has_from_the_same_import_stays_where_it_is(self, store: NoteStore) -> None:
        for team, by in (("T0AAA", "U1"), ("local", "local")):
            store.add(ResourceNote(name="一覧の会", team_id=team), by=by, client_key="import:1")
        adopt(store, "T0AAA")
        assert len(everything(store, "T0AAA")) == len(everything(store, "local")) == 1

    def test_of_two_notes_from_one_import_one_goes_and_the_other_stops_nothing(self, store: NoteStore) -> None:
        for team in (PRACTICE, "local"):
            note = ResourceNote(name="一覧の会", place=team, team_id=team)
            store.add(note, by="local", client_key="import:1")
        adopt(store, "T0AAA")
        assert [note.place for note in everything(store, "T0AAA")] == ["local"]
        assert [note.place for note in everything(store, PRACTICE)] == [PRACTICE]
        adopt(store, "T0AAA")
        assert set(store.teams()) == {PRACTICE, "T0AAA"}, "a second start changes nothing"

    def test_notes_without_a_key_all_go(self, store: NoteStore) -> None:
        for team in ("local", PRACTICE, "local"):
            store.add(ResourceNote(name="会", team_id=team), by="local")
        adopt(store, "T0AAA")
        assert len(everything(store, "T0AAA")) == 3

    def test_the_command_takes_over_what_is_told(self, machine: Machine) -> None:
        machine.add()
        assert machine.run("adopt") == 1
        assert "--team" in machine.warned
        assert machine.run("--team", "T0AAA", "adopt") == 0
        assert "1件を T0AAA のものにしました。" in machine.said
        assert [note["name"] for note in machine.notes()] == ["ふれあいサロン"]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[NoteStore]:
    database = Database(f"sqlite:///{tmp_path}/record.sqlite")
    yield NoteStore(database)
    database.close()


def everything(store: NoteStore, team: str) -> tuple[ResourceNote, ...]:
    return store.page(Viewer(team, "somebody", is_admin=True)).notes
