"""What a roster costs: a table of money by person, shift and day, and bands of overtime."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from .. import _backoffice
from .._backoffice import Money, Period, Price, Rounding
from .._load import load
from ._model import Assignment

__all__ = [
    "Band",
    "CostTable",
    "DutyCost",
    "Overtime",
    "PersonCost",
    "Priced",
    "price",
]


@dataclass(frozen=True, slots=True)
class CostTable:
    """What duties and overtime cost."""

    currency: str
    """The currency of every amount."""
    duties: Sequence[DutyCost] = ()
    """What each duty costs."""
    overtime: Sequence[Overtime] = ()
    """What overtime costs more."""


@dataclass(frozen=True, slots=True)
class DutyCost:
    """What somebody's shift on a day costs."""

    person: str
    """Who."""
    shift: str
    """Which shift."""
    day: date
    """The day on which it starts."""
    cost: Money
    """What it costs before overtime of a period."""
    minutes: int
    """The minutes of it that count toward overtime of a period."""


@dataclass(frozen=True, slots=True)
class Overtime:
    """What somebody's minutes in a period cost more, beyond what the duties cost."""

    person: str
    """Who."""
    period: Period
    """The duties that start on these days count."""
    bands: Sequence[Band]
    """The bands; they add up."""
    rounding: Rounding
    """How the sum of the bands is rounded, once."""


@dataclass(frozen=True, slots=True)
class Band:
    """Minutes beyond a threshold cost so much more."""

    after_minutes: int
    """The threshold."""
    more_per_hour: Price
    """What each hour beyond it costs more, on top of what it costs by the bands before; not below zero."""


@dataclass(frozen=True, slots=True)
class Priced:
    """What a roster costs."""

    total: Money
    """All of it."""
    people: Sequence[PersonCost]
    """By person, by name; those without duty are left out."""


@dataclass(frozen=True, slots=True)
class PersonCost:
    """What one person costs."""

    person: str
    """Who."""
    duties: Money
    """The duties."""
    overtime: Money
    """What overtime costs more."""
    total: Money
    """Both."""


def price(table: CostTable, assignments: Sequence[Assignment]) -> Priced:
    """What a roster costs by a table."""
    return load(Priced, _backoffice.scheduling_price(table, assignments))
