"""Worked shifts to paid hours: night, holiday, day-off and overtime premiums."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal
from typing import Literal, TypeAlias

from .. import _backoffice
from .._backoffice import Money, Price, Rounding
from .._load import load
from .._types import Weekday
from ._slip import Pay

__all__ = [
    "Break",
    "Counted",
    "Night",
    "Overtime",
    "Part",
    "Rates",
    "Rules",
    "Shift",
    "count",
    "count_all",
    "pays",
]

DayKind: TypeAlias = Literal["ordinary", "holiday", "day_off"]
"""What kind of day a shift counts as, told by the caller."""


@dataclass(frozen=True, slots=True)
class Shift:
    """A shift that was worked: local wall-clock time, in whole minutes."""

    start: datetime
    """When it began, written ``2026-11-02T18:00``."""
    end: datetime
    """When it ended; not before it began, and at most seven days later."""
    breaks: Sequence[Break] = ()
    """The unpaid breaks."""
    day: DayKind = "ordinary"
    """What kind of day it counts as, all of it."""
    rate: Price | None = None
    """The rate of this shift by the hour, when it has one of its own."""


@dataclass(frozen=True, slots=True)
class Break:
    """An unpaid break. One whose hour is not known is taken from the shift's first minutes outside the night window, and
    from the night only when no others are left, so that nobody loses a premium to it.
    """

    minutes: int
    """How long it was, in minutes."""
    start: datetime | None = None
    """When it began, where that is known."""


Definition: TypeAlias = Literal["by_overlapping", "by_full_entry", "at_beginning"]
"""What makes a shift a night shift."""


Accounting: TypeAlias = Literal["time_crossing", "all_shift_time"]
"""Which minutes of a night shift earn the premium."""


Recalculation: TypeAlias = Literal["rate", "time"]
"""What the night factor multiplies. The pay of a night alone is the same either way; what differs is the counted time."""


@dataclass(frozen=True, slots=True)
class Night:
    """The night premium."""

    from_: time
    """When the window opens, written ``20:00``."""
    to: time
    """When it closes: after midnight when that is before ``from``."""
    definition: Definition
    """What makes a shift a night shift."""
    accounting: Accounting
    """Which of its minutes earn the premium."""
    recalculation: Recalculation
    """What the factor multiplies."""
    factor: Decimal
    """The factor, at least 1: ``1.5`` is time and a half."""
    minimum_hours: Decimal = Decimal(0)
    """The least overlap in decimal hours, for ``Definition::ByOverlapping`` only."""


@dataclass(frozen=True, slots=True)
class Overtime:
    """The overtime premium: a minute is overtime when the time counted before it, in its day or its week, has reached the
    threshold. Time that is overtime by the day does not count again toward the week's threshold. A shift belongs to the
    day and the week in which it begins.
    """

    week_starts: Weekday
    """The first day of the week, written ``Mon``."""
    factor: Decimal
    """The factor, at least 1."""
    daily_hours: Decimal | None = None
    """Decimal hours in a day after which overtime begins."""
    weekly_hours: Decimal | None = None
    """Decimal hours in a week after which overtime begins."""


Together: TypeAlias = Literal["add", "multiply", "greatest"]
"""What a minute is paid that earns more than one premium."""


@dataclass(frozen=True, slots=True)
class Rules:
    """The premiums of a workplace; without any, every minute is paid plainly."""

    night: Night | None = None
    """The night premium."""
    holiday_factor: Decimal | None = None
    """The factor of a shift on a holiday, at least 1."""
    day_off_factor: Decimal | None = None
    """The factor of a shift on a day off, at least 1."""
    overtime: Overtime | None = None
    """The overtime premium."""
    together: Together | None = None
    """What a minute is paid that earns several; needed as soon as one does, for no answer goes without saying."""


Premium: TypeAlias = Literal["night", "holiday", "day_off", "overtime"]
"""Why a minute is paid more."""


@dataclass(frozen=True, slots=True)
class Part:
    """Minutes of a shift that are paid alike."""

    minutes: int
    """How many minutes."""
    factor: Decimal
    """What the rate is multiplied by, all premiums together."""
    premiums: Sequence[Premium] = ()
    """Why they are paid more; empty when they are not."""


@dataclass(frozen=True, slots=True)
class Counted:
    """What became of a shift: its minutes, in whole and by what they are paid."""

    minutes: int
    """Minutes worked, breaks left out."""
    night_minutes: int
    """Those of them that earn the night premium."""
    overtime_minutes: int
    """Those of them that are overtime."""
    counted_minutes: Decimal
    """The time that counts toward overtime: more than ``minutes`` where the night multiplies time."""
    parts: Sequence[Part]
    """All minutes, by what they are paid."""

    def pay(self, rate: Price, by: Rounding) -> Money:
        """The pay at a rate by the hour, rounded once."""
        return load(Money, _backoffice.payroll_hours_pay(self, rate, by))


Priority: TypeAlias = Literal["positions", "locations"]
"""Which of position and location has a say."""


@dataclass(frozen=True, slots=True)
class Rates:
    """The rates by the hour that are set at each level, from the most particular to the most general."""

    priority: Priority
    """Which of position and location has a say."""
    shift: Price | None = None
    """The shift's own rate."""
    position: Price | None = None
    """The position's."""
    location: Price | None = None
    """The location's."""
    schedule: Price | None = None
    """The schedule's."""
    company: Price | None = None
    """The company's."""

    def rate(self) -> Price:
        """The first that is set of shift, position or location (whichever has a say), schedule, company."""
        return load(Price, _backoffice.payroll_rate(self))


def count(shift: Shift, rules: Rules) -> Counted:
    """Counts one shift by itself: overtime by the week is seen only within it."""
    return load(Counted, _backoffice.payroll_hours_count(shift, rules))


def count_all(shifts: Sequence[Shift], rules: Rules) -> tuple[Counted, ...]:
    """Counts the shifts of one person, in order."""
    return load(tuple[Counted, ...], _backoffice.payroll_hours_count_all(shifts, rules))


def pays(shifts: Sequence[Shift], rules: Rules) -> tuple[Pay, ...]:
    """The elements of pay that the shifts of one person come to."""
    return load(tuple[Pay, ...], _backoffice.payroll_hours_pays(shifts, rules))
