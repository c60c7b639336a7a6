from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.errors import SettingError
from knowledge.glossary import Glossary, read_glossary


def test_other_names_of_what_the_question_names_are_given() -> None:
    glossary = Glossary((("社会福祉協議会", "社協"), ("通いの場", "サロン")))
    assert glossary.named_in("社協はどこ") == [(("社協",), ("社会福祉協議会",), "社会福祉協議会")]


def test_a_name_in_latin_letters_is_met_only_as_a_word_of_its_own() -> None:
    glossary = Glossary((("生活支援コーディネーター", "sc"),))
    assert glossary.named_in("ＳＣの役割") == [(("sc",), ("生活支援コーディネーター",), "生活支援コーディネーター")]
    assert glossary.named_in("disc一覧") == []


def test_a_name_inside_a_longer_one_is_not_given_as_another_name() -> None:
    glossary = Glossary((("民生委員", "民生委員・児童委員"),))
    assert glossary.named_in("民生委員・児童委員の任期") == [(("民生委員", "民生委員・児童委員"), (), "")]


def test_the_bundled_glossary_knows_the_words_of_the_field(glossary: Glossary) -> None:
    (named,) = glossary.named_in("SCの役割")
    assert named.here == ("sc",)
    assert named.telling == "生活支援コーディネーター" in named.others
    assert [each.others for each in glossary.named_in("社協の会長")] == [("社会福祉協議会",)]


def test_the_usual_name_tells_what_is_meant_and_others_are_told_by_it(glossary: Glossary) -> None:
    (usual,) = glossary.named_in("生活支援コーディネーターの任期")
    assert usual.others and not usual.telling
    (other,) = glossary.named_in("地域支え合い推進員の任期")
    assert other.telling == "生活支援コーディネーター"


def test_the_users_own_glossary_adds_to_the_one_that_ships(tmp_path: Path) -> None:
    first, own = tmp_path / "first.yaml", tmp_path / "own.yaml"
    first.write_text("- [社会福祉協議会, 社協]\n", "utf-8")
    own.write_text("- [ふれあい食堂, ﾌﾚｼｮｸ]\n", "utf-8")
    glossary = read_glossary(first, own)
    assert glossary.named_in("フレショクと社協") == [
        (("社協",), ("社会福祉協議会",), "社会福祉協議会"),
        (("フレショク",), ("ふれあい食堂",), "ふれあい食堂"),
    ]
    assert [each.telling for each in glossary.named_in("ふれあい食堂")] == ["フレショク"]
    assert ("ふれあい食堂", "フレショク") in glossary.names


def test_an_empty_glossary_is_no_mistake(tmp_path: Path) -> None:
    file = tmp_path / "own.yaml"
    file.write_text("# まだありません\n", "utf-8")
    assert read_glossary(file) == Glossary()


@pytest.mark.parametrize("content", [b"a: b", b"- a\n- b\n", b"- [a", b"\xff\xfe\x00", b"text"])
def test_a_glossary_written_wrongly_is_named_with_how_to_write_it(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "用語.yaml"
    file.write_bytes(content)
    with pytest.raises(SettingError, match=r"用語\.yaml") as refusal:
        read_glossary(file)
    assert refusal.value.cure


def test_a_glossary_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match=r"無い\.yaml"):
        read_glossary(tmp_path / "無い.yaml")


def test_everyday_words_mean_the_same_but_are_no_names(tmp_path: Path) -> None:
    file = tmp_path / "own.yaml"
    file.write_text("- [社会福祉協議会, 社協]\n---\n- [企業, 会社]\n", "utf-8")
    glossary = read_glossary(file)
    assert glossary.groups == (("社会福祉協議会", "社協"),)
    assert glossary.named_in("会社に頼みたい") == [(("会社",), ("企業",), "")]
