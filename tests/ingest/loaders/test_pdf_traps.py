"""Pages drawn to mislead a loader: each trap has its test."""

from __future__ import annotations

from reportlab.pdfbase import pdfmetrics  # type: ignore[import-untyped]  # the wheel carries no types
from reportlab.pdfbase.cidfonts import UnicodeCIDFont  # type: ignore[import-untyped]  # the same

from ingest.blocks import BlockKind
from tests.ingest.loaders.drawn import GOTHIC, MINCHO, Sheet, chosen, in_order, texts

LEFT = [
    "町の集いの場は、歩いて通える",
    "距離にあることが何より大切で",
    "あり、場所が遠いと足が遠のく。",
]
RIGHT = [
    "送り迎えの担い手は、運転免許",
    "を返した人の相談にも乗り、買",
    "い物の日を一緒に決めている。",
]


def test_two_columns_are_read_one_after_the_other() -> None:
    sheet = Sheet().write("移動の手引き", 200, 60, 18, GOTHIC)
    for number, (left, right) in enumerate(zip(LEFT, RIGHT, strict=True)):
        sheet.write(left, 60, 120 + 17 * number).write(right, 320, 120 + 17 * number)
    document = sheet.load()
    assert texts(document) == ["移動の手引き", "".join(LEFT), "".join(RIGHT)]


def test_a_heading_across_both_columns_parts_what_stands_above_from_what_stands_below() -> None:
    sheet = Sheet()
    for number in range(3):
        sheet.write(LEFT[number], 60, 80 + 17 * number).write(RIGHT[number], 320, 80 + 17 * number)
    sheet.write("二つの町が同じ日に始めた見守りの取り組みを並べて紹介する章", 60, 170, 16, GOTHIC)
    sheet.write("左の町では朝に旗を出す。", 60, 220).write("右の町では夕に灯をともす。", 320, 220)
    words = "".join(texts(sheet.load()))
    assert in_order(["遠のく。", "決めている。", "並べて紹介", "旗を出す。", "灯をともす。"], words)


def test_a_sentence_broken_at_the_edge_of_the_page_is_whole_again() -> None:
    lines = ["協議体は月に一度集まり、困りごとを持ち寄って話し合う。話し合った内", "容は広報紙で知らせる。"]
    assert texts(Sheet().column(lines, 60, 100).load()) == ["".join(lines)]


def test_an_indented_line_opens_a_new_paragraph() -> None:
    lines = ["　買い物の付き添いは週に二回で、商店街の入り口に集まって出かけている。", "　雨の日は休みとする。"]
    found = texts(Sheet().column(lines, 60, 100).load())
    assert len(found) == 2


def test_letter_spaced_headings_are_drawn_together() -> None:
    sheet = Sheet()
    for nth, letter in enumerate("はじめに"):
        sheet.write(letter, 200 + nth * 30, 80, 16, GOTHIC)
    sheet.column(["この冊子は、初めて地域の支え合いに関わる人に向けて書かれている。"], 60, 130)
    headings = chosen(sheet.load(), kind=BlockKind.HEADING)
    assert [block.heading for block in headings] == ["はじめに"]


def test_letters_drawn_twice_to_look_bold_are_read_once() -> None:
    sheet = Sheet()
    for shift in (0, 0.4):
        sheet.write("見守り活動", 60 + shift, 100, 12, GOTHIC)
    sheet.column(["配達の人が声をかける。"], 60, 140)
    assert "".join(texts(sheet.load())).count("見守り活動") == 1


def test_real_double_letters_stay_double() -> None:
    assert texts(Sheet().write("ささえる々 good book", 60, 100).load()) == ["ささえる々 good book"]


def test_vertical_lines_are_read_from_the_right() -> None:
    sheet = Sheet()
    vertical = UnicodeCIDFont(MINCHO, isVertical=True)
    pdfmetrics.registerFont(vertical)
    for nth, line in enumerate(["春の寄り合いは花見を", "かねて公園で開きます。"]):
        sheet.write(line, 400 - nth * 20, 100, 12, vertical.fontName)
    assert texts(sheet.load()) == ["春の寄り合いは花見をかねて公園で開きます。"]


