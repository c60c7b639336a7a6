"""Web pages made to mislead a loader."""

from __future__ import annotations

import pytest

from ingest.blocks import BlockKind, LoadedDocument
from ingest.loaders.web_page import MOST_BYTES, WebPageLoader
from knowledge.errors import DocumentEmpty, DocumentUnreadable
from tests.ingest.loaders.drawn import chosen, texts


def load(body: str, head: str = "", encoding: str = "utf-8", name: str = "試し.html") -> LoadedDocument:
    page = f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>"
    return WebPageLoader().load(page.encode(encoding), name)


def test_headings_paragraphs_and_lists_keep_their_kind_and_depth() -> None:
    document = load(
        "<h1>集いの場</h1><p>毎週開く。</p><ul><li>体操<ul><li>椅子で</li></ul></li></ul><ol><li>受付</li></ol>"
    )
    assert [(block.kind, block.text, block.level) for block in document.blocks] == [
        (BlockKind.HEADING, "集いの場", 1),
        (BlockKind.PARAGRAPH, "毎週開く。", 0),
        (BlockKind.LIST_ITEM, "・体操", 0),
        (BlockKind.LIST_ITEM, "・椅子で", 1),
        (BlockKind.LIST_ITEM, "1. 受付", 0),
    ]


def test_the_frame_of_a_page_is_left_out() -> None:
    document = load(
        "<header>町の紋</header><nav><ul><li>暮らし</li></ul></nav><div class='breadcrumb'>トップ</div>"
        "<main><h1>配食</h1><p>昼に届けます。</p></main><aside>広告</aside><footer>住所</footer>"
        "<script>alert('x')</script><div style='display:none'>内緒</div><!-- 覚え書き -->"
    )
    assert texts(document) == ["配食", "昼に届けます。"]


def test_words_outside_a_tiny_main_part_are_not_lost() -> None:
    document = load("<main><p>短い。</p></main><div>" + "<p>こちらに長い本文が続いています。</p>" * 5 + "</div>")
    assert len(texts(document)) == 6


def test_a_table_keeps_its_header_and_its_spans() -> None:
    document = load(
        "<table><caption>表1 通いの場</caption><tr><th>地区</th><th>名称</th><th>曜日</th></tr>"
        "<tr><td rowspan=2>北</td><td>朝市</td><td>土</td></tr><tr><td colspan=2>休み</td></tr></table>"
    )
    assert [(block.kind, block.text) for block in document.blocks] == [
        (BlockKind.CAPTION, "表1 通いの場"),
        (BlockKind.TABLE_ROW, "地区: 北 / 名称: 朝市 / 曜日: 土"),
        (BlockKind.TABLE_ROW, "地区: 北 / 名称: 休み / 曜日: 休み"),
    ]


def test_a_table_with_labels_at_the_side_is_told_as_label_and_value() -> None:
    document = load("<table><tr><th>場所</th><td>公民館</td></tr><tr><th>日時</th><td>火曜</td></tr></table>")
    assert texts(document) == ["場所: 公民館", "日時: 火曜"]


def test_a_table_that_only_arranges_the_page_is_ordinary_text() -> None:
    document = load("<table><tr><td><h2>左</h2><p>左の話。</p></td><td><h2>右</h2><p>右の話。</p></td></tr></table>")
    assert texts(document) == ["左", "左の話。", "右", "右の話。"]


def test_terms_keep_their_meaning() -> None:
    assert texts(load("<dl><dt>圏域</dt><dd>歩いて通える広さ</dd></dl>")) == ["圏域: 歩いて通える広さ"]


def test_ruby_is_left_out_and_line_breaks_of_the_source_do_not_cut_a_sentence() -> None:
    assert texts(load("<p><ruby>圏域<rp>(</rp><rt>けんいき</rt></ruby>の集まりを\n   毎月開く。</p>")) == [
        "圏域の集まりを毎月開く。"
    ]


def test_words_that_stand_directly_in_a_box_are_read() -> None:
    assert texts(load("<div>前の話<p>中の話</p>後の話<span>続き</span></div>")) == ["前の話", "中の話", "後の話続き"]


@pytest.mark.parametrize(
    ("encoding", "declared", "words"),
    [
        ("cp932", "Shift_JIS", "髙橋さんの畑①"),
        ("euc_jp", "EUC-JP", "高橋さんの畑"),
        ("utf-8", "UTF-8", "髙橋さんの畑①"),
        ("utf-8", "nonsense", "髙橋さんの畑①"),
    ],
)
def test_a_page_is_read_in_the_encoding_it_declares(encoding: str, declared: str, words: str) -> None:
    assert texts(load(f"<p>{words}</p>", f'<meta charset="{declared}">', encoding)) == [words]


def test_title_publisher_and_date_are_read_from_the_page() -> None:
    document = load(
        "<main><h1>見守りの輪</h1><p>更新日：令和7年3月1日</p><p>本文です。</p></main>",
        '<title>見守りの輪|みどり町</title><meta property="og:site_name" content="みどり町">',
    )
    assert (document.title, document.publisher, document.edition) == ("見守りの輪", "みどり町", "令和7年3月1日")


def test_external_entities_and_endless_nesting_do_no_harm() -> None:
    attack = '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]><p>本文&x;</p>' + "<div>" * 50_000 + "奥"
    document = WebPageLoader().load(attack.encode(), "罠.html")
    assert "root:" not in "".join(texts(document))
    assert texts(document)[0].startswith("本文")


def test_a_page_that_only_a_browser_fills_is_refused_with_the_cure() -> None:
    with pytest.raises(DocumentEmpty, match="開いてから表示されるページ") as refused:
        load("<div id='app'></div><script src='app.js'></script>")
    assert "PDF" in refused.value.cure


def test_a_page_beyond_all_bounds_is_refused() -> None:
    with pytest.raises(DocumentUnreadable, match="MB を超えています"):
        WebPageLoader().load(b"a" * (MOST_BYTES + 1), "大きい.html")


def test_a_heading_without_words_is_no_heading() -> None:
    assert chosen(load("<h2> </h2><p>本文</p>"), kind=BlockKind.HEADING) == []
