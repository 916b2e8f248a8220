"""What the books of stock say besides a valuation: changes, closed periods, another method, write-downs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar, Literal, TypeAlias

from .. import _backoffice
from .. import stock as _stock
from .._backoffice import Book, Journal, Money, Period
from .._load import load

Bearer: TypeAlias = Literal["cost", "adjustments", "variance"]
"""Who bears the late difference of a shortage: the cost of sales, gains and losses, the price difference."""


@dataclass(frozen=True, slots=True)
class CoverFigures:
    """The figures of a cover."""

    short: int
    """The number of the movement that was short, in the order in which they were applied."""
    quantity: Decimal
    """How many."""
    difference: Money
    """What they cost above what they had left at."""
    bearer: Bearer
    """Who bears it."""
    location: str | None = None
    """The location of the shortage, where the policy's pools tell them apart."""


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of an entry, which are what is posted of it."""

    movement: _stock.Movement
    """The movement."""
    booked_on: date
    """The day on which it is booked."""
    quantity: Decimal
    """By how much the quantity on hand changed."""
    value: Money
    """By how much the value on hand changed."""
    charged: Money | None = None
    """Of a return to the supplier: what the supplier is charged."""
    late: Money | None = None
    """Cost of goods that had left before."""
    variance: Money | None = None
    """What it cost above what it is worth in stock."""
    passed: Money | None = None
    """The cost of goods that never touched the shelf."""
    pools: Sequence[_stock.Moved] = ()
    """By pool."""
    covers: Sequence[CoverFigures] = ()
    """The shortages that it covered."""


@dataclass(frozen=True, slots=True)
class Change:
    """An entry whose figures changed, or a difference that is booked for one that is closed."""

    row: int
    """The number of the movement in the order in which they were applied to the book, from 0."""
    movement: str | None = None
    """Its id."""
    prior_period: date | None = None
    """Of a difference for a closed period: the day on which it is booked. None of an entry that changes itself."""
    before: Figures | None = None
    """What it was; none of an entry that is new."""
    after: Figures | None = None
    """What it is; none of an entry that is gone."""


@dataclass(frozen=True, slots=True)
class Closed:
    """A checkpoint: the books up to a day, as they stay."""

    upto: date
    """The last day that is closed."""
    entries: int
    """How many entries the period has, from the day after the closing before it."""
    hash: str
    """SHA-256 in 64 lower-case hexadecimal digits, over the hash of the closing before it and what is dated in the period."""


Operation: TypeAlias = Literal["applied", "amended", "deleted"]
"""What was done late to a movement."""


@dataclass(frozen=True, slots=True)
class PriorLine:
    """A closed entry that would be another now: it stays as it is, and the difference is booked later."""

    row: int
    """The row of the closed entry."""
    belongs_to: date
    """The last day of the closed period that it is in."""
    before: _stock.Entry
    """What it was: as closed, or after the difference before this one."""
    difference: _stock.Totals
    """By how much the totals of the item change."""
    covers_before: Sequence[_stock.Cover] = ()
    """The shortages that it covered."""
    after: _stock.Entry | None = None
    """What it is: none of a deleted movement."""
    covers_after: Sequence[_stock.Cover] = ()
    """The shortages that it covers."""


@dataclass(frozen=True, slots=True)
class PriorPeriod:
    """What came too late for a closed period, booked on an open day.

    The movement itself, if it was applied, is an entry of its own, booked on that day; ``lines`` are what it changed in
    entries that are closed.
    """

    operation: Operation
    """What was done."""
    movement: _stock.Movement
    """The movement: as it is after it, or was before it was deleted."""
    belongs_to: date
    """The last day of the closed period to which it belongs: the first of those that it changes."""
    booked_on: date
    """The day on which the differences are booked."""
    row: int | None = None
    """The row of the entry with which it was booked, if it is dated in a closed period."""
    lines: Sequence[PriorLine] = ()
    """The closed entries that it changes."""


@dataclass(frozen=True, slots=True)
class MethodDifference:
    """What another method changes of an item: the new figure less the old one. ``closing`` = ``opening`` − ``cost`` +
    ``other``.
    """

    opening: Money
    """The value on hand at the beginning of the first day: what adjusts the opening balance of retained earnings."""
    cost: Money
    """The cost of what was issued from that day on."""
    other: Money
    """What came in besides, from that day on: gains less losses, revaluations, production, less variances."""
    closing: Money
    """The value on hand after all movements."""


@dataclass(frozen=True, slots=True)
class Restated:
    """A book under another method, and what that changes (``Book.restated``)."""

    book: Book
    """The book as if the new method had been applied all along; nothing of it is closed."""
    from_: date
    """The first day of the earliest period that is presented anew."""
    differences: dict[str, MethodDifference]
    """By item: all that have movements, in their order."""


@dataclass(frozen=True, slots=True)
class WriteDown:
    """A write-down of an item to net realisable value, or its reversal."""

    day: date
    """The day on which it is booked."""
    item: str
    """What it is of: the reference of its postings."""
    carrying: _stock.Carrying
    """What ``lower_of_cost_and_nrv`` gave."""


@dataclass(frozen=True, slots=True)
class Periodic:
    """Purchases as expenses, and the change of stock at the end of each of these periods (``post_periodic``)."""

    __tag__: ClassVar[tuple[str, str]] = ("", "periodic")
    __newtype__: ClassVar[bool] = True

    value: Sequence[Period]
    """The periods, in order."""


Scheme: TypeAlias = Literal["perpetual"] | Periodic
"""How stock is posted: every movement as it happens (``post``), or purchases as expenses and the change of stock by period."""


def post_changes(changes: Sequence[Change], accounts: _stock.Accounts) -> Journal:
    """The postings of what changed (``Book.diff``): of each change the reversal of what it was and the posting of what it is,
    each on the day on which it is booked; of a difference for a closed period what is left of the two by account. The
    journals of all changes, one after the other, come to that of the last valuation, by account.
    """
    return load(Journal, _backoffice.stock_post_changes(changes, accounts))


def post_periodic(valuation: _stock.Valuation, accounts: _stock.Accounts, periods: Sequence[Period]) -> Journal:
    """The postings of the continental scheme: what is bought is an expense of its nature at once, no issue is posted, and at
    the end of each period the stock of each item is brought to what it is worth, against the change of stock.

    ``periods`` are in order and do not overlap: else ``input.invalid``.
    """
    return load(Journal, _backoffice.stock_post_periodic(valuation, accounts, periods))


def post_under(valuation: _stock.Valuation, accounts: _stock.Accounts, scheme: Scheme) -> Journal:
    """The postings under a scheme: those of ``post`` or ``post_periodic``."""
    return load(Journal, _backoffice.stock_post_under(valuation, accounts, scheme))


def post_write_downs(written: Sequence[WriteDown], accounts: _stock.Accounts) -> Journal:
    """The postings of write-downs, under either scheme: write-down to allowance, and back for a reversal (IAS 2.34)."""
    return load(Journal, _backoffice.stock_post_write_downs(written, accounts))
