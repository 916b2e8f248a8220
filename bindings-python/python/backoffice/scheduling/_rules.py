"""What every roster is judged by: each rule named, hard or soft, with its source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, ClassVar, Literal, TypeAlias

from .. import _backoffice
from .._backoffice import exact
from .._load import load
from .._types import Number, Weekday

if TYPE_CHECKING:
    from ._model import Model


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of a model. Nobody ever works at two places at once, and locked assignments always stay: these two are
    always hard.
    """

    week_begins: Weekday = "Mon"
    """The day with which a week begins."""
    weekend: Sequence[Weekday] = ("Sat", "Sun")
    """The days of the weekend; those that follow one another are one weekend."""
    shifts_a_day: int = 1
    """At most so many shifts that start on one day, for each person."""
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
    site: Strength = "hard"
    """Nobody works at a site that is not his or hers; counted in times."""
    contract_most: Strength = "hard"
    """Nobody works more hours a week than the contract allows; counted in minutes."""
    contract_least: Strength = field(default_factory=lambda: Soft(1))
    """Everybody works the hours a week that the contract promises, in whole weeks of the period; counted in minutes."""
    levels: Levels = field(default_factory=lambda: Levels())
    """The levels of the objective in which penalties count that no rule of its own names."""
    rules: Sequence[Rule] = ()
    """All other rules."""

    def hard(self, name: str, limit: Limit) -> Rules:
        """The same, with that hard limit under a name."""
        return replace(self, rules=(*self.rules, Rule(name, limit, "hard")))

    def soft(self, name: str, limit: Limit, weight: int) -> Rules:
        """The same, with that soft limit, at a penalty of ``weight`` for each minute, day or time."""
        return replace(self, rules=(*self.rules, Rule(name, limit, Soft(weight))))

    def rest_between(self, hours: Number) -> Rules:
        """The same, with at least so many hours of rest between two shifts."""
        return load(Rules, _backoffice.scheduling_rest_between(self, exact("hours", hours)))


@dataclass(frozen=True, slots=True)
class Levels:
    """Levels of the objective, each from 0 (compared first) to 7."""

    cover: int = 0
    """People missing and people too many."""
    contract: int = 0
    """Skills, sites, availability and hours of the contract, where they are soft."""
    requests: int = 0
    """Requests."""


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
    law: bool = False
    """Whether it is law: told apart from agreements and wishes wherever it is broken."""
    level: int = 0
    """The level of the objective in which its penalty counts."""


@dataclass(frozen=True, slots=True)
class RestBetween:
    """At least so many minutes between the end of a shift and the start of the next; counted in minutes. The end of the last
    shift before the period counts when the history tells it.
    """

    __tag__: ClassVar[tuple[str, str]] = ("", "rest_between")

    minutes: int
    """Minutes of rest."""


