"""First expired, first out: which lots a picker takes, and what is about to expire."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .. import _backoffice
from .._backoffice import Money
from .._load import load
from .._types import Number

__all__ = ["Bucket", "DatedLot", "Expiring", "Pick", "Picking", "Picks", "pick", "report"]


@dataclass(frozen=True, slots=True)
class DatedLot:
    """Units of a lot on the shelf, and the last day on which they may be used."""

    lot: str
    """The lot, batch or serial number."""
    quantity: Number
    """How many are there, at most 6 decimals; not negative."""
    expires: date | None = None
    """The last day on which they may be used, that day included; None for goods that keep."""
    received: date | None = None
    """The day on which they came: it decides between lots of one expiry."""
    value: Money | None = None
    """What they are carried at, for the report."""


@dataclass(frozen=True, slots=True)
class Picking:
    """How lots are picked."""

    day: date
    """The day of the pick."""
    keeps: int = 0
    """For how many days after ``day`` what is picked must keep."""
    expired_too: bool = False
    """Whether lots that do not keep so long are picked all the same, in their order."""


@dataclass(frozen=True, slots=True)
class Pick:
    """Units of a lot that are to be taken, or were passed over."""

    place: int
    """The place of the lot among those given, from 0."""
    lot: str
    """The lot."""
    quantity: Decimal
    """How many."""
    expires: date | None = None
    """The last day on which they may be used."""


@dataclass(frozen=True, slots=True)
class Picks:
    """What to take, in order, and what is missing."""

    picks: Sequence[Pick]
    """The lots to take from, the first to expire first."""
    missing: Decimal
    """How many could not be found."""
    passed_over: Sequence[Pick]
    """Lots with units that expire too soon, the first to expire first."""


def pick(lots: Sequence[DatedLot], quantity: Number, picking: Picking) -> Picks:
    """The lots to take ``quantity`` from: the first to expire first, those that keep last."""
    return load(Picks, _backoffice.stock_expiry_pick(lots, quantity, picking))


@dataclass(frozen=True, slots=True)
class Bucket:
    """Lots that expire within a stretch of days."""

    lots: Sequence[DatedLot]
    """The lots, the first to expire first."""
    quantity: Decimal
    """How many units they are."""
    value: Money
    """What they are carried at: the sum of those that say."""
    first: date | None = None
    """The first day on which they expire; None when there is no earlier bound."""
    last: date | None = None
    """The last; None when there is no later bound."""


@dataclass(frozen=True, slots=True)
class Expiring:
    """What has expired and what is about to, as of a day."""

    day: date
    """The day."""
    expired: Bucket
    """What may not be used any more on the day."""
    within: Sequence[Bucket]
    """What expires within each of the bounds, counted from the day, and after the last of them."""
    keeps: Bucket
    """What keeps."""


def report(lots: Sequence[DatedLot], day: date, bounds: Sequence[int], currency: str) -> Expiring:
    """Lots by when they expire: ``bounds`` are days from ``day``, ascending."""
    return load(Expiring, _backoffice.stock_expiry_report(lots, day, bounds, currency))