def test_letters_stacked_one_by_one_are_a_vertical_label() -> None:
    sheet = Sheet()
    for nth, letter in enumerate("支え手"):
        sheet.write(letter, 60, 100 + nth * 14, 12)
    assert texts(sheet.load()) == ["支え手"]


def test_ruby_is_not_read_beside_its_word() -> None:
    sheet = Sheet().write("圏域の会議を開く。", 60, 100, 12).write("けんいき", 60, 87.5, 6)
    assert texts(sheet.load()) == ["圏域の会議を開く。"]


def test_running_headers_footers_and_page_numbers_are_dropped() -> None:
    sheet = Sheet()
    bodies = [
        "一つ目の話は畑仕事です。",
        "二つ目の話は体操です。",
        "三つ目の話は食事会です。",
        "四つ目の話は将棋です。",
    ]
    for number, body in enumerate(bodies, start=3):
        sheet.write("支え合い通信", 60, 40, 9).write(f"- {number} -", 290, 810, 9).write(body, 60, 200).turn_page()
    document = sheet.load()
    assert texts(document) == bodies
    assert [block.place for block in document.blocks] == ["p.1", "p.2", "p.3", "p.4"]


def test_a_title_that_only_two_pages_share_is_no_running_header() -> None:
    sheet = Sheet()
    for number in range(1, 8):
        top = "配食の話" if number <= 2 else f"第{'一二三四五六七'[number - 1]}話"
        sheet.write(top, 60, 60, 16, GOTHIC).write(f"{number}番目のページには別の話が書いてあります。", 60, 200)
        sheet.turn_page()
    assert texts(sheet.load()).count("配食の話") == 2


def test_line_numbers_in_the_margin_are_dropped() -> None:
    lines = [f"{'あいうえおかき'[nth]}の行に書かれた取り決めの文がここに続いている。" for nth in range(7)]
    sheet = Sheet().column(lines, 90, 100)
    for nth in range(7):
        sheet.write(str(nth + 1), 50, 100 + nth * 16.8, 8)
    assert texts(sheet.load()) == ["".join(lines)]


def test_bullets_and_circled_numbers_stay_lists() -> None:
    marks = ["・声をかける", "①名簿を作る", "②地図に印を付ける", "(3)月末に集まる"]
    blocks = Sheet().column(marks, 60, 100).load().blocks
    assert [(block.kind, block.text) for block in blocks] == [(BlockKind.LIST_ITEM, mark) for mark in marks]


def test_a_ruled_table_becomes_rows_that_keep_their_header() -> None:
    sheet = Sheet()
    xs, ys = (60, 160, 300, 440), (100, 130, 160, 190)
    for x in xs:
        sheet.rule(x, ys[0], x, ys[-1])
    for y in ys:
        sheet.rule(xs[0], y, xs[-1], y)
    rows = [("名称", "曜日", "場所"), ("朝市の会", "土曜", "駅前広場"), ("編み物の会", "水曜", "公民館")]
    for y, row in zip(ys, rows, strict=False):
        for x, cell in zip(xs, row, strict=False):
            sheet.write(cell, x + 5, y + 20)
    found = chosen(sheet.load())
    assert [block.kind for block in found] == [BlockKind.TABLE_ROW] * 2
    assert found[0].text == "名称: 朝市の会 / 曜日: 土曜 / 場所: 駅前広場"
    assert found[1].text == "名称: 編み物の会 / 曜日: 水曜 / 場所: 公民館"


