"""Portugal: documents of certified programs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from ... import _backoffice
from ..._load import load

__all__ = ["Document", "atcud"]


@dataclass(frozen=True, slots=True)
class Document:
    """A document of a type and series."""

    __tag__: ClassVar[tuple[str, str]] = ("", "portugal")

    day: str
    """``InvoiceDate``, as 2026-12-31."""
    entered: str
    """``SystemEntryDate``, as 2026-12-31T09:30:00."""
    number: str
    """``InvoiceNo``: type, space, series, ``/``, number, such as ``FT 2026/15``."""
    total: str
    """``GrossTotal``: the text of the SAF-T file, two decimals."""
    qr: Sequence[tuple[str, str]] = ()
    """The fields of the QR in order, but for Q (the four characters), which is put in; empty for none."""


def atcud(series_code: str, number: int) -> str:
    """The document's unique code: the code that the tax office gave to the series, and the number in it."""
    return load(str, _backoffice.invoice_portugal_atcud(series_code, number))
