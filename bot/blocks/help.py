"""What the bot says of itself: how to use it, how it introduces itself, what one could ask."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from bot.blocks.message import Block, Message, fallback, plain_message, section
from bot.blocks.resource_parts import OPEN, actions, button
from bot.mrkdwn import bold, escape

TRY_ACTION = "try_question"
EXAMPLES = ("協議体の役割は?", "開発と調整の違いは?")
PROMPTS_TITLE = "たとえば、こんなことを聞けます"
HELP_WORD = "使い方"

PROMISE = "手引きなどの資料から、出典をそえてお答えします。資料にないことは「見つかりませんでした」とお伝えします。"
_TAP = "下のボタンを押して、試してみてください。"
_INTRODUCTION = "はじめまして、つなぎです。"
_HERE = "このチャンネルでは、「@tsunagi 質問」と書いてください。スレッドでお答えします。"
_DIRECTLY = "ここに質問を書いて送ってください。ふだんの言葉でだいじょうぶです。"

# How, what it does, an example to copy.
_WAYS = (
    ("/ask 質問", "あなただけに回答が表示されます。ボタンでチャンネルに共有できます。"),
    ("@tsunagi 質問", "チャンネルで話しかけると、スレッドに回答します。"),
    ("ダイレクトメッセージ", "質問を送ると、その場で回答します。管理者の方は、資料を送って追加できます。"),
    ("/excerpt 言葉", "資料の一節を探して引用できます。スレッドでは「@tsunagi 抜粋 言葉」と書いてください。"),
    ("/resource 名前 …", "見つけた資源を1行で記録します。そのまま送ると記入欄が、「検索 言葉」で記録が開きます。"),
    ("/tsunagi 資料", "どんな資料から答えているかを表示します。"),
    ("/tsunagi 設定", "チャンネルごとに、はじめに調べる資料や、答えの見え方を決めます。"),
)
# 「使い方を教えてください」 and the like, alone; with more words it is a question to the documents.
_FOR_HELP = re.compile(
    r"(?:(?:つなぎ|tsunagi)の?)?(?:使い方|使いかた|つかいかた|つかい方|ヘルプ|help)"
    r"(?:(?:を|が)?(?:教えて|おしえて|知りたい|見せて|見たい)(?:ください|下さい|ほしい|欲しい|です)*)?(?:は|って)?"
)


_THANKS = re.compile(
    r"(?:どうも|教えてくれて|回答)*(?:ありがとう|有難う|有り難う|サンキュー|thankyou|thanks)(?:ございます|ございました|ね|です)*"
    r"|どうも|(?:とても|大変|すごく)?(?:助かります|助かりました|参考になりました)"
    r"|(?:了解|承知)(?:です|しました|いたしました)?|(?:わかりました|分かりました|なるほど|はい|ok|オッケー)(?:です)?"
)
_HELLO = re.compile(
    r"(?:こんにちは|こんにちわ|こんばんは|こんばんわ|おはよう(?:ございます)?|はじめまして|初めまして|もしもし"
    r"|お疲れ(?:さま|様)(?:です|でした)?|おつかれさま(?:です|でした)?|よろしく(?:お願いします|お願いいたします|おねがいします)?"
    r"|hello|hi|ハロー|テスト|test)+"
)
WELCOME = "どういたしまして。ほかにもあれば、いつでも聞いてください。"
HELLO = "こんにちは。手引きなどの資料のことを、何でも聞いてください。"


def asks_for_help(text: str) -> bool:
    """Whether somebody wants to know how the bot is used, and nothing else."""
    return bool(_FOR_HELP.fullmatch(_bare(text)))


def reply_without_documents(text: str) -> Message | None:
    """What to say to a call for help, a greeting or thanks; None where the documents are asked."""
    bare = _bare(text)
    if _FOR_HELP.fullmatch(bare):
        return help_message()
    if _THANKS.fullmatch(bare):
        return plain_message(WELCOME)
    if _HELLO.fullmatch(bare):
        return Message(escape(HELLO), (section(escape(HELLO)), _to_try()))
    return None


def help_message() -> Message:
    """使い方, with two questions to try and the form for a resource."""
    blocks = (section(PROMISE), section(ways()), section(_TAP), _to_try())
    lines = [f"{way}: {what}" for way, what in _WAYS]
    return Message(escape("\n".join([PROMISE, *lines])), blocks)


def greeting(*, in_channel: bool) -> Message:
    """The first words to a person, or to a channel that invited the bot."""
    lines = [
        _INTRODUCTION + PROMISE,
        _HERE if in_channel else _DIRECTLY,
        f"困ったときは「{HELP_WORD}」と書いてください。",
    ]
    # In the agent view, Slack shows the examples above all messages already.
    to_try = _to_try(EXAMPLES if in_channel else EXAMPLES[:1])
    return Message(fallback("\n".join(lines)), (section(escape("\n".join(lines))), to_try))


def prompts() -> list[dict[str, str]]:
    """What the agent view offers to ask: each with what is shown and what is sent."""
    return [{"title": text, "message": text} for text in (*EXAMPLES, HELP_WORD)]


def ways() -> str:
    """The ways to use the bot, one a line, as mrkdwn."""
    return "\n".join(f"• {bold(escape(way))}: {escape(what)}" for way, what in _WAYS)


def try_actions(examples: Sequence[str] = EXAMPLES) -> list[str]:
    """The action ids of the buttons that ask an example; within one block they have to differ."""
    return [f"{TRY_ACTION}_{number}" for number in range(len(examples))]


def _bare(text: str) -> str:
    """The words without marks and blanks, all widths and cases the same."""
    return "".join(char for char in unicodedata.normalize("NFKC", text).casefold() if char.isalnum() or char == "ー")


def _to_try(examples: Sequence[str] = EXAMPLES) -> Block:
    asking = [button(text, action, text) for text, action in zip(examples, try_actions(examples), strict=True)]
    return actions(*asking, button("資源メモを書く", OPEN, "help"))
