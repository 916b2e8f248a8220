"""Specific identification: which lots a reduction takes is said by their cost, currency, date or label, or found by a
booking method. The matching is Beancount's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date as Date
from decimal import Decimal
from typing import Literal, TypeAlias

from .. import _backoffice
from .. import stock as _stock
from .._backoffice import Money
from .._load import load
from .._types import Mode, Number

__all__ = ["After", "Change", "Cost", "CostSpec", "Inventory", "Lot", "Whole", "book"]

Booking: TypeAlias = Literal["STRICT", "STRICT_WITH_SIZE", "NONE", "AVERAGE", "FIFO", "LIFO", "HIFO"]
"""What happens when several lots fit a reduction: an error, an error unless one has the size, nothing is matched, their
average, the oldest first, the youngest first, the dearest first."""


@dataclass(frozen=True, slots=True)
class CostSpec:
    """A cost as stated: of a new lot, or of the lots that are meant. What is left out fits any lot."""

    unit_cost: Number | None = None
    """The cost of one unit, any digits."""
    total_cost: Number | None = None
    """The cost of all units of the change, instead of ``unit_cost``."""
    currency: str | None = None
    """The currency of the cost. A new lot needs it; one with a currency and no cost costs nothing."""
    date: Date | None = None
    """The day on which the lot was acquired; of a new lot the day of the change, unless stated."""
    label: str | None = None
    """The lot, batch or serial number."""


@dataclass(frozen=True, slots=True)
class Change:
    """Units that come (above zero) or go (below zero). Without a cost they are not held at cost at all, such as cash."""

    item: str
    """The item, compared letter by letter."""
    quantity: Number
    """How many of its base unit, at most 6 decimals."""
    cost: CostSpec | None = None
    """Its cost, or which lots are meant; an empty one fits every lot."""


@dataclass(frozen=True, slots=True)
class Whole:
    """What a lot was before any of it was taken."""

    quantity: Decimal
    """How many."""
    value: Money
    """What they cost, all of them."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a lot, or a part that was booked, cost."""

    value: Money
    """What its units cost, all of them; of units that are short, below zero."""
    date: Date
    """The day on which it was acquired."""
    unit_cost: Decimal | None = None
    """The unit cost as it was stated; none where a total was."""
    label: str | None = None
    """The lot, batch or serial number."""
    of: Whole | None = None
    """The lot as it was acquired, where this is a part of it."""


@dataclass(frozen=True, slots=True)
class Lot:
    """Units held together: one cost, one date, one label. Also a part of a lot that was booked: out is below zero."""

    item: str
    """The item."""
    quantity: Decimal
    """How many; below zero when they are short."""
    cost: Cost | None = None
    """What they cost; none when they are not held at cost."""


@dataclass(frozen=True, slots=True)
class Inventory:
    """Lots in the order in which they came, and how they are booked. An empty one needs a booking method alone."""

    booking: Booking
    """What happens when several lots fit a reduction."""
    framework: _stock.Framework = "any"
    """Whose rules the accounts follow."""
    cut: _stock.Cut = "cumulative"
    """How the cost of a part is cut from that of its lot."""
    rounding: Mode = "half_up"
    """Which way a cost is rounded to the minor unit: quantity × unit cost of a new lot once, and cuts."""
    lots: Sequence[Lot] = ()
    """The lots; none of them is empty."""


@dataclass(frozen=True, slots=True)
class After:
    """An inventory after an event, and what the event booked."""

    inventory: Inventory
    """The inventory."""
    booked: Sequence[Lot]
    """What each change became, in order."""


def book(inventory: Inventory, day: Date, changes: Sequence[Change]) -> After:
    """Books the changes of one event. Reductions are matched against the lots from before the event.

    Raises an error of the change's row: ``stock.lot_ambiguous`` when several lots fit and the method does not choose,
    ``stock.lot_unmatched`` when none does, ``stock.short`` when those that do have too few units, each naming the lots.
    """
    return load(After, _backoffice.stock_lots_book(inventory, day, changes))
