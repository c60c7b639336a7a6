"""Pictures of pages → lines, by rapidocr, which carries its models with it (`pip install tsunagi-bot[ocr]`)."""

from __future__ import annotations

import importlib
import importlib.util
import logging
import threading
from typing import Any, Protocol

from ingest.loaders.geometry import Box
from ingest.loaders.japanese_text import tidy
from ingest.loaders.lines import Line

_LEAST_SURE = 0.5  # of 1: what the model itself doubts more is noise in drawings


class Ocr(Protocol):
    """Reads the picture of a page."""

    def lines(self, picture: Any, pixels_per_point: float) -> list[Line]:
        """The lines on `picture` (height × width × 3 bytes, as numpy gives it), with their places in points.

        May be called from several threads. Takes seconds for a page.
        """


def ocr_is_installed() -> bool:
    """Whether the extra `ocr` is there."""
    return importlib.util.find_spec("rapidocr") is not None


class RapidOcr:
    """Reads with rapidocr. The models are loaded at the first page, in some seconds and 0.6 GB of memory."""

    def __init__(self) -> None:
        self._engine: Any = None
        self._turn = threading.Lock()

    def lines(self, picture: Any, pixels_per_point: float) -> list[Line]:
        """See `Ocr`. Raises ImportError where the extra is not installed."""
        with self._turn:
            if self._engine is None:
                logging.getLogger("RapidOCR").setLevel(logging.WARNING)
                self._engine = importlib.import_module("rapidocr").RapidOCR()
                logging.getLogger("RapidOCR").setLevel(logging.WARNING)
            found = self._engine(picture)
        if found.boxes is None or found.txts is None:
            return []
        read = zip(found.boxes, found.txts, found.scores, strict=True)
        lines = (_line(corners, text, pixels_per_point) for corners, text, sure in read if sure >= _LEAST_SURE)
        return [line for line in lines if line.text]


def _line(corners: Any, text: str, pixels_per_point: float) -> Line:
    xs = [float(x) / pixels_per_point for x, _ in corners]
    ys = [float(y) / pixels_per_point for _, y in corners]
    box = Box(min(xs), min(ys), max(xs), max(ys))
    vertical = len(text) > 1 and box.height > 1.5 * box.width
    size = 0.85 * (box.width if vertical else box.height)  # the model frames a line with a little room around it
    return Line(" ".join(tidy(text).split()), box, box.bottom - 0.15 * box.height, size, vertical=vertical)
