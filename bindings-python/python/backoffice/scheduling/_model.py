"""Rosters: a model of people, shifts and demand, rules, one judge, a solver that says what is short and why."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar, Literal, TypeAlias

from .. import _backoffice
from .._backoffice import Period, exact
from .._load import load
from .._types import Number, Weekday

__all__ = [
    "Absence",
    "Assignment",
    "Available",
    "Budget",
    "ConsecutiveDays",
    "Cover",
    "Days",
    "DaysOff",
    "Demand",
    "Gap",
    "LeastMinutes",
    "LongestShift",
    "Model",
    "MostMinutes",
    "Need",
    "Person",
    "Progress",
    "Reason",
    "Request",
    "RestBetween",
    "Roster",
    "Rule",
    "Rules",
    "Shift",
    "Soft",
    "UninterruptedRest",
    "Verdict",
    "Violation",
    "csv",
    "demand",
    "evaluate",
    "gantt",
    "gaps",
    "icalendar",
    "solve",
    "table",
]

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
    requests: Sequence[Request] = ()
    """What people wish for."""
    locked: Sequence[Assignment] = ()
    """What is already decided: part of every roster and of every rule."""
    rules: Rules = field(default_factory=lambda: Rules())
    """What every roster is judged by."""

    def check(self) -> None:
        """Raises what does not make sense: names that are unknown or not unique, times that are none, and the like."""
        _backoffice.scheduling_check(self)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who can work."""

    name: str
    """By which the person is known; unique in the model."""
    skills: Sequence[str] = ()
    """What the person can do."""
    hours_at_least: Decimal | None = None
    """Paid hours that the contract promises per week: ``37.5`` is 37 h 30 min."""
    hours_at_most: Decimal | None = None
    """Paid hours per week that the contract allows."""
    available: Sequence[Available] = ()
    """When the person can work: every minute of a shift must lie within one of these. Empty means at any time."""
    unavailable: Sequence[Absence] = ()
    """When the person cannot work: no shift may overlap one of these."""


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
    """A shift: the same clock times on each day on which it is offered."""

    name: str
    """By which it is known; unique in the model."""
    start: str
    """The clock time at which it starts, such as ``22:00``."""
    end: str
    """The clock time at which it ends, ``24:00`` at most; on the next day when it is before ``start``."""
    days: Sequence[Weekday] = ()
    """The days of the week on which it is offered; empty means every day."""
    dates: Sequence[date] = ()
    """The only dates on which it is offered; empty means all days of the period."""
    break_minutes: int = 0
    """Minutes of unpaid break. Somebody on a break still counts as there."""
    skills: Sequence[str] = ()
    """The skills that can be worked on it, one in each assignment, beside those that it needs."""
    needs: Sequence[Need] = ()
    """Whom it needs on each day. Empty: it is merely offered, to cover the demand on intervals."""

    @staticmethod
    def every_day(name: str, start: str, end: str, skill: str | None = None, needed: int = 1) -> Shift:
        """A shift on every day that needs so many people, with that skill or of any."""
        return Shift(name, start, end, needs=(Need(needed, skill),))


@dataclass(frozen=True, slots=True)
class Need:
    """So many people that a shift needs."""

    needed: int
    """How many."""
    skill: str | None = None
    """The skill that they work; none when anybody will do."""


@dataclass(frozen=True, slots=True)
class Demand:
    """So many people that are needed in an interval of time, whatever their shifts. A shift covers the intervals that it
    spans: those that lie wholly within it.
    """

    from_: datetime
    """From this moment."""
    to: datetime
    """Until this moment."""
    needed: int
    """How many."""
    skill: str | None = None
    """The skill that they work; none for people who work without one."""


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
class Rules:
    """The rules of a model. Nobody ever works at two places at once, and locked assignments always stay: these two are
    always hard.
    """

    week_begins: Weekday = "Mon"
    """The day with which a week begins."""
    coverage: Coverage = "should"
    """Whether demand must be met or only should."""
    short: int = 10
    """Penalty for each minute in which a needed person is missing."""
    over: int = 1
    """Penalty for each minute in which somebody is there beyond the need."""
    skill: Strength = "hard"
    """Nobody works a skill that he or she lacks; counted in times."""
    availability: Strength = "hard"
    """Nobody works when unavailable; counted in minutes."""
    contract_most: Strength = "hard"
    """Nobody works more hours a week than the contract allows; counted in minutes."""
    contract_least: Strength = field(default_factory=lambda: Soft(1))
    """Everybody works the hours a week that the contract promises, in whole weeks of the period; counted in minutes."""
    rules: Sequence[Rule] = ()
    """All other rules."""

    @staticmethod
    def working_time_directive() -> Rules:
        """The default rules and the working time directive of the European Union, 2003/88/EC, as far as it can be told from
        shifts alone.
        """
        return load(Rules, _backoffice.scheduling_working_time_directive())

    def hard(self, name: str, limit: Limit) -> Rules:
        """The same, with that hard limit under a name."""
        return replace(self, rules=(*self.rules, Rule(name, limit, "hard")))

    def soft(self, name: str, limit: Limit, weight: int) -> Rules:
        """The same, with that soft limit, at a penalty of ``weight`` for each minute, day or time."""
        return replace(self, rules=(*self.rules, Rule(name, limit, Soft(weight))))

    def rest_between(self, hours: Number) -> Rules:
        """The same, with at least so many hours of rest between two shifts."""
        return load(Rules, _backoffice.scheduling_rest_between(self, exact("hours", hours)))


