"""What is to be rostered: a period, people, shifts, demand, requests and what is already fixed."""

from __future__ import annotations

import json
import typing
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal, TypeAlias

from .. import _backoffice
from .._backoffice import Period
from .._columns import Columns
from .._load import load
from .._types import Weekday
from ._rules import Coupling, Rules
from .law import Labour


@dataclass(frozen=True, slots=True)
class Model:
    """Everything that a roster is made from and judged by."""

    period: Period
    """The days to be rostered, the first and the last both included. A shift belongs to the day on which it starts."""
    people: Sequence[Person] = ()
    """Who can work."""
    shifts: Sequence[Shift] = ()
    """Which shifts there are."""
    demand: Sequence[Demand] = ()
    """How many people are needed when, beside what the shifts need themselves."""
    requirements: Sequence[Requirement] = ()
    """How many people the shifts need on some days, beside what they need on every day."""
    requests: Sequence[Request] = ()
    """What people wish for."""
    locked: Sequence[Assignment] = ()
    """What is already decided: part of every roster and of every rule."""
    forbidden: Sequence[Forbidden] = ()
    """What nobody may decide otherwise: days and shifts that somebody does not work."""
    couplings: Sequence[Coupling] = ()
    """What binds several people together: never with, one senior present, mentor with trainee."""
    clock: Sequence[UtcOffset] = ()
    """When the clock is changed, in order; empty when it is not. Rest and paid time are then counted as they pass."""
    rules: Rules = field(default_factory=Rules)
    """What every roster is judged by."""
    law: Labour | None = None
    """The labour law by which every roster is judged besides; none for rules alone."""

    def check(self) -> None:
        """Raises what does not make sense: names that are unknown or not unique, times that are none, and the like."""
        _backoffice.scheduling_check(self)

    @staticmethod
    def of_tables(period: Period, people: Columns, shifts: Columns, rules: Rules | None = None) -> Model:
        """A model of tables: of polars, pandas, pyarrow, DuckDB, or dicts of lists.

        ``people`` has ``name`` and, where they are wanted, ``hours`` (a week at most), ``hours_at_least``, ``skills``
        (separated by commas) and ``site``; ``shifts`` has ``name``, ``start`` and ``end`` (clock times) and, where they are
        wanted, ``day``, ``skill``, ``needed`` (1 where it is not told), ``break_minutes`` and ``site``: one row for each
        need, on that day or on every day.
        """
        return Model(period, people_of(people), *needs_of(shifts), rules=rules or Rules())


@dataclass(frozen=True, slots=True)
class UtcOffset:
    """The clock from a moment on: so many minutes ahead of universal time."""

    from_: datetime
    """From this local moment, as the clock shows it once it is changed."""
    minutes: int
    """Minutes ahead of universal time, such as 60 for UTC+1."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who can work."""

    name: str
    """By which the person is known; unique in the model."""
    skills: Sequence[str | Skill] = ()
    """What the person can do: names, or skills with a level and dates."""
    hours_at_least: Decimal | None = None
    """Paid hours that the contract promises per week: ``37.5`` is 37 h 30 min."""
    hours_at_most: Decimal | None = None
    """Paid hours per week that the contract allows."""
    available: Sequence[Available] = ()
    """When the person can work: every minute of a shift must lie within one of these. Empty means at any time."""
    unavailable: Sequence[Absence] = ()
    """When the person cannot work: no shift may overlap one of these."""
    sites: Sequence[str] = ()
    """The sites at which the person works; empty means at all."""
    starts: date | None = None
    """The first day of employment; none when it lies before all that is asked."""
    leaves: date | None = None
    """The last day of employment; none when it has no end."""
    days_left_out: Sequence[date] = ()
    """Days that do not count for averages and fair shares: leave and sickness. They forbid nothing by themselves."""
    history: History | None = None
    """What was worked before the period; none when it is unknown."""


@dataclass(frozen=True, slots=True)
class Skill:
    """Something that a person can do; where its name says all, the name alone will do."""

    name: str
    """Its name."""
    level: int = 0
    """How well: the greater the better, 0 when nothing is said."""
    from_: date | None = None
    """The first day on which it is valid; none for always."""
    to: date | None = None
    """The last day on which it is valid; none for always."""


@dataclass(frozen=True, slots=True)
class History:
    """What somebody worked before the period, up to and including the day before it."""

    minutes: int = 0
    """Paid minutes so far, of what a rule counts together with the period."""
    assignments: int = 0
    """Assignments so far."""
    weekends: int = 0
    """Weekends worked so far."""
    shifts: dict[str, int] = field(default_factory=dict)
    """How often each shift was worked so far, where a rule counts them."""
    last_shift: str | None = None
    """The last shift that was worked."""
    run_of_shift: int = 0
    """On how many days in a row up to the day before the period that shift was worked; 0 when not on that day."""
    run_of_work: int = 0
    """How many days in a row were worked up to the day before the period."""
    run_off: int = 0
    """How many days in a row were off up to the day before the period."""
    last_end: datetime | None = None
    """When the last shift ended."""


