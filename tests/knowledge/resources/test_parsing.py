from __future__ import annotations

import re
import unicodedata
from collections import Counter
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.resources import codec
from knowledge.resources.model import CONTENT, Visibility
from knowledge.resources.parsing import parse
from knowledge.resources.validation import problems
from knowledge.resources.where import municipality
from tests.knowledge.resources.noted_lines import TODAY, Line, lines, score

TUNED, HELD_OUT, PHONE = lines("notes_tuned.yaml"), lines("notes_held_out.yaml"), lines("notes_phone.yaml")
# What only says what stands beside it, and so is not kept itself.
LABELS = re.split(
    " ",
    "名前 名称 事業名 サークル名 日時 曜日 活動日 時間 場所 会場 対象 費用 料金 会費 内容 主催 連絡先 問合せ "
    "問い合わせ 電話 住所 事務所 携帯 TEL Tel tel mail メール 情報 運営 営業 開館 講師 持ち物 配達区域 代表 FAX "
    "内的資源 フォーマル インフォーマル",
)
WORDS = re.compile(r"[一-龠々ァ-ヶー]+|[A-Za-z0-9]+")


def test_at_least_150_lines_are_tried() -> None:
    assert len(TUNED) + len(HELD_OUT) + len(PHONE) >= 150
    texts = [line.text for line in (*TUNED, *HELD_OUT, *PHONE)]
    assert len(set(texts)) == len(texts)


def test_lines_the_rules_were_made_with_come_out_right() -> None:
    counted, misses = score(TUNED)
    assert counted >= len(TUNED)
    assert len(misses) <= 0.01 * counted, misses


@pytest.mark.parametrize("written_after", [HELD_OUT, PHONE], ids=["held out", "by phone"])
def test_lines_written_after_the_rules_come_out_right_in_95_of_100_fields(written_after: list[Line]) -> None:
    counted, misses = score(written_after)
    assert counted >= len(written_after)
    assert len(misses) <= 0.05 * counted, misses


@pytest.mark.parametrize("line", [*TUNED, *HELD_OUT, *PHONE], ids=lambda line: line.text[:30])
def test_no_word_of_a_line_is_dropped(line: object) -> None:
    assert _lost(line.text) == []  # type: ignore[attr-defined]  # ids= needs the parameter untyped


@pytest.mark.parametrize("line", [*TUNED, *HELD_OUT, *PHONE], ids=lambda line: line.text[:30])
def test_whatever_is_read_can_be_saved(line: object) -> None:
    assert problems(parse(line.text, TODAY)) == ()  # type: ignore[attr-defined]  # ids= needs the parameter untyped


_FRAGMENTS = st.one_of(
    st.sampled_from(
        sorted({word for line in (*TUNED, *HELD_OUT) for word in re.split(r"[\s、。/]+", line.text) if word})
    ),
    st.text(alphabet="甲乙丙丁戊己庚辛壬癸アイウエオabc0123456789円時月火年-:〜・()「」、 ", min_size=1, max_size=12),
)


@given(st.lists(_FRAGMENTS, min_size=1, max_size=8).map(" ".join))
def test_no_word_is_dropped_whatever_is_typed(text: str) -> None:
    assert set(_typed(text)) <= set(_kept(text))  # said twice may be kept once


@given(st.text(max_size=80))
def test_any_text_at_all_is_read_without_failing(text: str) -> None:
    note = parse(text, TODAY)
    assert codec.from_json(codec.to_json(note)) == note


def test_a_day_without_a_year_is_the_next_one() -> None:
    assert parse("もちつき 12月10日", date(2026, 11, 24)).on_date == date(2026, 12, 10)
    assert parse("もちつき 12月10日", date(2026, 12, 11)).on_date == date(2027, 12, 10)