def test_a_cell_that_spans_rows_is_told_in_each_of_them() -> None:
    sheet = Sheet()
    xs, ys = (60, 160, 300, 440), (100, 130, 160, 190)
    for x in xs:
        sheet.rule(x, ys[0], x, ys[-1])
    for y in (ys[0], ys[1], ys[3]):
        sheet.rule(xs[0], y, xs[-1], y)
    sheet.rule(xs[1], ys[2], xs[-1], ys[2])
    for x, y, cell in [
        (60, 100, "地区"), (160, 100, "名称"), (300, 100, "場所"),
        (60, 125, "北"), (160, 130, "朝市の会"), (300, 130, "駅前広場"),
        (160, 160, "編み物の会"), (300, 160, "公民館"),
    ]:  # fmt: skip
        sheet.write(cell, x + 5, y + 20)
    assert texts(sheet.load()) == [
        "地区: 北 / 名称: 朝市の会 / 場所: 駅前広場",
        "地区: 北 / 名称: 編み物の会 / 場所: 公民館",
    ]


def test_rows_without_rules_are_read_across() -> None:
    sheet = Sheet()
    for nth, (name, day) in enumerate(
        [("朝市", "土曜の八時から十時まで"), ("体操", "月曜の九時から"), ("茶話会", "金曜の二時から")]
    ):
        sheet.write(name, 60, 100 + nth * 30).write(day, 200, 100 + nth * 30)
    words = "".join(texts(sheet.load()))
    assert in_order(["朝市", "土曜", "体操", "月曜", "茶話会", "金曜"], words)


def test_boxes_on_a_slide_are_read_one_by_one() -> None:
    sheet = Sheet(slide=True).write("二つの役割", 300, 60, 28, GOTHIC)
    for x in (60, 460):
        sheet.canvas.rect(x, sheet.height - 300, 330, 180)
    pairs = zip(
        ["つなぐ人の仕事", "話を聴く。", "人を紹介する。"],
        ["広げる人の仕事", "知らせる。", "仲間を増やす。"],
        strict=True,
    )
    for nth, (left, right) in enumerate(pairs):
        sheet.write(left, 80, 150 + nth * 30, 14).write(right, 480, 150 + nth * 30, 14)
    document = sheet.load()
    words = "".join(texts(document))
    assert document.blocks[0].kind is BlockKind.HEADING
    assert document.blocks[0].heading == "二つの役割"
    assert in_order(["つなぐ人", "話を聴く。", "紹介する。", "広げる人", "知らせる。", "増やす。"], words)


def test_numbered_headings_have_levels_by_their_size_and_number() -> None:
    sheet = Sheet()
    sheet.write("第1章 居場所を作る", 60, 80, 16, GOTHIC).column(
        ["人が集まる場所は、誰かが鍵を開けることから始まる。"], 60, 110
    )
    sheet.write("1-1 場所を探す", 60, 150, 13, GOTHIC).column(
        ["空き家の持ち主に話を聞き、使える日を相談しておく。"], 60, 180
    )
    sheet.write("1-2 鍵を預かる", 60, 220, 13, GOTHIC).column(
        ["鍵は二人で持ち、帰る時にはお互いに声をかけて閉める。"], 60, 250
    )
    headings = chosen(sheet.load(), kind=BlockKind.HEADING)
    assert [(block.heading, block.level) for block in headings] == [
        ("第1章 居場所を作る", 1),
        ("1-1 場所を探す", 2),
        ("1-2 鍵を預かる", 2),
    ]


def test_title_publisher_and_edition_are_read_from_the_first_page() -> None:
    sheet = Sheet().write("暮らしの支え合い読本", 150, 250, 24, GOTHIC).write("令和7年12月25日", 230, 400, 14)
    sheet.write("みどり町社会福祉協議会", 200, 500, 14).turn_page()
    document = sheet.write("この読本は、町の人が自分たちの手で作った。", 60, 100).load("x.pdf")
    assert (document.title, document.edition) == ("暮らしの支え合い読本", "令和7年12月25日")
    assert document.publisher == "みどり町社会福祉協議会"


def test_nothing_is_made_up_where_the_first_page_says_nothing() -> None:
    document = Sheet().column(["ある日の会議で、隣の市の人が話をした。"], 60, 100).load("会議の記録.pdf")
    assert (document.title, document.edition, document.publisher) == ("会議の記録", "", "")
