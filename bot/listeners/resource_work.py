"""Work about notes that was accepted: a step like 変わりなし is taken, and the person is told."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Set as AbstractSet

from bot.blocks import resource_messages as messages
from bot.blocks.message import Message, plain_message
from bot.blocks.resource_parts import STEPS
from bot.inbox import Job
from bot.listeners.delivery import Delivery
from bot.listeners.resource_place import Place
from bot.mrkdwn import shortened
from knowledge.errors import RecordUnavailable, ResourceError
from knowledge.resources.desk import NoteDesk
from knowledge.resources.privacy import Viewer

_NAME = 150  # characters of a name in a sentence
_DONE = {
    "verify": "「変わりなし」と記録しました。",
    "pause": "「休止」にしました。",
    "resume": "また使えるようにしました。",
    "end": "「終了」にしました。",
}


class ResourceWork:
    """Takes steps and tells people what became of their notes."""

    def __init__(self, desk: NoteDesk, delivery: Delivery, admins: AbstractSet[str]) -> None:
        self._desk = desk
        self._delivery = delivery
        self._place = Place(admins)

    def receipt(self, job: Job) -> None:
        """Shows the note as it is recorded."""
        self._tell(job, self._composed(job, self._receipt))

    def step(self, job: Job) -> None:
        """Takes the step and shows the note after it."""
        self._tell(job, self._composed(job, self._step))

    def _composed(self, job: Job, compose: Callable[[Job, Viewer], Message]) -> Message:
        """What to say; a failure that trying again would not mend is said in its own words."""
        payload = job.payload
        viewer = self._place.viewer(payload["team"], payload["user"], payload["within"])
        try:
            return compose(job, viewer)
        except RecordUnavailable:
            raise
        except ResourceError as error:
            return plain_message(str(error))

    def _receipt(self, job: Job, viewer: Viewer) -> Message:
        return messages.receipt(self._desk.see(job.payload["note"], viewer), job.payload["said"])

    def _step(self, job: Job, viewer: Viewer) -> Message:
        step, note_id = job.payload["step"], job.payload["note"]
        if step not in STEPS:
            note = self._desk.withdraw(note_id, viewer)
            return plain_message(f"「{shortened(note.name, _NAME)}」の記録を取り消しました。")
        note = getattr(self._desk, step)(note_id, viewer)
        return messages.receipt(note, _DONE[step])

    def _tell(self, job: Job, message: Message) -> None:
        """Where the person acted, for their eyes only; else, or once that is too long ago, directly."""
        if job.payload["url"]:
            told = Job(
                job.key, job.kind, {**job.payload, "response_url": job.payload["url"]}, job.attempt, job.accepted_at
            )
            if self._delivery.whisper(told, message, replace_original=bool(job.payload["replace"])):
                return
        self._delivery.to_conversation(job, [message], job.payload["channel"], None)
