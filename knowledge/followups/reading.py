"""How a follow-up is said: what leads in, what it names, what it asks of that, what it points at."""

from __future__ import annotations

import re
from dataclasses import dataclass

from knowledge.followups.phrases import Phrase, Sentence, read_sentence
from knowledge.followups.vocabulary import SAYS_NOTHING
from knowledge.japanese import words

# What people say before they ask on: a link to what was said, thanks, a nod. Some only with a comma: はい begins
# はいかい, too.
_NAME = r"(?:つなぎ|ツナギ|tsunagi|TSUNAGI|Tsunagi)"
CALLED = re.compile(rf"^\s*{_NAME}(?:さん|くん|ちゃん)?(?:[、,。！!\s]+(?=\S)|(?<=ん)(?=[0-9０-９①-⑳ァ-ヶ一-龠]))")
_LEAD = re.compile(
    r"^(?:その(?:前|次|後|あと)の(?=[^はに])"
    r"|じゃあ?|では|それじゃあ?|それでは|そしたら|だとすると|なら|それなら|ちなみに|あと(?:は|、)?|それと|そして"
    r"|こんにちは|こんばんは|おはよう(?:ございます)?|お疲れ様です|おつかれさまです|ところで"
    r"|なるほど(?:です)?(?:ね)?|へえ?ー*|ふむ(?:ふむ)?|ほう|そうなんだ|そうなんですね?"
    r"|(?:どうも)?ありがとう(?:ございます|ございました)?|助かります|了解(?:です|しました)?|わかりました|分かりました|承知しました"
    r"|(?:はい|うん|ええ|えっと|あの|すみません|また|で)(?=[、,。！! ]))"
    r"[、,。！!…\s]*"
)
_END = "?？。．!！、 \u3000\n"
# Between a name and what is asked of it.
_PARTICLES = re.compile(
    r"^(?:のは(?=$|[?？])|についても|に関しても|については|に関しては|について|に関して|の場合は|の方は|のほうは|というのは|って(?=$|[何なにど、?？])|とは|では|には|だと|なら|は|が|を|も|に|で|の|と|へ|から|まで)"
)
_ASKS_NOTHING = re.compile(
    r"^(?:は)?(?:どう(?:です|でしょう|なの|なん(?:です)?|なります)?|いかが(?:です|でしょう)?)(?:か|の|かな)?$"
)

_TELL = re.compile(
    r"^(?:教えて|おしえて|挙げて|あげて|見せて|知りたい|聞きたい|お願い|説明して)(?:ください|下さい|ほしい|くれますか|もらえますか|いただけますか|します|です|のですが)*$"
)
DETAIL = re.compile(r"もう(?:少し|ちょっと)|もっと|詳し|くわし|具体的に")


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What was said, without what leads in: `text`, and its build.

    `head` is the chain of names it begins with, None where it begins otherwise; `particle` and `rest` are what comes
    after that. `bare` says that nothing is asked of the head but what was asked before.
    """

    text: str
    sentence: Sentence
    head: tuple[Phrase, ...] | None
    particle: str
    rest: str
    bare: bool

    @property
    def name(self) -> str:
        """The head as written, empty where there is none."""
        return self.sentence.text(self.head[0].start, self.head[-1].end) if self.head else ""

    @property
    def says_something(self) -> bool:
        """Whether there is a word of substance in it: 「なぜ？」「ほかには？」「もう少し詳しく」 have none."""
        return any(word not in SAYS_NOTHING and not word.startswith("何") for word in words(self.text))

    @property
    def again(self) -> bool:
        """Whether the same is asked of one more thing: 「2回目も教えて」."""
        return self.particle in ("も", "についても", "に関しても") and self.tell

    @property
    def tell(self) -> bool:
        """Whether the head is to be told about: 「例を教えて」."""
        return _TELL.match(self.rest) is not None


def read_follow_up(said: str) -> FollowUp:
    """Reads what was said."""
    text = without_lead(said).strip()
    sentence = read_sentence(text.rstrip(_END))
    head = sentence.chains[0] if sentence.chains and sentence.chains[0][0].start == _opening(sentence) else None
    tail = sentence.text(head[-1].end) if head else sentence.text()
    found = _PARTICLES.match(tail.lstrip(")）」")) if head else None
    particle = found.group() if found else ""
    rest = tail.lstrip(")）」")[len(particle) :].strip(_END)
    nothing = not rest and particle != "とは"
    bare = head is not None and (nothing or _ASKS_NOTHING.match(rest) is not None)
    return FollowUp(text, sentence, head, particle, rest, bare)


def without_lead(said: str) -> str:
    """`said` without what leads in; the whole where nothing else is there."""
    text = CALLED.sub("", said.strip())
    while (found := _LEAD.match(text)) and found.end() < len(text):
        text = text[found.end() :]
    return text


def _opening(sentence: Sentence) -> int:
    """Where the first word is that is no bracket."""
    return next((n for n, word in enumerate(sentence.words) if word.surface not in "(（「"), 0)
