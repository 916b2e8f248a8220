"""The Basque Country, TicketBAI: invoices whose XML the caller makes and signs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

__all__ = ["Ticket"]


@dataclass(frozen=True, slots=True)
class Ticket:
    """An invoice."""

    __tag__: ClassVar[tuple[str, str]] = ("", "ticket_bai")

    issuer: str
    """The issuer's tax number."""
    day: str
    """The day of issue, as 2026-12-31."""
    number: str
    """The number in its series."""
    total: str
    """The total: the text of the XML."""
    address: str
    """The treasury's address that checks the QR, such as ``https://batuz.eus/QRTBAI/``."""
    xml: str
    """The XML that is signed, before the signature is put into it."""
    series: str = ""
    """The series; empty without one."""
