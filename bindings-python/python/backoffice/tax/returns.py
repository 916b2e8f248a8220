"""Tax returns: boxes filled from a column of tax lines, and reconciled with the journal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal, TypeAlias

from .. import _backoffice
from .._backoffice import Journal, Money, Period, Rounding
from .._load import load
from .._types import Problem
from ..law import Source
from .sales import Category, Scheme, Territory

__all__ = [
    "AccountDifference",
    "CodeAccount",
    "DocumentDifference",
    "Filled",
    "Group",
    "Reconciliation",
    "Return",
    "ReturnBox",
    "ReturnPack",
    "Takes",
    "TaxLine",
    "fill",
    "reconcile",
]

Side: TypeAlias = Literal["sale", "purchase", "due_on_purchase"]
"""Sold; bought and deducted; bought, and the tax owed by the buyer itself."""

Supplied: TypeAlias = Literal["goods", "services"]
"""Whether goods or services were supplied."""

Where: TypeAlias = Literal["home", "abroad"]
"""Where something lies, seen from the state in which the return is filed."""


@dataclass(frozen=True, slots=True)
class TaxLine:
    """A row of a document's tax breakdown, with what a return asks of it. What a credit note takes back is negative."""

    tax_point: date
    """The day that decides the period."""
    side: Side
    """Sold or bought."""
    home: Territory
    """The state in which these books file."""
    place: Territory
    """The place of supply."""
    category: Category
    """The category of EN 16931."""
    rate: Decimal
    """The rate, a fraction."""
    base: Money
    """What the tax is on, in the currency of the return."""
    tax: Money
    """The tax, in the same currency."""
    document: str
    """The document's number."""
    supplied: Supplied = "goods"
    """Goods or services."""
    counterparty: Territory | None = None
    """The state of the other party; these books' own when left out."""
    counterparty_number: str = ""
    """The VAT number of the other party."""
    from_: Territory | None = None
    """Where goods set out from; these books' own state when left out."""
    scheme: Scheme | None = None
    """The scheme in which it is declared."""
    triangular: bool = False
    """Supplied in triangular trade."""
    code: str = ""
    """The caller's tax code."""


@dataclass(frozen=True, slots=True)
class Takes:
    """Which rows a box takes: those for which all that is given holds."""

    side: Side
    categories: Sequence[Category] = ()
    supplied: Supplied | None = None
    place: Where | None = None
    counterparty: Where | None = None
    from_: Territory | None = None
    scheme: Scheme | None = None
    """Rows of a scheme are taken only where this is given."""
    triangular: bool | None = None
    negative: bool = False
    """Taken with the opposite sign."""


@dataclass(frozen=True, slots=True)
class ReturnBox:
    """A box of a return: a sum of rows, or of other boxes."""

    number: str
    """Its number on the form."""
    title: str
    """What the form calls it."""
    source: str
    """Where it stands: key of a source, and section."""
    of: Literal["base", "tax"] | None = None
    """What it adds up of the rows that it takes."""
    takes: Sequence[Takes] = ()
    """The rows: those that any of these takes, once."""
    sum: Sequence[str] = ()
    """The boxes before it that it adds up; one that is written with ``-`` before it is taken off."""
    absolute: bool = False
    """Without its sign."""
    rounding: Rounding | None = None
    """How it is rounded; not at all when left out."""


@dataclass(frozen=True, slots=True)
class ReturnPack:
    """A return as data: its boxes, when it is in force, where it stands."""

    id: str
    """Its id, such as ``gb.vat``."""
    revision: str
    """The edition."""
    title: str
    """What it is."""
    currency: str
    """The currency of its amounts."""
    since: date
    """The first day of a period that it is for."""
    source: Sequence[Source]
    """The documents that it cites."""
    box: Sequence[ReturnBox]
    """The boxes, in the order of the form."""
    until: date | None = None
    """The last day of a period that it is for, when one is known."""
    group_by: Sequence[Literal["counterparty_number", "place", "from", "rate"]] = ()
    """By what its boxes are listed apart."""

    @staticmethod
    def embedded(id: str) -> ReturnPack:
        """The pack of that id which came with this version."""
        return load(ReturnPack, _backoffice.tax_returns_pack(id))

    @staticmethod
    def embedded_ids() -> Sequence[str]:
        """The ids of the embedded packs."""
        return tuple(_backoffice.tax_returns_packs())

    @staticmethod
    def parse(text: str) -> ReturnPack:
        """Reads a pack from TOML."""
        return load(ReturnPack, _backoffice.tax_returns_parse(text))


