"""A second look by a cross-encoder, where a model is set: it reads question and passage together."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from knowledge.errors import SettingError

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder


class CrossEncoderReranker:
    """A sentence-transformers cross-encoder, by hub name or folder; loaded on first use (seconds, with torch)."""

    def __init__(self, model: str) -> None:
        self._name = model

    @cached_property
    def _model(self) -> CrossEncoder:
        from sentence_transformers import CrossEncoder

        try:
            model: CrossEncoder = CrossEncoder(self._name)
        except Exception as error:  # the library raises many kinds; all mean that this model cannot be used
            raise SettingError(
                f"並べかえのモデル「{self._name}」を読み込めませんでした。",
                "RERANKER_MODEL の名前かフォルダーと、インターネット接続を確かめてください。",
            ) from error
        return model

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        """How well each text answers the question, in order; higher is better, on the model's own scale."""
        if not texts:
            return []
        values = self._model.predict([(question, text) for text in texts], show_progress_bar=False)
        return [float(value) for value in values]
