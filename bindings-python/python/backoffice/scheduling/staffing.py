"""From calls or work that arrives to the demand on intervals, and from demand to shifts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from .. import _backoffice
from .._load import load
from .._types import Number, Weekday
from ._model import Demand, Shift

__all__ = [
    "Answered",
    "AnsweredInterval",
    "Arrival",
    "Calls",
    "Covered",
    "CutOff",
    "Dearer",
    "Forecast",
    "Generated",
    "Generation",
    "Interval",
    "Offer",
    "Open",
    "Opened",
    "Queue",
    "Service",
    "Staffed",
    "Staffing",
    "Workload",
    "agents",
    "answer",
    "due",
    "generate",
    "least",
    "offer",
    "offered",
    "service",
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
    site: str | None = None
    """The site at which it is done; none where no site is named."""


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
    site: str | None = None
    """The site at which it is done; none where no site is named."""

    def demand(self) -> tuple[Demand, ...]:
        """The demand on intervals that this is, without those in which nobody is needed."""
        return load(tuple[Demand, ...], _backoffice.scheduling_demand(self))

    def curve(self) -> tuple[Interval, ...]:
        """The demand as a curve to open shifts for, the intervals without work included."""
        return load(tuple[Interval, ...], _backoffice.scheduling_curve(self))


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
    carried: int = 0
    """Units that are carried into the next interval: begun or not, they are not done by its end."""


@dataclass(frozen=True, slots=True)
class CutOff:
    """What arrives on a working day until ``at`` is due on that day, everything else on the next working day."""

    at: str
    """The last clock time of the day that counts, such as ``14:00``."""
    same_day: str
    """The clock time of that day by which it is due."""
    next_day: str
    """The clock time of the next working day by which everything else is due."""


@dataclass(frozen=True, slots=True)
class Queue:
    """A queue and how well it is to be served."""

    handling_seconds: Number
    """Mean seconds that a call keeps somebody busy, work after the call included: above 0."""
    level: Number
    """The share of all callers that is to be answered in time: ``0.8`` is 80 %. Above 0 and below 1."""
    within_seconds: Number
    """In time means within so many seconds; 0 means at once."""
    skill: str | None = None
    """The skill that serves it; none when anybody can."""
    patience_seconds: Number | None = None
    """Mean seconds that a caller waits before giving up: above 0. None when nobody gives up."""
    occupancy_at_most: Number | None = None
    """The greatest share of their time that people may be busy: ``0.85`` is 85 %. Above 0, 1 at most."""
    shrinkage: Number | None = None
    """The share of paid time in which people are not there to answer: ``0.3`` is 30 %. From 0 up, below 1."""
    site: str | None = None
    """The site at which it is served; none where no site is named."""


@dataclass(frozen=True, slots=True)
class Service:
    """How a queue is served. Shares and seconds are rounded down to six decimals."""

    staff: int
    """How many people are there to answer."""
    rostered: int
    """How many are to be rostered, so that so many are there after shrinkage."""
    level: Decimal
    """The share of all callers that is answered in time."""
    waiting: Decimal
    """The share that does not get through at once."""
    mean_wait_seconds: Decimal
    """Mean seconds that a caller waits, those who do not and those who give up included."""
    abandoned: Decimal
    """The share that gives up."""
    occupancy: Decimal
    """The share of their time that people are busy."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """A queue and the calls that are expected."""

    queue: Queue
    """The queue."""
    calls: Sequence[Calls]
    """The calls by interval, in order and not overlapping."""


@dataclass(frozen=True, slots=True)
class Calls:
    """Calls that are expected in an interval, spread evenly over it."""

    from_: datetime
    """From this moment."""
    to: datetime
    """Until this moment."""
    calls: Number
    """How many are expected; need not be whole."""


@dataclass(frozen=True, slots=True)
class Answered:
    """How many people answer in each interval of a forecast."""

    intervals: Sequence[AnsweredInterval]
    """The intervals of the forecast."""
    peak: int
    """The most people rostered at any time."""
    person_minutes: int
    """The sum of minutes of all people rostered."""
    skill: str | None = None
    """The skill that answers."""
    site: str | None = None
    """The site at which it is answered; none where no site is named."""

    def demand(self) -> tuple[Demand, ...]:
        """The demand on intervals that this is, without those in which nobody is needed."""
        return load(tuple[Demand, ...], _backoffice.scheduling_answered_demand(self))

    def curve(self) -> tuple[Interval, ...]:
        """The demand as a curve to open shifts for, the intervals without calls included."""
        return load(tuple[Interval, ...], _backoffice.scheduling_answered_curve(self))


@dataclass(frozen=True, slots=True)
class AnsweredInterval:
    """An interval of a forecast."""

    from_: datetime
    """From this moment."""
    to: datetime
    """Until this moment."""
    service: Service
    """Who is needed and how the queue is served."""


@dataclass(frozen=True, slots=True)
class Interval:
    """How many people are needed in an interval."""

    from_: datetime
    """From this moment."""
    to: datetime
    """Until this moment."""
    least: int = 0
    """No fewer may be there."""
    wanted: int | None = None
    """So many are wanted; none means ``least``. Each one fewer costs ``short_per_minute``, each one more
    ``over_per_minute``."""
    most: int | None = None
    """No more may be there; none for any number."""


@dataclass(frozen=True, slots=True)
class Generation:
    """Shifts that may be opened, what they cost, and the demand that they cover. All costs are whole numbers of one unit,
    such as cents.
    """

    curve: Sequence[Interval]
    """The demand, in order and not overlapping. Shifts begin and end where intervals do, and reach over no gap."""
    shortest_minutes: int
    """Minutes of the shortest shift."""
    longest_minutes: int
    """Minutes of the longest shift, less than 1440."""
    start_every_minutes: int
    """Shifts start at midnight or a multiple of so many minutes after it, such as 30."""
    length_every_minutes: int
    """Shifts are longer than the shortest by a multiple of so many minutes."""
    per_minute: int
    """What each paid minute costs."""
    skill: str | None = None
    """The skill that is needed; none for people who work without one."""
    site: str | None = None
    """The site of the shifts; none for shifts of no site."""
    break_minutes: int = 0
    """Minutes of unpaid break in a shift (somebody on a break still counts as there) …"""
    break_beyond_minutes: int = 0
    """… that is longer than so many minutes."""
    per_shift: int = 0
    """What each shift costs beside its time."""
    dearer: Sequence[Dearer] = ()
    """Time that costs more, such as nights."""
    short_per_minute: int = 0
    """What a minute costs in which somebody who is wanted is not there."""
    over_per_minute: int = 0
    """What a minute costs in which somebody is there who is not wanted, beside the pay."""


@dataclass(frozen=True, slots=True)
class Dearer:
    """Time that costs more than other time."""

    from_: str
    """From this clock time, such as ``22:00``."""
    to: str
    """Until this clock time, ``24:00`` at most; on the next day when it is before ``from``."""
    per_minute: int
    """What each minute of a shift in it costs more."""
    days: Sequence[Weekday] = ()
    """The days of the week on which it begins; empty means every day."""


@dataclass(frozen=True, slots=True)
class Generated:
    """The shifts to open."""

    shifts: Sequence[Opened]
    """The shifts, by start and end."""
    coverage: Sequence[Covered]
    """The intervals."""
    paid_minutes: int
    """Paid minutes of all shifts."""
    cost: int
    """What they cost, people missing and people too many included."""
    bound: int
    """No choice of shifts costs less."""
    proven: bool
    """Whether ``cost`` is ``bound``."""
    skill: str | None = None
    """The skill."""
    site: str | None = None
    """The site."""


@dataclass(frozen=True, slots=True)
class Opened:
    """Shifts of the same times."""

    from_: datetime
    """From this moment."""
    to: datetime
    """Until this moment."""
    break_minutes: int
    """Minutes of unpaid break."""
    count: int
    """How many are opened."""
    cost: int
    """What each costs."""


@dataclass(frozen=True, slots=True)
class Covered:
    """How many people are there in an interval."""

    interval: Interval
    """The demand."""
    there: int
    """How many are there."""


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


def due(cut_off: CutOff, open: Sequence[Open], at: datetime) -> datetime | None:
    """When work that arrives at a moment is due; none when no later day is worked."""
    return load(datetime | None, _backoffice.scheduling_due(cut_off, open, at))  # type: ignore[arg-type]


def agents(queue: Queue, calls_per_hour: Number) -> Service:
    """The fewest people that serve a queue as is wanted (Erlang C; Erlang A with patience)."""
    return load(Service, _backoffice.scheduling_agents(queue, calls_per_hour))


def service(queue: Queue, calls_per_hour: Number, staff: int) -> Service:
    """How so many people serve a queue."""
    return load(Service, _backoffice.scheduling_service(queue, calls_per_hour, staff))


def answer(forecast: Forecast) -> Answered:
    """The fewest people for each interval of a forecast."""
    return load(Answered, _backoffice.scheduling_answer(forecast))


def generate(generation: Generation) -> Generated:
    """The shifts that cover a demand curve at least cost, proven."""
    return load(Generated, _backoffice.scheduling_generate(generation))


def offered(all: Sequence[Generated]) -> tuple[Shift, ...]:
    """Shifts that were opened, as a model takes them: each is offered on its dates and needs nobody by itself."""
    return load(tuple[Shift, ...], _backoffice.scheduling_offered(all))
