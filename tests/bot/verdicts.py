"""How the answers that are kept were judged, as it stands on disk: people are shown what was called wrong only."""

from __future__ import annotations

from bot.keeping.answer_log import AnswerLog


def verdicts(log: AnswerLog, team: str) -> tuple[int, int]:
    """How many said 「役に立った」 and 「違う」."""
    sql = "SELECT TOTAL(useful), TOTAL(NOT useful) FROM ratings JOIN answers ON id = answer WHERE team = ?"
    ((useful, wrong),) = log._file.read(sql, team)
    return int(useful), int(wrong)
