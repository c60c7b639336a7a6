"""Photographs of pages, read by OCR as a PDF with one page that is a picture."""

from __future__ import annotations

import io
import warnings

from PIL import Image, ImageOps, UnidentifiedImageError

from ingest.blocks import LoadedDocument
from ingest.loaders.ocr import Ocr
from ingest.loaders.pdf import PdfLoader
from knowledge.errors import DocumentEmpty, DocumentUnreadable

MOST_PIXELS = 100_000_000  # the largest cameras of telephones make 50 to 200 million; three bytes each
_LONGER_SIDE = 3_000  # pixels: what is finer helps no reading
_LONGER_SIDE_OF_A4 = 11.7  # inches, as if the photograph showed a sheet of paper


class PhotoLoader:
    """Reads photographs and scans, where `ocr` is there."""

    def __init__(self, ocr: Ocr | None = None) -> None:
        self._ocr = ocr

    @property
    def suffixes(self) -> frozenset[str]:
        """`.png`, `.jpg` and `.jpeg`."""
        return frozenset({".png", ".jpg", ".jpeg"})

    def load(self, data: bytes, name: str) -> LoadedDocument:
        """See `Loader`. Raises DocumentEmpty also where there is no OCR."""
        if self._ocr is None:
            raise DocumentEmpty(
                f"「{name}」は画像のため、文字を読めません。",
                "文字の入った資料を用意するか、文字認識を使えるようにしてください（pip install 'tsunagi-bot[ocr]'）。",
            )
        return PdfLoader(self._ocr).load(_as_page(data, name), name)


def _as_page(data: bytes, name: str) -> bytes:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # the limit below is ours
            picture = Image.open(io.BytesIO(data), formats=["PNG", "JPEG"])
        if picture.width * picture.height > MOST_PIXELS:
            raise DocumentUnreadable(
                f"「{name}」の画像は大きすぎます（{picture.width:,} × {picture.height:,}）。",
                "小さくして保存しなおしてください。",
            )
        picture.draft("RGB", (_LONGER_SIDE, _LONGER_SIDE))
        upright = ImageOps.exif_transpose(picture).convert("RGB")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise DocumentUnreadable(
            f"「{name}」は画像として読めませんでした。", "もう一度撮るか、保存しなおしてください。"
        ) from error
    upright.thumbnail((_LONGER_SIDE, _LONGER_SIDE))
    page = io.BytesIO()
    upright.save(page, "PDF", resolution=max(upright.size) / _LONGER_SIDE_OF_A4, quality=95)
    return page.getvalue()
