"""All that the Slack side remembers, opened and closed together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bot.keeping import answer_log, baskets, channel_rules, document_limits, greetings, handovers, threads, tokens
from bot.keeping.answer_log import AnswerLog
from bot.keeping.baskets import Baskets
from bot.keeping.channel_rules import ChannelRules
from bot.keeping.document_limits import DocumentLimits
from bot.keeping.greetings import Greetings
from bot.keeping.handovers import Handovers
from bot.keeping.threads import Threads
from bot.keeping.tokens import TokenLedger
from bot.sqlite_file import SqliteFile

FILE = "conversations.sqlite3"
_SCHEMAS = (
    answer_log.SCHEMA,
    baskets.SCHEMA,
    channel_rules.SCHEMA,
    document_limits.SCHEMA,
    greetings.SCHEMA,
    handovers.SCHEMA,
    threads.SCHEMA,
    tokens.SCHEMA,
)


@dataclass(frozen=True, slots=True)
class Keeping:
    """The stores of one bot. Each may be used from any thread."""

    file: SqliteFile
    answers: AnswerLog
    baskets: Baskets
    limits: DocumentLimits
    greetings: Greetings
    handovers: Handovers
    threads: Threads
    rules: ChannelRules
    tokens: TokenLedger

    @classmethod
    def open(cls, path: Path, clock: Callable[[], float]) -> Keeping:
        """The stores in the file `path`, made where missing; `clock` gives seconds since 1970.

        Raises SettingError when the file cannot be used.
        """
        file = SqliteFile(path, "".join(_SCHEMAS))
        return cls(
            file,
            AnswerLog(file, clock),
            Baskets(file, clock),
            DocumentLimits(file, clock),
            Greetings(file, clock),
            Handovers(file, clock),
            Threads(file, clock),
            ChannelRules(file, clock),
            TokenLedger(file, clock),
        )

    def tidy(self) -> None:
        """Forgets what is kept for a time only, and has had its time."""
        self.answers.tidy()
        self.baskets.tidy()
        self.greetings.tidy()
        self.handovers.tidy()
        self.threads.tidy()
        self.tokens.tidy()
        self.file.empty_journal()

    def close(self) -> None:
        """Closes the file; nothing may be used afterwards."""
        self.file.close()