@dataclass(frozen=True, slots=True)
class Filled:
    """A box with its amount."""

    number: str
    """Its number."""
    title: str
    """What the form calls it."""
    amount: Money
    """What is written into it."""
    exact: Money
    """Before rounding and before the sign is taken off."""
    source: str
    """Document and section."""
    rounding: Rounding | None = None
    """How it was rounded."""
    rows: Sequence[int] = ()
    """The rows that it rests on, from 0."""


@dataclass(frozen=True, slots=True)
class Group:
    """The boxes of one customer, or of one state and rate."""

    key: dict[str, str]
    """By what it is listed apart."""
    boxes: Sequence[Filled]
    """Its boxes."""


@dataclass(frozen=True, slots=True)
class Return:
    """A filled return. No row is lost: each is taken by a box, or stands in ``untaken``, ``outside`` or ``problems``."""

    pack: str
    """The pack's id."""
    revision: str
    """Its revision."""
    period: Period
    """The period."""
    boxes: Sequence[Filled]
    """The boxes of the whole; of a return in groups, their sums."""
    groups: Sequence[Group] = ()
    """The boxes apart, where the return lists them so."""
    untaken: Sequence[int] = ()
    """Rows of the period that no box takes."""
    outside: Sequence[int] = ()
    """Rows of other periods."""
    problems: Sequence[Problem] = ()
    """Rows that cannot be taken, and why."""

    def __getitem__(self, number: str) -> Money:
        for box in self.boxes:
            if box.number == number:
                return box.amount
        raise KeyError(number)


@dataclass(frozen=True, slots=True)
class CodeAccount:
    """The account of a tax code. Several codes may share an account."""

    side: Side
    """Tax of sales, of purchases, or owed by the buyer."""
    category: Category
    """The category."""
    account: str
    """The account in the journal."""
    rate: Decimal | None = None
    """The rate, a fraction; none for every rate of the category that has no account of its own."""


@dataclass(frozen=True, slots=True)
class DocumentDifference:
    """A document whose tax is not the same in both."""

    document: str
    """Its number."""
    lines: Money
    """In the lines, as the journal would have it: owed below zero, deducted above."""
    journal: Money
    """In the journal."""


@dataclass(frozen=True, slots=True)
class AccountDifference:
    """An account that is not the same in both."""

    account: str
    """The account."""
    codes: Sequence[str]
    """The tax codes that it holds."""
    lines: Money
    """In the lines, as the journal would have it: owed below zero, deducted above."""
    journal: Money
    """In the journal."""
    difference: Money
    """What the journal has more."""
    documents: Sequence[DocumentDifference]
    """The documents that differ."""


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """What is not the same in the lines and in the journal; empty when they agree to the cent."""

    differences: Sequence[AccountDifference]
    """The accounts that differ, in total or in a document."""

    def agreed(self) -> None:
        """Refuses when they do not agree, naming code, account and amounts."""
        _backoffice.tax_returns_agreed(self)


def fill(lines: Sequence[TaxLine] | Sequence[dict[str, Any]], pack: ReturnPack, period: Period) -> Return:
    """The boxes of ``pack`` for the lines whose tax point lies in ``period``. Lines may be dicts, as rows of a data frame
    are (``frame.to_dicts()``): amounts as :class:`Money`, numbers exact."""
    return load(Return, _backoffice.tax_returns_fill(lines, pack, period))


def reconcile(
    lines: Sequence[TaxLine] | Sequence[dict[str, Any]], journal: Journal, accounts: Sequence[CodeAccount]
) -> Reconciliation:
    """The lines against the journal of the same documents, code by code."""
    return load(Reconciliation, _backoffice.tax_returns_reconcile(lines, journal, accounts))
