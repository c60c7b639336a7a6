from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from knowledge.resources.database import Database
from knowledge.resources.model import ResourceNote
from knowledge.resources.privacy import Viewer
from knowledge.resources.store import NoteStore
from knowledge.resources.vectors import NoteVectors
from tests.knowledge.resources.writer import in_folder

KILLS = int(os.environ.get("TSUNAGI_TEST_KILLS", "20"))
KILLS_WHILE_FOLLOWING = int(os.environ.get("TSUNAGI_TEST_KILLS", "4"))  # each starts Chroma, which takes a second
ROOT = Path(__file__).parents[3]


def test_no_acknowledged_note_is_lost_or_doubled_when_the_process_is_killed(url: str) -> None:
    chance = random.Random(7)  # noqa: S311 -- moments to kill at, not secrets
    acknowledged: dict[int, str] = {}
    for number in range(KILLS):
        # Each fourth at its start; the others when they have written, however long the machine takes for that.
        first = chance.randrange(2, 6) if number % 4 else 0
        acknowledged |= _write_until_killed(url, len(acknowledged), first, chance.uniform(0, 0.15))
    database = Database(url)
    store = NoteStore(database)
    for number, note_id in chance.sample(sorted(acknowledged.items()), KILLS):
        again = store.add(ResourceNote(name="再送", team_id="T1"), by="U1", client_key=f"k{number}")
        assert again.id == note_id
        versions = [each.version for each in store.history("T1", note_id)]
        assert versions == list(range(1, len(versions) + 1))
        assert len(versions) >= 2  # recorded and verified; once more where the word of it did not get out
    held = {note.id: note.name for note in store.page(Viewer("T1", "U1"), limit=100_000).notes}
    assert {note_id: held.get(note_id) for note_id in acknowledged.values()} == {
        note_id: f"資源{number}" for number, note_id in acknowledged.items()
    }
    assert len(set(held.values())) == len(held)
    feed = store.feed(limit=1_000_000)
    assert [each.sequence for each in feed] == list(range(1, len(feed) + 1))
    assert len(acknowledged) > KILLS
    database.close()


def test_the_vectors_are_as_the_record_says_after_every_kill(url: str, tmp_path: Path) -> None:
    chance = random.Random(11)  # noqa: S311 -- moments to kill at, not secrets
    written = 0
    for _ in range(KILLS_WHILE_FOLLOWING):
        seconds = chance.uniform(0, 0.4)
        written += len(_write_until_killed(url, written, 2, seconds, str(tmp_path / "chroma")))
    database = Database(url)
    store = NoteStore(database)
    meaning, passages = in_folder(tmp_path / "chroma", store)
    meaning.follow()
    held = NoteVectors(passages.client, "notes-T1", "vocabulary 1").versions()
    assert held == store.versions("T1")
    assert len(held) >= written > KILLS_WHILE_FOLLOWING
    passages.close()
    database.close()


def _write_until_killed(url: str, first: int, least: int, seconds: float, *vectors: str) -> dict[int, str]:
    """Numbers notes from `first`, killed that many seconds after `least` are acknowledged; those that were in all."""
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.knowledge.resources.writer", url, str(first), *vectors],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "ready\n"
    said = "".join(child.stdout.readline() for _ in range(least))
    time.sleep(seconds)
    child.send_signal(signal.SIGKILL)
    said += child.communicate()[0]
    lines = [line.split() for line in said.splitlines(keepends=True) if line.endswith("\n")]
    return {int(number): note_id for number, note_id in lines}