Coverage: TypeAlias = Literal["must", "should"]
"""Whether demand must be met or only should."""


@dataclass(frozen=True, slots=True)
class Soft:
    """It may, at this penalty for each minute, day or time."""

    __tag__: ClassVar[tuple[str, str]] = ("", "soft")
    __newtype__: ClassVar[bool] = True

    value: int


Strength: TypeAlias = Literal["hard"] | Soft
"""Whether a rule may be broken, and at which penalty."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule with its name."""

    name: str
    """By which violations call it."""
    limit: Limit
    """What it limits."""
    strength: Strength
    """Whether it may be broken."""
    people: Sequence[str] = ()
    """For whom it holds; empty means everybody."""
    source: str = ""
    """Where it stands: the law and article, or the agreement."""


@dataclass(frozen=True, slots=True)
class RestBetween:
    """At least so many minutes between the end of a shift and the start of the next; counted in minutes."""

    __tag__: ClassVar[tuple[str, str]] = ("", "rest_between")

    minutes: int
    """Minutes of rest."""


@dataclass(frozen=True, slots=True)
class UninterruptedRest:
    """In each whole window at least one stretch of so many minutes without work, all of it within the window; counted
    in minutes.
    """

    __tag__: ClassVar[tuple[str, str]] = ("", "uninterrupted_rest")

    minutes: int
    """Minutes of rest."""
    per: Window
    """The windows."""


@dataclass(frozen=True, slots=True)
class LongestShift:
    """No shift is longer from its start to its end; counted in minutes."""

    __tag__: ClassVar[tuple[str, str]] = ("", "longest_shift")

    minutes: int
    """Minutes from start to end."""


@dataclass(frozen=True, slots=True)
class MostMinutes:
    """At most so many paid minutes in each window; counted in minutes."""

    __tag__: ClassVar[tuple[str, str]] = ("", "most_minutes")

    minutes: int
    """Paid minutes."""
    per: Window
    """The windows."""


@dataclass(frozen=True, slots=True)
class LeastMinutes:
    """At least so many paid minutes in each whole window; counted in minutes."""

    __tag__: ClassVar[tuple[str, str]] = ("", "least_minutes")

    minutes: int
    """Paid minutes."""
    per: Window
    """The windows."""


@dataclass(frozen=True, slots=True)
class ConsecutiveDays:
    """At most so many days in a row on which a shift starts; counted in days."""

    __tag__: ClassVar[tuple[str, str]] = ("", "consecutive_days")

    days: int
    """Days in a row."""


@dataclass(frozen=True, slots=True)
class DaysOff:
    """At least so many days in each whole window on which no shift starts; counted in days."""

    __tag__: ClassVar[tuple[str, str]] = ("", "days_off")

    days: int
    """Days without a shift."""
    per: Window
    """The windows."""


Limit: TypeAlias = (
    RestBetween | UninterruptedRest | LongestShift | MostMinutes | LeastMinutes | ConsecutiveDays | DaysOff
)
"""What a rule limits."""


@dataclass(frozen=True, slots=True)
class Days:
    """Any so many days in a row within the period; when the period is shorter, the period, which is then not whole."""

    __tag__: ClassVar[tuple[str, str]] = ("", "days")
    __newtype__: ClassVar[bool] = True

    value: int


Window: TypeAlias = Literal["week", "period"] | Days
"""The stretches of days in which something is counted."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the judge says of a roster."""

    penalty: int
    """The sum of all penalties: soft rules, requests, people missing and people too many."""
    hard: int
    """How many hard rules are broken, each time counted; uncovered demand among them when it must be met."""
    violations: Sequence[Violation]
    """Every rule and request that is not met."""
    uncovered: Sequence[Cover]
    """Demand that is not met."""
    overcovered: Sequence[Cover]
    """Demand for which more people are there than are needed."""


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule or request that is not met."""

    rule: str
    """The rule's name."""
    person: str
    """Whose roster breaks it."""
    day: date
    """The day on which it happens, or on which the window begins."""
    by: int
    """By how much, in ``unit``."""
    unit: Unit
    """What ``by`` counts."""
    hard: bool
    """Whether the rule is hard."""
    penalty: int
    """The penalty; 0 when the rule is hard."""
    message: str
    """What happened, in words."""


