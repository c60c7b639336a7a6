"""Notes by meaning on the command line: their vectors are used where they are, here or with the running bot."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from bot.commands.jobs import NEAR, WHILE_SOMEBODY_WAITS
from bot.commands.resources_terminal import warn
from bot.handoff import hand_over
from bot.wiring import Services
from knowledge.errors import IndexBusy, PassageIndexError

_LATER = "意味で探す準備の続きは、ボットが動くときか `tsunagi doctor` で行います。"


class NearWhereTheVectorsAre:
    """What notes are near a question. Where that cannot be known now, it says so and leaves it to the words."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._opened = False

    def __call__(self, team_id: str, question: str, limit: int) -> Sequence[tuple[str, float]]:
        """See `Meaning`."""
        try:
            return self._near(team_id, question, limit)
        except PassageIndexError:
            warn("いまは意味では探せないため、言葉だけで探しました。")
            return ()

    def _near(self, team_id: str, question: str, limit: int) -> Sequence[tuple[str, float]]:
        try:
            self._follow_once()
            return self._services.meaning(team_id, question, limit)
        except IndexBusy:
            asked = {"team": team_id, "question": question, "limit": limit}
            said = hand_over(self._services.settings.home, NEAR, asked)
            if said is None:
                raise
            return [(note_id, score) for note_id, score in said]

    def _follow_once(self) -> None:
        if not self._opened and (left := self._services.meaning.follow(WHILE_SOMEBODY_WAITS)):
            warn(f"まだ{left}件は言葉だけで探しています。{_LATER}")
        self._opened = True


def follow_now(services: Services) -> None:
    """Has the vectors follow what was recorded. A running bot does that by itself; Ctrl-C leaves it for later."""
    try:
        services.meaning.follow(heard=_show_what_is_left)
    except PassageIndexError:
        return
    except KeyboardInterrupt:
        warn(f"\n記録は終わっています。{_LATER}")
    else:
        _show_what_is_left(0)


def _show_what_is_left(left: int) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r意味でも探せるようにしています。残り {left}件 " if left else "\r\033[K")
        sys.stderr.flush()
