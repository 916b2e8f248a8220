"""What takes an issued document back, mends it, or takes off what was invoiced in advance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar, Literal, TypeAlias

from .. import _backoffice
from .._backoffice import Money
from .._load import load
from ._document import Document, Invoice, Rules

__all__ = [
    "CreditAmounts",
    "CreditLines",
    "CreditShare",
    "Reduced",
    "Taken",
    "correct",
    "credit",
    "deduct",
]


@dataclass(frozen=True, slots=True)
class Taken:
    """How many units of a line are credited."""

    line: int
    """The line of the invoice, from 0."""
    quantity: Decimal
    """How many of its units; of the same sign as the line's quantity."""


@dataclass(frozen=True, slots=True)
class Reduced:
    """By how much a line is made cheaper, its units staying with the buyer."""

    line: int
    """The line of the invoice, from 0."""
    net: Money
    """So much of its amount without tax (BT-131); of the same sign."""


@dataclass(frozen=True, slots=True)
class CreditLines:
    """So many units of these lines."""

    __tag__: ClassVar[tuple[str, str]] = ("", "lines")
    __newtype__: ClassVar[bool] = True

    value: Sequence[Taken]


@dataclass(frozen=True, slots=True)
class CreditAmounts:
    """So much of the amounts of these lines; the note has them with quantity zero."""

    __tag__: ClassVar[tuple[str, str]] = ("", "amounts")
    __newtype__: ClassVar[bool] = True

    value: Sequence[Reduced]


@dataclass(frozen=True, slots=True)
class CreditShare:
    """A fraction of the whole invoice, above 0 and at most 1: ``0.1`` is 10 % of each of its lines."""

    __tag__: ClassVar[tuple[str, str]] = ("", "share")
    __newtype__: ClassVar[bool] = True

    value: Decimal


What: TypeAlias = Literal["whole"] | CreditLines | CreditAmounts | CreditShare
"""What is credited."""

Method: TypeAlias = Literal["difference", "replacement"]
"""One document of the difference alone (383, or 381 where less is owed), or a credit note for all that is left and a
corrected invoice (384) in place of the first."""


def credit(original: Invoice, earlier: Sequence[Invoice], what: What, day: date) -> Invoice:
    """A draft credit note for an issued invoice, or for a part of it, less what earlier credit notes took: any number of
    parts sums to the invoice in every figure."""
    return load(Invoice, _backoffice.invoice_credit(original, earlier, what, day))


def correct(
    original: Invoice, earlier: Sequence[Invoice], corrected: Document, method: Method, reason: str, day: date
) -> Sequence[Invoice]:
    """The drafts that correct an issued invoice into what it should have said, in the order in which they are issued;
    ``earlier`` are the credit notes that took a part of it already."""
    drafts = _backoffice.invoice_corrections(original, earlier, corrected, method, reason, day)
    return load(tuple[Invoice, ...], drafts)


def deduct(document: Document, rules: Rules, invoiced: Sequence[Invoice]) -> Document:
    """The final document with what issued advance invoices (386), less their credit notes, charged taken off: base and tax
    of each category and rate, as they were charged."""
    return load(Document, _backoffice.invoice_deduct(document, rules, invoiced))