Unit: TypeAlias = Literal["minutes", "days", "times"]
"""What the extent of a violation counts."""


@dataclass(frozen=True, slots=True)
class Cover:
    """How a need is covered that is not covered exactly."""

    from_: datetime
    """From this moment."""
    to: datetime
    """Until this moment."""
    needed: int
    """How many are needed."""
    there: int
    """How many are there."""
    penalty: int
    """The penalty."""
    shift: str | None = None
    """The shift that needs it; none for demand on intervals."""
    skill: str | None = None
    """The skill."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A need that is not met. Intervals that follow one another and lack as many of the same skill are one gap."""

    from_: datetime
    """From this moment."""
    to: datetime
    """Until this moment."""
    missing: int
    """How many people are missing."""
    reason: str
    """Why, in a sentence."""
    reasons: Sequence[Reason]
    """Why not, person by person."""
    shift: str | None = None
    """The shift that lacks people; none for demand on intervals."""
    skill: str | None = None
    """The skill that is lacking."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why somebody does not fill a gap."""

    person: str
    """Who."""
    shift: str
    """The shift that was tried."""
    rules: Sequence[str]
    """Names of the hard rules that stand in the way; empty when it is only not worth its penalty."""
    reason: str
    """What stands in the way, in words."""


@dataclass(frozen=True, slots=True)
class Budget:
    """How long to search, and with which chance. A node is one change of the roster that is tried: some hundred thousand to a
    few million are tried in a second.
    """

    nodes: int
    """How many nodes."""
    seed: int = 0
    """The seed: another one may find another roster."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the search is."""

    nodes: int
    """Nodes tried."""
    of: int
    """Nodes of the budget."""
    penalty: int
    """The penalty of the best roster so far."""
    bound: int
    """No roster has less."""


@dataclass(frozen=True, slots=True)
class Roster:
    """Who works which shift on which day, what that is worth, and what is short."""

    period: Period
    """The days that are rostered."""
    people: Sequence[str]
    """Everybody, in the model's order."""
    assignments: Sequence[Assignment]
    """Who works when, by day, person and shift."""
    penalty: int
    """The sum of all penalties, as the judge counts them."""
    bound: int
    """No roster that keeps the hard rules has less."""
    proven: bool
    """Whether ``penalty`` is ``bound``: nothing better exists."""
    unfilled: Sequence[Gap]
    """What is short, each with its reasons."""
    violations: Sequence[Violation]
    """Soft rules and requests that are not met."""
    nodes: int
    """Nodes that were tried."""

    def of(self, person: str) -> tuple[Assignment, ...]:
        """When somebody works what."""
        return tuple(assignment for assignment in self.assignments if assignment.person == person)

    def __str__(self) -> str:
        return load(str, _backoffice.scheduling_text(self))

    def _repr_html_(self) -> str:
        return load(str, _backoffice.scheduling_grid(self))


def solve(
    model: Model, budget: Budget, go_on: Callable[[Progress], bool] | None = None
) -> Roster:
    """The best roster found within the budget of nodes, by its seed: the same input gives the same roster.

    Other threads run meanwhile. Ctrl-C stops it; so does ``go_on``, which is asked now and then, by saying False:
    RefusedError (``run.cancelled``).
    """
    return load(Roster, _backoffice.scheduling_solve(model, budget, go_on))


def evaluate(model: Model, assignments: Sequence[Assignment]) -> Verdict:
    """The judge: the exact penalty of anybody's roster, every violation named."""
    return load(Verdict, _backoffice.scheduling_evaluate(model, assignments))


def gaps(model: Model, assignments: Sequence[Assignment], verdict: Verdict) -> tuple[Gap, ...]:
    """What is short, and why, person by person."""
    return load(tuple[Gap, ...], _backoffice.scheduling_gaps(model, assignments, verdict))


def gantt(model: Model, roster: Roster) -> str:
    """The roster as a Gantt chart, an SVG document."""
    return load(str, _backoffice.scheduling_gantt(model, roster))


def demand(model: Model, roster: Roster) -> str:
    """The roster by demand, an SVG document: each shift and curve with who is there and who is missing."""
    return load(str, _backoffice.scheduling_demand_picture(model, roster))


def table(model: Model, roster: Roster) -> str:
    """The roster as a table of text, with hours and with how many are there of how many."""
    return load(str, _backoffice.scheduling_table(model, roster))


def icalendar(model: Model, roster: Roster, person: str, stamp: datetime) -> str:
    """Somebody's shifts as an iCalendar file (RFC 5545); ``stamp`` is when the roster was made, in UTC.

    Times are the clock times of the place, whatever zone the reader's calendar is in.
    """
    return load(str, _backoffice.scheduling_icalendar(model, roster, person, stamp))


def csv(model: Model, roster: Roster) -> str:
    """The roster as CSV."""
    return load(str, _backoffice.scheduling_csv(model, roster))
