"""圏域 from addresses, and in questions."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.errors import SettingError
from knowledge.resources.areas import AreaMap, called, named_in, read_areas
from knowledge.resources.model import ResourceNote

FLAT = """
中央地区: [大通, 西1条, 080-0010]
東地区:
  - 東1条
  - 緑町
  - 緑町5丁目の一部
西地区: [西10条, 西1条北, "082"]
"""
NESTED = "みほん市:\n  中央圏域: [大通]\n  川東圏域: [川東]\n"


@pytest.fixture
def town(tmp_path: Path) -> AreaMap:
    return read(tmp_path, FLAT)


def read(folder: Path, text: str) -> AreaMap:
    file = folder / "areas.yaml"
    file.write_text(text, encoding="utf-8")
    return read_areas(file)


@pytest.mark.parametrize(
    ("address", "code", "area"),
    [
        ("みほん市大通南5丁目3番地", "", "中央地区"),
        ("みほん市西１条南３丁目", "", "中央地区"),
        ("みほん市西一条南3丁目", "", "中央地区"),
        ("みほん市西10条南3丁目", "", "西地区"),
        ("みほん市西1条北3丁目", "", "西地区"),  # the longer name says more
        ("みほん町緑町3-5", "", "東地区"),
        ("みほん市大字緑町3-5", "", "東地区"),
        ("緑町三丁目5番", "", "東地区"),
        ("みほん市東緑町3-5", "", ""),
        ("みほん市南5条", "", ""),
        ("", "080-0010", "中央地区"),
        ("", "０８０－００１０", "中央地区"),
        ("", "082-0015", "西地区"),
        ("", "", ""),
    ],
)
def test_an_address_or_postal_code_lies_in_an_area(town: AreaMap, address: str, code: str, area: str) -> None:
    assert town.placed(ResourceNote(name="会", address=address, postal_code=code)).area2 == area


def test_what_somebody_wrote_stays(town: AreaMap) -> None:
    note = ResourceNote(name="会", address="みほん市大通1", area2="北地区")
    assert town.placed(note) == note


def test_both_layers_are_filled_where_both_are_named(tmp_path: Path) -> None:
    placed = read(tmp_path, NESTED).placed(ResourceNote(name="会", address="みほん市川東3-1"))
    assert (placed.area1, placed.area2) == ("みほん市", "川東圏域")
    other = ResourceNote(name="会", address="となり市川東3-1", area1="となり市")
    assert read(tmp_path, NESTED).placed(other) == other


def test_the_areas_have_names(tmp_path: Path, town: AreaMap) -> None:
    assert town.names == ("中央地区", "東地区", "西地区")
    assert read(tmp_path, NESTED).names == ("みほん市", "中央圏域", "川東圏域")
    assert AreaMap().names == ()


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("中央地区で買い物を手伝ってくれるところは？", ("中央地区",)),
        ("中央圏域のサロン", ("中央地区",)),
        ("東地区と西エリアの体操", ("東地区", "西地区")),
        ("中央公民館でやっていること", ()),
        ("東京の人", ()),
        ("サロンはどこ", ()),
    ],
)
def test_a_question_names_areas_by_their_kind_of_area(question: str, named: tuple[str, ...], town: AreaMap) -> None:
    assert named_in(question, town.names) == named


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("中央地区", ("中央地区",)),
        ("中央", ("中央地区",)),
        ("中央圏域", ("中央地区",)),
        ("芽室町", ("芽室町",)),
        ("中", ("中",)),
        ("地区", ("地区",)),
    ],
)
def test_a_filter_may_leave_away_what_kind_of_area_it_is(name: str, meant: tuple[str, ...]) -> None:
    assert called(name, ("中央地区", "東地区", "芽室町")) == meant


def test_a_municipality_is_named_as_it_is() -> None:
    assert named_in("芽室町で歌える場所", ("芽室町", "音更町")) == ("芽室町",)


@pytest.mark.parametrize("text", ["- 中央", "中央地区: 大通", "中央地区: {大通: {西: [1]}}", "[", "1"])
def test_a_file_that_is_no_list_of_areas_is_named_with_its_cure(tmp_path: Path, text: str) -> None:
    with pytest.raises(SettingError, match=r"areas.yaml"):
        read(tmp_path, text)
    with pytest.raises(SettingError, match="読めません"):
        read_areas(tmp_path / "missing.yaml")
