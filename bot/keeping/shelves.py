"""Which documents somebody is answered from: by what was decided about each, and by what the channel asks first."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.keeping.channel_rules import ChannelRules, Preferred
from bot.keeping.document_limits import OPEN, Decision, DocumentLimits, Reach, Reaches
from knowledge.resources.privacy import Viewer
from knowledge.types import EVERYTHING, DocumentInfo, Shelf

Documents = Callable[[], Sequence[DocumentInfo]]


class KeptShelves:
    """The rule for all that people see of documents: answers, excerpts, lists, headings, opened passages."""

    def __init__(
        self, limits: DocumentLimits, documents: Documents, without: Reach = OPEN, rules: ChannelRules | None = None
    ) -> None:
        """`documents` are those in the index; `without` says who one is for about which nobody has decided.

        `rules` know what a channel asks first.
        """
        self._limits = limits
        self._documents = documents
        self._without = without
        self._rules = rules

    def shelf(self, reader: Viewer, channel: str) -> Shelf:
        """See Shelves. Where others read along, what is for everybody or for this very channel."""
        first = self._rules.first(channel, self._documents) if self._rules else frozenset()
        decisions = self._limits.decisions()
        if not decisions and self._without == OPEN:
            return Shelf(first=first) if first else EVERYTHING
        member = "" if reader.in_public else reader.user_id
        # Those that are away count too: one may come back between this look and the answer.
        every = {each.document.id: each.document for each in decisions} | {each.id: each for each in self._documents()}
        reaches = Reaches(decisions, self._without)
        shut = (each.id for each in every.values() if not reaches.of(each).reach.admits(channel, member))
        return Shelf(frozenset(shut), first)

    def seen(self, reader: Viewer, channel: str) -> list[DocumentInfo]:
        """The documents that `reader` may know of in `channel`, by title."""
        listed = self._documents()  # first, so that none comes in between unseen by the shelf
        hidden = self.shelf(reader, channel).hidden
        return [each for each in listed if each.id not in hidden]

    def may_be_named(self, chosen: Preferred, channel: str) -> bool:
        """Whether everybody in `channel` may read the title of a document that was chosen once, in the index or not."""
        document = DocumentInfo(chosen.id, "", chosen.title, publisher=chosen.publisher)
        return self._reaches().of(document).reach.admits(channel, "")

    def all(self) -> list[Decision]:
        """Every document in the index with who it is for: for the eyes of those who decide it."""
        reaches = self._reaches()
        return [reaches.of(each) for each in self._documents()]

    def _reaches(self) -> Reaches:
        return Reaches(self._limits.decisions(), self._without)
