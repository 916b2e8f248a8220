"""Saudi Arabia, phase 2 of electronic invoicing (ZATCA)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

__all__ = ["Invoice"]


@dataclass(frozen=True, slots=True)
class Invoice:
    """An invoice or note. Seller, total and tax are what the QR shows: that they are the XML's is the caller's to see."""

    __tag__: ClassVar[tuple[str, str]] = ("", "zatca")

    number: str
    """Its number, which the XML has as an ``ID``."""
    seller: str
    """Tag 1: the seller's name."""
    tax_number: str
    """Tag 2: the seller's tax number."""
    issued: str
    """Tag 3: the time of issue, as 2026-12-31T09:30:00Z."""
    total: str
    """Tag 4: the total with tax, the text of the XML."""
    tax: str
    """Tag 5: the tax, the text of the XML."""
    xml: str
    """The canonical XML that is hashed."""
    public_key: str | None = None
    """Tag 8: the public key in base64; needed once the record is signed."""
    stamp: str | None = None
    """Tag 9: the stamp on the certificate in base64; simplified invoices have it."""
