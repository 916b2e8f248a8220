"""From work that arrives to the demand on intervals, and shifts to offer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from .. import _backoffice
from .._load import load
from .._types import Weekday
from ._model import Demand, Shift

__all__ = [
    "Arrival",
    "Offer",
    "Open",
    "Staffed",
    "Staffing",
    "Workload",
    "least",
    "offer",
]

@dataclass(frozen=True, slots=True)
class Workload:
    """Work of one skill that is to be done in a period."""

    units_per_hour: Decimal
    """Units that one person does in an hour, such as ``37.5``."""
    interval_minutes: int
    """Minutes of an interval, such as 30."""
    open: Sequence[Open]
    """When there is work: in order, not overlapping, each a whole number of intervals long."""
    skill: str | None = None
    """The skill that does it; none when anybody can."""
    arrivals: Sequence[Arrival] = ()
    """What arrives, in any order."""


@dataclass(frozen=True, slots=True)
class Open:
    """A stretch of time in which work is done."""

    from_: datetime
    """From this moment."""
    to: datetime
    """Until this moment."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """Work that arrives at a moment and may wait until another."""

    at: datetime
    """When it arrives."""
    due: datetime
    """When it must be done."""
    units: int
    """How many units."""


@dataclass(frozen=True, slots=True)
class Staffing:
    """How many people are needed in each working interval."""

    intervals: Sequence[Staffed]
    """The working intervals, in order."""
    peak: int
    """The most people at any time."""
    person_intervals: int
    """The sum of people over all intervals."""
    arrival_peak: int
    """The most people at any time if all work were done in the interval in which it can first be begun."""
    skill: str | None = None
    """The skill that does the work."""

    def demand(self) -> tuple[Demand, ...]:
        """The demand on intervals that this is, without those in which nobody is needed."""
        return load(tuple[Demand, ...], _backoffice.scheduling_demand(self))


@dataclass(frozen=True, slots=True)
class Staffed:
    """A working interval."""

    from_: datetime
    """From this moment."""
    to: datetime
    """Until this moment."""
    staff: int
    """How many people are needed."""
    arriving: int
    """Units that can first be begun in it: what arrived since the interval before began."""
    arrival_staff: int
    """How many people it would take to do just these at once."""


@dataclass(frozen=True, slots=True)
class Offer:
    """Which shifts may be made: every start and length on a grid within the opening hours."""

    from_: str
    """The clock time at which the first can start, such as ``06:00``."""
    to: str
    """The clock time by which the last ends, ``24:00`` at most; on the next day when it is before ``from``."""
    every_minutes: int
    """Minutes from one start to the next, and from one length to the next, such as 30."""
    shortest_minutes: int
    """Minutes of the shortest."""
    longest_minutes: int
    """Minutes of the longest."""
    break_minutes: int = 0
    """Minutes of unpaid break in a shift …"""
    break_beyond_minutes: int = 0
    """… that is longer than so many minutes."""
    skills: Sequence[str] = ()
    """The skills that can be worked."""
    days: Sequence[Weekday] = ()
    """The days of the week; empty means every day."""


def least(work: Workload) -> Staffing:
    """The staffing with the smallest peak that meets every due time."""
    return load(Staffing, _backoffice.scheduling_least(work))


def offer(offer: Offer) -> tuple[Shift, ...]:
    """The shifts that can be offered."""
    return load(tuple[Shift, ...], _backoffice.scheduling_offer(offer))
