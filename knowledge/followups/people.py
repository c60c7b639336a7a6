"""Signs that words in a thread are said to people, not to the bot; and whether they ask for anything at all.

Each sign is a way of speaking, not a list of cases: calling somebody, speaking of us and you, of yesterday and next
week, proposing, asking a favour, asking what somebody did or thinks, thinking aloud.
"""

from __future__ import annotations

import re

from knowledge.followups.reading import CALLED, DETAIL, without_lead
from knowledge.japanese import written

# A follow-up is short; longer messages tell something.
LONGEST = 80
_CALLS = re.compile(
    r"<[@!#]|[@＠]\S|さん(?:たち)?(?:は|が|に|の|を|も|と|って|、|へ|$|[?？!！])|(?:様|くん|ちゃん|氏|先生)(?:は|が|に|の|も|、|$)"
    r"|(?:課長|係長|部長|主任|会長|局長|所長|館長|町長|市長|村長|施設長|理事長|事務局長|先輩)(?!と?は(?:何|誰|だれ))"
    r"|みんな|みなさん|皆さん|皆様|各位|どなたか|誰か|だれか|全員"
)
_US_AND_YOU = re.compile(
    r"(?:私|わたし|あたし|僕|ぼく|俺|我々|われわれ|うち|当方|弊|自分|あなた|きみ|お宅|おたく)(?:たち|ら|達)?(?:は|が|に|の|を|も|と|で|ところ|だと|、|$)"
    r"|そちら(?:は|の町|の市|では)|(?:この|その)(?:表|資料|紙|ファイル|写真|件|話|メモ|リンク)"
)
_DAYS = re.compile(
    r"今日|本日|明日|あした|あす|明後日|昨日|きのう|一昨日|今朝|今夜|今週|来週|先週|再来週|今月|来月|先月|今年(?!度)|来年(?!度)|去年|昨年(?!度)"
    r"|次回|前回|今回|今度|さっき|先ほど|あとで|後ほど|この前|こないだ|この間|最近|まだ|もう(?!少し|ちょっと)"
    r"|[月火水木金土日]曜|午前|午後|[0-9０-９]{1,2}[:：時][0-9０-９]{0,2}|[0-9０-９]{1,2}[/／月][0-9０-９]{1,2}"
)
_PROPOSES = re.compile(
    r"ましょう|ませんか|ませんでしょうか|どう(?:です|でしょう|かな|しよう|思|します|する(?:の|ん)?[?？]?$)|いかが|よう(?:か|よ)?[?？。!！]*$"
    r"|(?:で|に|が|は)(?:いい|良い|よい|大丈夫|よろしい)(?:です|でしょう)?か?ね?[?？]*$|賛成|反対(?:です|の人)"
)
_FAVOUR = re.compile(
    r"(?<!教え)(?<!おしえ)(?<!説明し)(?<!挙げ)(?<!示し)て(?:もら|いただけ|いただき|頂|くれ|ください|下さい|ほしい|欲しい|おいて|きて|おき)"
    r"|お願い|おねがい|(?:もらって|借りて|電話して|聞いて|送って|貸して|使って|頼んで)も?(?:いい|よい|良い|大丈夫)"
)
_ALOUD = re.compile(
    r"(?:よね|だね|ですね|っけ|かな[あぁー]?|かしら|かも|だろう(?:ね|か)?|だろ|でしょうね|でしょうかね|ですかね|ますかね|かねえ?|よ?なあ"
    r"|でしょ|じゃない|くない|じゃん|のか|って?ことか)[?？。!！…ー〜~]*$"
    r"|[0-9０-９一二三四五六七八九十何](?:つ|回|人|個|件|か所)も|そんなに|こんなに"  # surprise
    r"|と思|そう(?:です|なん)|らしい|みたい(?:です|だ)|ほんと|本当(?:です|に)?[?？]|え[、っ]"
)
_DONE = re.compile(
    r"(?:まし|だっ|でし|かっ|[いえきしちにびみりっんれけてげでべめせ])た(?:の|ん(?:です)?|んでしょう)?か?[?？]*$|(?:て|で)(?:い)?(?:る|ます)(?:の|ん(?:です)?)?か?(?:人)?[?？]*$"
)
# States that documents tell of, though they are said like what somebody is doing just now.
_STATE = re.compile(r"(?:れ|られ|向い|決まっ|分かれ|違っ|異なっ|定め|載っ|書い)て(?:い)?(?:る|ます)")
_ASKS_WHEN = re.compile(r"いつ|なぜ|どうして|誰が|だれが|何年|どこで")
_MADE = re.compile(r"(?:れ|られ|始まっ|でき|出来|設けられ|決まっ|改まっ)(?:た|まし)")
_CONDITION = re.compile(r"たら|れば|とき|時は|場合|には")
_WORDS_OF_ASKING = re.compile(
    r"何|なに|なん[でのだ]|どう|どの|どこ|どれ|どちら|どっち|どんな|どれ|誰|だれ|いつ|いくら|いくつ|なぜ|理由は|違いは"
)
_ASKS = re.compile(
    r"[?？]$|(?:ます|です|でしょう|ません|ました|の|い|る|た)か$|(?:は|とは|って|には|では|については|について)$"
    r"|(?:教えて|おしえて|挙げて|説明して|知りたい|聞きたい|示して)(?:ください|下さい|ほしい|欲しい|です)?$|(?:例|詳細)(?:を|は)?$"
)
_SILENCE = re.compile(
    r"(?:(?:つなぎ|ツナギ|tsunagi|ボット|bot)(?:さん)?[、,は\s]*)?(?:(?:もう|少し|ちょっと|しばらく)[、,\s]*)?"
    r"(?:(?:静|しず)かに|お?静かに|黙って|だまって|シーッ?|し[ーっ]+|ストップ|stop"
    r"|(?:答え|こたえ|返事し|返信し|反応し|しゃべら)な(?:くて(?:も)?(?:いい|良い|よい|大丈夫)|いで)|(?:返事|返信|回答)は?(?:いらない|不要))"
    r"(?:(?:して|お願い|おねがい|頼む|いて)?(?:(?:い)?て)?(?:ください|下さい|ね|くれる|ほしい|おいて|します|です|よ)*)",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"https?:|www\.")
