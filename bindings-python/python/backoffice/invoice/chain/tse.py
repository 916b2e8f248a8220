"""Germany: transactions of a till's security device (TSE)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal, TypeAlias

from ... import _backoffice
from ..._load import load

__all__ = ["Means", "Payment", "Receipt", "process_data"]

Means: TypeAlias = Literal["Bar", "Unbar"]
"""How somebody paid: in cash, or otherwise."""


@dataclass(frozen=True, slots=True)
class Payment:
    """A payment."""

    amount: str
    """The amount in its currency, as ``10.00``."""
    kind: Means
    """``Bar`` or ``Unbar``."""
    currency: str | None = None
    """The currency where it is not the euro."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """A transaction that was finished, with what the device answered."""

    __tag__: ClassVar[tuple[str, str]] = ("", "tse")

    version: str
    """The QR's version: ``V0``."""
    client: str
    """The till's serial number."""
    process_type: str
    """The kind of process: ``Kassenbeleg-V1``."""
    process_data: str
    """Its data (``process_data``)."""
    transaction: int
    """The device's number of the transaction."""
    counter: int
    """The device's counter of signatures."""
    start: str
    """Its start, as 2026-12-31T09:30:00.000Z."""
    finish: str
    """Its end."""
    algorithm: str
    """The signature's algorithm, such as ``ecdsa-plain-SHA256``."""
    time_format: str
    """The form of time in what the device signed: ``unixTime``, ``utcTime`` or ``generalizedTime``."""
    public_key: str
    """The device's public key in base64."""
    number: str
    """The receipt's number, by which people know it; not signed."""


def process_data(kind: str, gross: Sequence[str], payments: Sequence[Payment]) -> str:
    """The receipt's data: kind (``Beleg`` …), five gross amounts by rate, and payments, in the order given."""
    return load(str, _backoffice.invoice_tse_process_data(kind, gross, payments))
