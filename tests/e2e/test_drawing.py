"""Text and blocks as Slack draws them; what nobody may smuggle in with them."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from slack_sdk import WebClient

from bot.sandbox.config import ChannelSpec, PersonSpec, WorkspaceConfig
from bot.sandbox.driver import Workspace
from tests.e2e.conftest import DESKTOP, PHONE, OpenPage
from tests.e2e.desk import MANIFEST, Desk
from tests.e2e.desk_blocks import EVERY_BLOCK
from tests.e2e.hands import messages, write

ATTACK = "<img src=x onerror=window.hurt=1><script>window.hurt=1</script>"
DRAW = """async ([module, name, text]) => {
    const drawn = await import(`/page/${module}.js`);
    const box = document.createElement("div");
    box.append(...drawn[name](text).filter(Boolean));
    return box.innerHTML;
}"""


@pytest.fixture
def page(workspace: Workspace, open_page: OpenPage) -> Page:
    return open_page(workspace)


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("*太字* です", "<strong>太字</strong> です"),
        ("これは*太字*です", "これは*太字*です"),
        ("*太字*です", "*太字*です"),
        ("「*太字*」", "「*太字*」"),
        ("\u200b*太字*\u200bです", "\u200b<strong>太字</strong>\u200bです"),
        ("(*bold*)", "(<strong>bold</strong>)"),
        ("* 太字 *", "* 太字 *"),
        ("2*3*4", "2*3*4"),
        ("_斜体_ ~消す~", "<em>斜体</em> <s>消す</s>"),
        ("snake_case_name", "snake_case_name"),
        ("*_両方_*", "<strong><em>両方</em></strong>"),
        ("*二\n行*", "*二<br>行*"),
        ("`*そのまま*`", "<code>*そのまま*</code>"),
        ("```\n*a*\n b\n```", "<pre>*a*\n b</pre>"),
        ("&gt; 引用\n&gt; つづき\n地の文", "<blockquote>引用<br>つづき</blockquote>地の文"),
        ("&gt;&gt;&gt;全部\n引用", "<blockquote>全部<br>引用</blockquote>"),
        ("&lt;b&gt; &amp;amp;", "&lt;b&gt; &amp;amp;"),
        ("<!here> <!channel>", '<span class="mention mention-me">@here</span> '
         '<span class="mention mention-me">@channel</span>'),
        ("<@U0NOBODY>", '<span class="mention">@不明な人</span>'),
        ("<#C0SECRET>", '<span class="mention">#非公開のチャンネル</span>'),
        ("<javascript:alert(1)|押す>", "<span>押す</span>"),
        ("<!date^x^{date}|昨日>", "昨日"),
        (":no_such_emoji:", ":no_such_emoji:"),
        ("12:30:45", "12:30:45"),
    ],
)  # fmt: skip
def test_mrkdwn_follows_slacks_own_rules(page: Page, text: str, drawn: str) -> None:
    assert page.evaluate(DRAW, ["mrkdwn", "mrkdwn", text]) == drawn


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("これは**太字**です", "<p>これは<strong>太字</strong>です</p>"),
        ("~~消す~~と*斜体*", "<p><s>消す</s>と<em>斜体</em></p>"),
        ("一行\n二行", "<p>一行<br>二行</p>"),
        ("- a\n- b\n  - c", "<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>"),
        ("3. 三\n4. 四", '<ol start="3"><li>三</li><li>四</li></ol>'),
        ("> 引用\n\n地", "<blockquote><p>引用</p></blockquote><p>地</p>"),
        ("```py\n**x**\n```", "<pre>**x**</pre>"),
        ("<b>x</b> &lt;i&gt;", "<p>&lt;b&gt;x&lt;/b&gt; &lt;i&gt;</p>"),
        ("[押す](javascript:alert(1))", "<p><span>押す</span></p>"),
        ("3 * 4 * 5", "<p>3 * 4 * 5</p>"),
        ("---", "<hr>"),
    ],
)
def test_markdown_blocks_know_bold_beside_kana_and_no_html(page: Page, text: str, drawn: str) -> None:
    assert page.evaluate(DRAW, ["markdown", "markdown", text]) == drawn


def test_links_open_elsewhere_and_learn_nothing_of_the_page(page: Page) -> None:
    write(page, "こちら https://example.com/a?b=1&c=2 です")
    anchor = messages(page).get_by_role("link", name="https://example.com/a?b=1&c=2")
    expect(anchor).to_have_attribute("href", "https://example.com/a?b=1&c=2")
    expect(anchor).to_have_attribute("rel", "noopener noreferrer")


def test_dates_read_as_they_do_here(page: Page) -> None:
    drawn = page.evaluate(DRAW, ["mrkdwn", "mrkdwn", "<!date^1767225600^{date_num} {time}|？>"])
    assert "2026/01/01 09:00" in drawn


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_every_block_is_drawn_inside_the_window(
    desk_workspace: Workspace, desk: Desk, open_page: OpenPage, size: tuple[int, int]
) -> None:
    page = open_page(desk_workspace, size=size)
    write(page, "/blocks")
    row = messages(page).first
    row.get_by_text("10分の体操です").wait_for()
    for block in EVERY_BLOCK:
        expect(row.locator(f".block-{block['type']}").first).to_be_visible()
    expect(row.locator(".unknown")).to_have_count(0)
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    assert row.evaluate(
        "row => [...row.querySelectorAll('.block')].every(b => b.getBoundingClientRect().right <= innerWidth)"
    )


def test_nothing_anybody_writes_becomes_code(desk_workspace: Workspace, desk: Desk, open_page: OpenPage) -> None:
    page = open_page(desk_workspace)
    client = WebClient(desk_workspace.bot_token, base_url=desk_workspace.api_url)
    sato = desk_workspace.person("colleague")
    sato.say("協議体", ATTACK)
    sato.upload("協議体", ATTACK.encode(), f"{ATTACK[:60]}.html")
    place = desk_workspace.channel("協議体").id
    client.chat_postMessage(channel=place, text="x", blocks=_hostile_blocks())
    client.chat_postMessage(channel=place, text=f"<https://example.com|{ATTACK}> <!date^0^{ATTACK}|{ATTACK}>")
    expect(messages(page)).to_have_count(4)
    expect(messages(page).nth(2)).to_contain_text(ATTACK)
    assert page.locator("main script, main img[onerror], main [onclick]").count() == 0
    assert page.evaluate("() => window.hurt") is None


def _hostile_blocks() -> list[dict[str, object]]:
    plain = {"type": "plain_text", "text": ATTACK[:75]}
    button = {"type": "button", "text": plain, "action_id": "x", "url": "javascript:window.hurt=1"}
    return [
        {"type": "header", "text": plain},
        {"type": "markdown", "text": f"{ATTACK}\n[押す](javascript:window.hurt=1)\n\n| {ATTACK} |\n|---|\n| a |"},
        {"type": "image", "image_url": "data:text/html,x", "alt_text": ATTACK},
        {"type": "section", "text": {"type": "mrkdwn", "text": ATTACK}},
        {"type": "actions", "elements": [button]},
    ]


def test_a_hostile_link_button_opens_nothing(desk_workspace: Workspace, desk: Desk, open_page: OpenPage) -> None:
    page = open_page(desk_workspace)
    client = WebClient(desk_workspace.bot_token, base_url=desk_workspace.api_url)
    client.chat_postMessage(channel=desk_workspace.channel("協議体").id, text="x", blocks=_hostile_blocks()[-1:])
    messages(page).get_by_role("button").first.click()
    desk_workspace.wait_for(lambda: desk.heard, what="the press")
    assert len(page.context.pages) == 1
    assert page.evaluate("() => window.hurt") is None


def test_names_are_shown_as_they_are_written(open_page: OpenPage) -> None:
    config = WorkspaceConfig(
        team_name=ATTACK,
        people=(PersonSpec("one", "one", ATTACK), PersonSpec("two", "two", "佐藤")),
        channels=(ChannelSpec(ATTACK, ("one", "two")),),
    )
    with Workspace(MANIFEST, config=config, page=True) as workspace:
        page = open_page(workspace, "two")
        workspace.person("one").say(ATTACK, "こんにちは")
        expect(page.locator(".message").get_by_text(ATTACK)).to_be_visible()
        expect(page.get_by_role("heading", name=ATTACK)).to_be_visible()
        assert page.evaluate("() => window.hurt") is None
        page.close()


def test_an_uploaded_page_is_handed_out_but_never_shown(
    desk_workspace: Workspace, desk: Desk, open_page: OpenPage
) -> None:
    page = open_page(desk_workspace)
    for name in ("a.html", "b.svg", "c.png"):
        desk_workspace.person("coordinator").upload(
            "協議体", b"<svg onload='hurt=1'><script>hurt=1</script></svg>", name
        )
    links = messages(page).get_by_role("link").filter(has_text="📄")
    expect(links).to_have_count(3)
    for link in links.all():
        with page.expect_download():
            link.click()
    assert page.evaluate("() => window.hurt") is None


def test_a_thousand_messages_are_all_there_in_order_and_the_next_one_comes_in(
    workspace: Workspace, open_page: OpenPage
) -> None:
    sato = workspace.person("colleague")
    for number in range(1000):
        sato.say("協議体", f"{number}番")
    page = open_page(workspace)
    expect(messages(page)).to_have_count(1000)
    texts = messages(page).locator(".text").all_text_contents()
    assert texts == [f"{number}番" for number in range(1000)]
    expect(messages(page).last).to_be_in_viewport()
    sato.say("協議体", "最後です")
    expect(messages(page).filter(has_text="最後です")).to_be_in_viewport()
    page.get_by_role("log", name="協議体のメッセージ").focus()
    page.keyboard.press("Home")
    expect(messages(page).first).to_be_in_viewport()
    sato.say("協議体", "まだあります")
    expect(messages(page)).to_have_count(1002)
    expect(messages(page).first).to_be_in_viewport()