@dataclass(frozen=True, slots=True)
class UninterruptedRest:
    """In each whole window at least one stretch of so many minutes without work, all of it within the window; counted
    in minutes. Over ``Days`` the solver knows it hard only, and of 15 days at most.
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
    """At most so many days in a row on which a shift starts, those of the history among them; counted in days of the
    period.
    """

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


@dataclass(frozen=True, slots=True)
class Run:
    """Days in a row that are alike are at least and at most so many; counted in days."""

    __tag__: ClassVar[tuple[str, str]] = ("", "run")

    of: RunOf
    """Which days make up a run."""
    least: int = 0
    """At least so many days; 0 for any number."""
    most: int | None = None
    """At most so many days; none for any number."""
    start: Start = "history"
    """What a run that touches the first day means."""
    end: End = "exempt"
    """What a run that touches the last day means."""


@dataclass(frozen=True, slots=True)
class Total:
    """In each window at least (in whole windows) and at most so many; counted in minutes, days or times."""

    __tag__: ClassVar[tuple[str, str]] = ("", "total")

    of: Count
    """What is counted."""
    per: Window
    """The windows."""
    least: int = 0
    """At least so many; 0 for any number."""
    most: int | None = None
    """At most so many; none for any number."""
    history: bool = False
    """Whether the history counts too. Only with the whole period as window."""


@dataclass(frozen=True, slots=True)
class Succession:
    """None of the shifts ``then`` on the day after one of the shifts ``first``; counted in times. The day before the period
    counts when the history tells it.
    """

    __tag__: ClassVar[tuple[str, str]] = ("", "succession")

    first: Sequence[str]
    """The earlier shifts."""
    then: Sequence[str]
    """The shifts that may not follow."""


@dataclass(frozen=True, slots=True)
class DaysBetween:
    """At least so many days between one of the shifts ``first`` and any later one of the shifts ``then``, as seen from the
    last of ``first`` before it; counted in days.
    """

    __tag__: ClassVar[tuple[str, str]] = ("", "days_between")

    first: Sequence[str]
    """The earlier shifts."""
    then: Sequence[str]
    """The later shifts."""
    days: int
    """Days between them."""


@dataclass(frozen=True, slots=True)
class Fair:
    """Everybody has a fair share of what is counted: what lies beyond it costs, either way. The shares are fixed beforehand:
    of an amount, by a measure, less what the history tells when it counts. A share that is not whole is met by the whole
    number below and above.
    """

    __tag__: ClassVar[tuple[str, str]] = ("", "fair")

    of: Count
    """What is counted, over the whole period."""
    amount: int | None = None
    """How much there is to share; none for what the needs of the shifts ask for."""
    by: Share = "equal"
    """By what it is shared."""
    tolerance: int = 0
    """So much above or below the share costs nothing."""
    step: int = 1
    """How much makes up one step of the cost, such as 60 minutes; each step that is begun counts."""
    squared: bool = False
    """Whether ``n`` steps count ``n × n`` times: two people a step away are then better than one two steps away."""
    history: bool = False
    """Whether the history counts too: who had less before gets more."""


@dataclass(frozen=True, slots=True)
class Spread:
    """The largest and the smallest number among the people are at most so far apart; a rule of the team, counted in minutes,
    days or times. The solver's bound leaves it out: where it costs something, a roster is seldom proven. ``Fair`` is priced
    in the bound too.
    """

    __tag__: ClassVar[tuple[str, str]] = ("", "spread")

    of: Count
    """What is counted, over the whole period."""
    most: int
    """How far apart."""


@dataclass(frozen=True, slots=True)
class Shifts:
    """Days on which one of these shifts starts, or assignments to one of them."""

    __tag__: ClassVar[tuple[str, str]] = ("", "shifts")
    __newtype__: ClassVar[bool] = True

    value: Sequence[str]


RunOf: TypeAlias = Literal["work", "off"] | Shifts
"""Which days make up a run: those on which a shift starts, those on which none does, or those of these shifts."""

Count: TypeAlias = Literal["minutes", "assignments", "days", "weekends"] | Shifts
"""What is counted of somebody's work: paid minutes, assignments, days on which a shift starts, weekends worked, or
assignments to one of these shifts.
"""

Start: TypeAlias = Literal["exempt", "history", "fresh"]
"""What a run that touches the first day of the period means: it may be short and nothing before the period counts; the days
before it count as the history tells them; or it begins with the period.
"""

End: TypeAlias = Literal["exempt", "ended"]
"""What a run that touches the last day of the period means: it may be short, or it ends with the period."""

Share: TypeAlias = Literal["equal", "contract", "days"]
"""By what a fair share is measured: all alike, by the contract's most hours, or by the days on which somebody is employed and
not left out.
"""

Limit: TypeAlias = (
    RestBetween
    | UninterruptedRest
    | LongestShift
    | MostMinutes
    | LeastMinutes
    | ConsecutiveDays
    | DaysOff
    | Run
    | Total
    | Succession
    | DaysBetween
    | Literal["complete_weekends", "equal_weekends"]
    | Fair
    | Spread
)
"""What a rule limits. ``complete_weekends``: a weekend that lies in the period is worked on all of its days or on none;
``equal_weekends``: all that is worked on one weekend is the same shift; both counted in weekends.
"""


@dataclass(frozen=True, slots=True)
class Days:
    """Any so many days in a row within the period; when the period is shorter, the period, which is then not whole."""

    __tag__: ClassVar[tuple[str, str]] = ("", "days")
    __newtype__: ClassVar[bool] = True

    value: int


Window: TypeAlias = Literal["day", "week", "period"] | Days
"""The stretches of days in which something is counted."""


@dataclass(frozen=True, slots=True)
class Coupling:
    """In each window the sum over the terms, each the number of times that people do something times a factor, lies between
    ``least`` and ``most``; counted by how far it lies outside. All that binds several people is said with it.
    Where weekends are counted, the solver knows windows that part none, of which all days count.
    """

    name: str
    """By which violations call it."""
    terms: Sequence[Term]
    """What is summed."""
    least: int | None = None
    """At least so much; none for any sum."""
    most: int | None = None
    """At most so much; none for any sum."""
    per: Window = "day"
    """The windows, each of which has a sum."""
    days: Sequence[Weekday] = ()
    """The days of the week that count; empty means every day."""
    dates: Sequence[date] = ()
    """The only dates that count; empty means every day."""
    strength: Strength = "hard"
    """Whether it may be broken."""
    level: int = 0
    """The level of the objective in which its penalty counts."""
    source: str = ""
    """Where it stands."""

    @staticmethod
    def present(name: str, shift: str, people: Sequence[str], least: int) -> Coupling:
        """At least so many of these people on that shift on each day: one senior present, first aid."""
        return load(Coupling, _backoffice.scheduling_present(name, shift, people, least))

    @staticmethod
    def senior(name: str, shift: str, model: Model, skill: str, level: int, least: int) -> Coupling:
        """At least so many people on that shift on each day who have that skill at that level or better."""
        return load(Coupling, _backoffice.scheduling_senior(name, shift, model, skill, level, least))

    @staticmethod
    def never_with(name: str, one: str, other: str, shift: str) -> Coupling:
        """Never both on that shift on one day."""
        return load(Coupling, _backoffice.scheduling_never_with(name, one, other, shift))

    @staticmethod
    def together(name: str, one: str, other: str, shift: str) -> Coupling:
        """On that shift on one day both or neither."""
        return load(Coupling, _backoffice.scheduling_together(name, one, other, shift))

    @staticmethod
    def mentored(name: str, trainee: str, mentors: Sequence[str], shift: str) -> Coupling:
        """The trainee works that shift only on days on which one of the mentors does."""
        return load(Coupling, _backoffice.scheduling_mentored(name, trainee, mentors, shift))


@dataclass(frozen=True, slots=True)
class Term:
    """What some people do, times a factor."""

    times: int
    """The factor; may be below zero."""
    of: Count
    """What is counted."""
    people: Sequence[str] = ()
    """Whose work counts; empty means everybody's."""
    skill: str | None = None
    """Only work with that skill; none for all work."""
