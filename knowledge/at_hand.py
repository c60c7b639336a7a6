"""Passages that were read from the catalogue and may be asked for again by the next question."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.indexed import IndexedPassage, Place

# About 15 kB each.
_MOST = 2_500
# By its number, by its id, and by where it stands; None where nothing stands at a place.
Passages = dict[int | str | Place, IndexedPassage | None]
_KEYS = 3


@dataclass(frozen=True, slots=True)
class _OfOneGeneration:
    generation: int
    passages: Passages


class AtHand:
    """What was read of one generation of the catalogue is never shown in another. Usable from any thread."""

    def __init__(self) -> None:
        self._kept = _OfOneGeneration(0, {})

    def of(self, generation: int) -> Passages:
        """What is kept of a generation, to be read and added to; where there is a newer one already, nothing is."""
        kept = self._kept
        if kept.generation > generation:
            return {}
        if kept.generation < generation or len(kept.passages) > _KEYS * _MOST:
            kept = self._kept = _OfOneGeneration(generation, {})
        return kept.passages