def test_a_weekday_beside_a_day_tells_the_year() -> None:
    # 9/20 is a Sunday in 2026, a Monday in 2027.
    assert parse("いもほり 9/20(日)", date(2026, 11, 24)).on_date == date(2026, 9, 20)
    assert parse("いもほり 9/20(月)", date(2026, 11, 24)).on_date == date(2027, 9, 20)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("令和元年5月1日", date(2019, 5, 1)),
        ("平成31年4月30日", date(2019, 4, 30)),
        ("S63.12.1", date(1988, 12, 1)),
        ("昭和64年1月7日", date(1989, 1, 7)),
        ("2026-12-01", date(2026, 12, 1)),
        ("令和8年13月1日", None),
        ("2/30", None),
    ],
)
def test_dates_are_read_in_every_era_and_impossible_ones_are_left_alone(said: str, meant: date | None) -> None:
    assert parse(f"行事 {said}", TODAY).on_date == meant


@pytest.mark.parametrize(
    ("said", "starts", "ends"),
    [
        ("1時半〜3時", time(13, 30), time(15)),
        ("午前10時から午後3時", time(10), time(15)),
        ("10時〜3時", time(10), time(15)),
        ("9-12時", time(9), time(12)),
        ("朝5時", time(5), None),
        ("夜7時半", time(19, 30), None),
        ("9:00〜21：30", time(9), time(21, 30)),
        ("0時〜24時", time(0), time(0)),
        ("1時間", None, None),
        ("10時まで", None, None),
    ],
)
def test_times_of_day_are_read_as_people_mean_them(said: str, starts: time | None, ends: time | None) -> None:
    note = parse(f"集まり {said}", TODAY)
    assert (note.starts_at, note.ends_at) == (starts, ends)


@pytest.mark.parametrize(
    ("said", "days"),
    [
        ("金〜月", "月金土日"),
        ("月曜から水曜", "月火水"),
        ("平日", "月火水木金"),
        ("毎日", "月火水木金土日"),
        ("月曜定休", "火水木金土日"),
        ("定休日:火・水", "月木金土日"),
        ("12月から", ""),
    ],
)
def test_weekdays_are_read_as_people_mean_them(said: str, days: str) -> None:
    assert parse(f"お店 {said}", TODAY).weekdays == tuple(days)


def test_the_words_about_time_are_kept_as_said() -> None:
    assert parse("サロン 毎週水曜 13時半〜15時 会館", TODAY).when == "毎週水曜 13時半〜15時"


def test_a_postal_code_tells_the_municipality() -> None:
    note = parse("サロン 〒080-0010 大通南5-3", TODAY)
    assert (note.municipality, note.municipality_code) == ("帯広市", "01207")


def test_what_concerns_a_person_is_for_its_author_alone_at_first() -> None:
    assert parse("内的資源 編み物が得意", TODAY).visibility is Visibility.INTERNAL
    assert parse("フォーマル デイサービス", TODAY).visibility is Visibility.PUBLIC
    assert parse("田中さんの雪かき 佐藤宅", TODAY).visibility is Visibility.INTERNAL


def test_an_empty_line_is_an_empty_note() -> None:
    assert parse("  \n ", TODAY).name == ""


def _lost(text: str) -> list[str]:
    """The characters that were typed oftener than they are kept, after taking away labels."""
    return sorted((Counter(_typed(text)) - Counter(_kept(text))).elements())


def _typed(text: str) -> str:
    plain = re.sub("|".join(sorted(LABELS, key=len, reverse=True)), " ", unicodedata.normalize("NFKC", text))
    return "".join(WORDS.findall(plain))


def _kept(text: str) -> str:
    note = parse(text, TODAY)
    return "".join(codec.show(name, getattr(note, name)) for name in CONTENT)


@pytest.mark.parametrize(
    ("address", "town"),
    [
        ("音更町大通5丁目1番地", "音更町"),
        ("河東郡音更町大通5", "河東郡音更町"),
        ("帯広市西5条", "帯広市"),
        ("三重県四日市市諏訪町1-5", "四日市市"),
        ("市川市八幡1", "市川市"),
        ("緑町3丁目5番地", ""),
        ("", ""),
    ],
)
def test_an_address_tells_a_municipality_only_where_there_is_one(address: str, town: str) -> None:
    assert municipality(address)[0] == town
