"""The next or the one before of what is counted: 「その次は？」 after 2回目."""

from __future__ import annotations

import re
import unicodedata

from knowledge.followups.phrases import Sentence, counted

_STEP = re.compile(r"^(?:その|この)?(?P<word>次|つぎ|前|まえ)(?:の回|の(?:段階|ステップ))?(?=は|に|って|で|を|[?？]|$)")


def next_in_order(said: str, asked: Sentence) -> str:
    """The question before with its count one further or one back; empty where nothing is counted, or not asked for."""
    found = _STEP.match(said)
    if not found:
        return ""
    step = 1 if found["word"] in ("次", "つぎ") else -1
    for phrase in reversed(asked.phrases):
        part = counted(asked.words[phrase.start : phrase.end])
        for n in range(phrase.start + part.start, phrase.start + part.end) if part else ():
            number = unicodedata.normalize("NFKC", asked.words[n].surface)
            if number.isdigit() and int(number) + step > 0:
                return asked.text(0, n) + str(int(number) + step) + asked.text(n + 1)
    return ""