@dataclass(frozen=True, slots=True)
class Available:
    """Clock times between which somebody can work, on some days of the week."""

    from_: str
    """From this clock time, such as ``06:00``."""
    to: str
    """Until this clock time, ``24:00`` at most; on the next day when it is before ``from``."""
    days: Sequence[Weekday] = ()
    """The days of the week; empty means every day."""


@dataclass(frozen=True, slots=True)
class Absence:
    """A stretch of time in which somebody cannot work."""

    from_: datetime
    """From this moment."""
    to: datetime
    """Until this moment, which is free again."""


@dataclass(frozen=True, slots=True)
class Shift:
    """A shift: the same clock times on each day on which it is offered. A shift without clock times has its counted
    ``minutes`` alone; rules that need clock times, such as rest in hours, cannot be judged with it.
    """

    name: str
    """By which it is known; unique in the model."""
    start: str | None = None
    """The clock time at which it starts, such as ``22:00``; none for a split shift or one without clock times."""
    end: str | None = None
    """The clock time at which it ends, ``24:00`` at most; on the next day when it is before ``start``."""
    days: Sequence[Weekday] = ()
    """The days of the week on which it is offered; empty means every day."""
    dates: Sequence[date] = ()
    """The only dates on which it is offered; empty means all days of the period."""
    break_minutes: int = 0
    """Minutes of unpaid break that is taken at any time. Somebody on such a break still counts as there."""
    skills: Sequence[str] = ()
    """The skills that can be worked on it, one in each assignment, beside those that it needs."""
    needs: Sequence[Need] = ()
    """Whom it needs on each day. Empty: it is merely offered, to cover the demand on intervals."""
    parts: Sequence[Part] = ()
    """The parts of a split shift, or of a shift with on-call duty, in order; instead of ``start`` and ``end``."""
    minutes: int | None = None
    """Paid minutes of its own; none for its length (on-call parts aside) without the unpaid breaks."""
    breaks: Sequence[Break] = ()
    """Breaks with clock times."""
    site: str | None = None
    """The site at which it is worked; none when sites do not matter."""

    @staticmethod
    def every_day(name: str, start: str, end: str, skill: str | None = None, needed: int = 1) -> Shift:
        """A shift on every day that needs so many people, with that skill or of any."""
        return Shift(name, start, end, needs=(Need(needed, skill),))

    @staticmethod
    def untimed(name: str, minutes: int) -> Shift:
        """A shift on every day without clock times, of so many paid minutes, that needs nobody by itself."""
        return Shift(name, minutes=minutes)

    def placed(self, every_minutes: int) -> tuple[Shift, ...]:
        """This shift once for every way to take its breaks that have a window, each at a multiple of so many minutes after
        the window's start: each with fixed breaks during which nobody is there. A solver that is offered all of them places
        the breaks.
        """
        return load(tuple[Shift, ...], _backoffice.scheduling_placed(self, every_minutes))


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a split shift."""

    start: str
    """The clock time at which it starts; on the next day when it is before the end of the part before."""
    end: str
    """The clock time at which it ends; on the next day when it is before ``start``."""
    kind: Duty = "work"
    """What it is."""


Duty: TypeAlias = Literal["work", "on_call"]
"""Work: paid, and there for the demand. On call: not there and not paid, unless the shift has ``minutes`` of its own; no rest
either.
"""


@dataclass(frozen=True, slots=True)
class Break:
    """A break with clock times, within one working part of the shift."""

    from_: str
    """The clock time at which it starts, or from which on it can be taken."""
    to: str
    """The clock time at which it ends, or until which it is taken."""
    minutes: int | None = None
    """How long it is, when it is taken anywhere between ``from_`` and ``to``; none for all of that time."""
    paid: bool = False
    """Whether it is paid."""
    away: bool = False
    """Whether somebody on it is not there for the demand. Only for a break that is fixed."""


@dataclass(frozen=True, slots=True)
class Need:
    """So many people that a shift needs on each day."""

    needed: int
    """How many are wanted."""
    skill: str | None = None
    """The skill that they work; none for people who work without one."""
    least: int = 0
    """How many there must be: fewer break a hard rule."""
    short: int | None = None
    """Penalty for each one missing; none for the rules' penalty for each minute of the shift."""
    over: int | None = None
    """Penalty for each one too many; none for the rules' penalty for each minute of the shift."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """So many people that a shift needs on some days: as its own needs, where they differ from day to day.

    The cost is convex in the number of people: ``short`` for each one below ``wanted``, ``over`` for each one above it; below
    ``least`` a hard rule is broken as well.
    """

    shift: str
    """The shift."""
    wanted: int
    """How many are wanted."""
    skill: str | None = None
    """The skill that they work; none for people who work without one."""
    days: Sequence[Weekday] = ()
    """The days of the week; empty means every day on which the shift is offered."""
    dates: Sequence[date] = ()
    """The only dates; empty means every day on which the shift is offered."""
    least: int = 0
    """How many there must be."""
    short: int | None = None
    """Penalty for each one missing; none for the rules' penalty for each minute of the shift."""
    over: int | None = None
    """Penalty for each one too many; none for the rules' penalty for each minute of the shift."""