_END = "。．!！ \u3000\n…〜~ー"


def calls_the_bot(text: str) -> bool:
    """Whether `text` begins with the bot's name, as one calls a person: 「つなぎさん、2回目は？」."""
    return CALLED.match(text) is not None


def asks(text: str) -> bool:
    """Whether `text` asks for something, in the form that people give to a question."""
    bare = without_lead(text).strip(_END)
    if not any(char.isalnum() for char in bare) or len(bare) > LONGEST or "\n" in bare:
        return False
    if _ASKS.search(bare) or DETAIL.search(bare):
        return True
    return _WORDS_OF_ASKING.search(bare) is not None and written(bare)[-1].part in (
        "動詞",
        "助詞",
        "助動詞",
        "名詞",
        "代名詞",
    )


def is_between_people(text: str) -> bool:
    """Whether something in `text` says that it is meant for people."""
    bare = without_lead(text).strip(_END)
    if any(sign.search(text) for sign in (_CALLS, _ADDRESS)):
        return True
    if any(sign.search(bare) for sign in (_US_AND_YOU, _DAYS, _FAVOUR, _ALOUD)):
        return True
    if _PROPOSES.search(bare) and not _CONDITION.search(bare):
        return True
    if _DONE.search(bare):
        return not (_STATE.search(bare) or (_ASKS_WHEN.search(bare) and _MADE.search(bare)))
    return _names_somebody(bare)


def asks_for_silence(text: str) -> bool:
    """Whether `text` asks the bot, and asks nothing else, to keep quiet: 「静かに」「もう答えなくていいよ」."""
    return _SILENCE.fullmatch(text.strip(_END + "♪")) is not None


def is_plain(text: str) -> bool:
    """Whether `text` ends in a plain verb: people plan so among themselves (誰が電話する？ 申し込む？ 聞いてみたら？).

    Of the bot, those who join in ask politely (誰が参加するんですか), or with nothing but a name (2回目は？).
    """
    bare = without_lead(text).strip(_END + "?？")
    last = written(re.sub("(?<=[るうくすつぬむぶぐたない])の$", "", bare))[-1:] if bare else []
    return bool(last) and (
        last[0].part == "動詞" or last[0].surface in ("た", "たら", "れば", "ば", "ない", "て", "らし")
    )


def is_nod(text: str) -> bool:
    """Whether `text` only shows that it was heard: なるほど, ありがとう, 了解です."""
    bare = text.strip(_END)
    return len(bare) <= 20 and (not asks(bare)) and (without_lead(bare) != bare or _NOD.search(bare) is not None)


_NOD = re.compile(
    r"なるほど|ありがと|了解|わかり|分かり|承知|ふむ|へえ|ほう|おお|すごい|いいね|そっか|そうか|助かり|便利|勉強"
)


def _names_somebody(text: str) -> bool:
    return any(word.finer == "人名" for word in written(text))
