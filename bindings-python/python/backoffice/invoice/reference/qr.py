"""The texts of payment codes; drawing the code is the caller's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ... import _backoffice
from ..._backoffice import Money
from ..._load import load

__all__ = ["Address", "SepaTransfer", "SwissBill", "sepa", "swiss"]


@dataclass(frozen=True, slots=True)
class SepaTransfer:
    """A SEPA credit transfer to be printed as a QR code (EPC069-12)."""

    name: str
    """Who is paid, at most 70 characters."""
    iban: str
    """The account that is paid."""
    bic: str | None = None
    """The bank of that account; needed only outside the European Economic Area."""
    amount: Money | None = None
    """How much, in euros; left out when the payer decides."""
    purpose: str | None = None
    """A code of at most 4 characters."""
    reference: str | None = None
    """The payment reference; one that begins with RF is checked. Not together with ``text``."""
    text: str | None = None
    """The payment's text, at most 140 characters. Not together with ``reference``."""
    information: str | None = None
    """A word to the payer, at most 70 characters."""


@dataclass(frozen=True, slots=True)
class Address:
    """An address in parts."""

    name: str
    """Name or company, at most 70 characters."""
    postal_code: str
    """Postal code, at most 16 characters."""
    town: str
    """Town, at most 35 characters."""
    country: str
    """Country, ISO 3166-1, such as ``CH``."""
    street: str = ""
    """Street or post office box, at most 70 characters."""
    house: str = ""
    """House number, at most 16 characters."""


@dataclass(frozen=True, slots=True)
class SwissBill:
    """A Swiss QR-bill."""

    iban: str
    """The account that is paid, of Switzerland or Liechtenstein."""
    creditor: Address
    """Who is paid."""
    currency: str
    """``CHF`` or ``EUR``."""
    amount: Money | None = None
    """How much; left out when the payer decides."""
    debtor: Address | None = None
    """Who pays, where that is known."""
    reference: str | None = None
    """A QR reference (for a QR-IBAN) or an RF reference."""
    message: str | None = None
    """A message to the payer; with ``bill_information`` at most 140 characters."""
    bill_information: str | None = None
    """What the payer's program reads, such as Swico's ``//S1/10/…``."""
    alternatives: Sequence[str] = ()
    """At most two other procedures."""


def sepa(transfer: SepaTransfer) -> str:
    """The text of the EPC's QR code."""
    return load(str, _backoffice.invoice_qr_sepa(transfer))


def swiss(bill: SwissBill) -> str:
    """The text of the Swiss QR code."""
    return load(str, _backoffice.invoice_qr_swiss(bill))