@dataclass(frozen=True, slots=True)
class Demand:
    """So many people that are needed in an interval of time, whatever their shifts. A shift covers the intervals that it
    spans: those that lie wholly within one of its working parts, and that no break takes away.
    """

    from_: datetime
    """From this moment."""
    to: datetime
    """Until this moment."""
    needed: int
    """How many."""
    skill: str | None = None
    """The skill that they work; none for people who work without one."""
    site: str | None = None
    """The site at which they work: only its shifts count; none for shifts of any site."""


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody wishes for, and how much it counts.

    *Avoid* costs its weight for each assignment that it names. *Prefer* with a day costs its weight when nothing that it
    names is worked on that day; without a day, for each assignment to another shift.
    """

    person: str
    """Who."""
    wish: Wish
    """Whether it is wished for or to be avoided."""
    weight: int
    """The penalty when it is not met."""
    day: date | None = None
    """On which day; none for every day."""
    shift: str | None = None
    """Which shift; none for any. A request names a day, a shift or both."""


Wish: TypeAlias = Literal["prefer", "avoid"]
"""Whether something is wished for or to be avoided."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """Somebody on a shift on a day, working one skill or none."""

    day: date
    """The day on which the shift starts."""
    person: str
    """Who."""
    shift: str
    """The shift."""
    skill: str | None = None
    """The skill that is worked."""


@dataclass(frozen=True, slots=True)
class Forbidden:
    """What somebody may not be assigned to: a hard rule for one person. It names a day, a shift or both."""

    person: str
    """Who."""
    day: date | None = None
    """On which day the shift would start; none for every day."""
    shift: str | None = None
    """Which shift; none for any."""


def people_of(table: Columns) -> tuple[Person, ...]:
    """People of a table: see ``Model.of_tables``."""
    return tuple(
        Person(
            row["name"],
            tuple(skill.strip() for skill in (row.get("skills") or "").split(",") if skill.strip()),
            row.get("hours_at_least"),
            row.get("hours"),
            sites=(row["site"],) if row.get("site") else (),
        )
        for row in rows("people", table, "name", "hours", "hours_at_least", "skills", "site")
    )


def model_schema() -> dict[str, Any]:
    """The JSON schema (draft 2020-12) of a model's document, as ``to_json`` writes it and ``from_json`` reads it."""
    return typing.cast("dict[str, Any]", json.loads(_backoffice.scheduling_model_schema()))


def needs_of(table: Columns) -> tuple[tuple[Shift, ...], tuple[Demand, ...], tuple[Requirement, ...]]:
    """Shifts, no demand on intervals, and what the shifts need, of a table: see ``Model.of_tables``."""
    shifts: dict[str, Shift] = {}
    needs: list[Requirement] = []
    known = ("name", "start", "end", "day", "skill", "needed", "break_minutes", "site")
    for row in rows("shifts", table, *known):
        name, day, skill = row["name"], row.get("day"), row.get("skill")
        needed = 1 if row.get("needed") is None else row["needed"]
        before = shifts.get(name, Shift(name))
        shifts[name] = Shift(
            name,
            row.get("start"),
            row.get("end"),
            dates=(*before.dates, day) if day and day not in before.dates else before.dates,
            break_minutes=row.get("break_minutes") or 0,
            skills=(*before.skills, skill) if skill and skill not in before.skills else before.skills,
            site=row.get("site"),
        )
        needs.append(Requirement(name, needed, skill, dates=(day,) if day else ()))
    return tuple(shifts.values()), (), tuple(needs)


def rows(name: str, table: Columns, *known: str) -> list[dict[str, Any]]:
    """The rows of a table, with columns of these names and no others."""
    held = _backoffice.table_columns(name, dict(table) if isinstance(table, Mapping) else table, known)
    return [dict(zip(held, row, strict=True)) for row in zip(*held.values(), strict=True)]
