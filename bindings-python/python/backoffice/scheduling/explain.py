"""Why nobody takes a shift, why there is no roster, and what one change would do.

>>> from datetime import date
>>> import backoffice as bo
>>> from backoffice.scheduling import Assignment, Model, Person, Shift, explain
>>> monday = date(2026, 3, 30)
>>> people = [Person("ada", hours_at_most=8), Person("bo", leaves=monday)]
>>> model = Model(bo.Period.week(2026, 14), people, [Shift.every_day("early", "06:00", "14:00")])
>>> roster = [Assignment(monday, "ada", "early")]
>>> why = explain.why(model, roster, "early", date(2026, 3, 31))
>>> [cause.fact for cause in why.people[0].conflicts[0].causes]
['ada already has 8 of 8 hours', 'ada works early on Mon 30 Mar']
>>> explain.what_if(model, roster, explain.Release(roster[0])).cost
4800
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal, TypeAlias

from .. import _backoffice
from .._load import load
from .._types import Number
from ._judge import Cover, Violation
from ._model import Assignment, Demand, Model, Requirement, Skill
from ._replace import Refined
from ._roster import Watch, _Told

__all__ = [
    "Absent",
    "Assign",
    "Because",
    "Candidate",
    "Cause",
    "Conflict",
    "HasHours",
    "HasSkill",
    "Infeasible",
    "MoreDemand",
    "MoreNeed",
    "Preference",
    "Release",
    "Suppose",
    "WhatIf",
    "Why",
    "Without",
    "what_if",
    "why",
    "why_infeasible",
]


@dataclass(frozen=True, slots=True)
class Why:
    """Why nobody takes a shift, person by person."""

    day: date
    """The day of the shift."""
    shift: str
    """The shift."""
    people: Sequence[Candidate]
    """Everybody who does not work it, in the model's order."""
    skill: str | None = None
    """The skill that is worked on it."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """What stands in the way of somebody, or what it would cost."""

    person: str
    """Who."""
    conflicts: Sequence[Conflict]
    """What forbids it while the person's other days stay: each a set of causes that forbid it together and none of which can
    be left out. Three at most; none when nothing hard forbids it, or only a rule that other work beside it keeps
    (``instead`` tells which).
    """
    preferences: Sequence[Preference]
    """The wishes and soft rules that it would break: what it would cost to set each aside. The law is never among them."""
    cost: int | None = None
    """How much more the roster would cost, when nothing forbids it."""
    instead: Refined | None = None
    """The best row with the shift when the person's other days may change as well; none when there is none, or when the
    solver does not know the model.
    """


@dataclass(frozen=True, slots=True)
class Conflict:
    """Causes that forbid something together."""

    causes: Sequence[Cause]
    """Rules first, then what the person works."""
    minimal: bool
    """Whether it is proven that none of the causes can be left out."""


Because: TypeAlias = Literal["rule", "locked", "assignment"]
"""What a cause is: a rule of the model or of all models, an assignment that is locked, an assignment of the roster."""


@dataclass(frozen=True, slots=True)
class Cause:
    """A rule or a fact that takes part in a conflict."""

    what: Because
    """What it is."""
    name: str
    """The name of the rule, or the shift that is worked."""
    law: bool
    """Whether it is law."""
    source: str
    """Where the rule stands."""
    fact: str
    """The fact in words."""


@dataclass(frozen=True, slots=True)
class Preference:
    """A soft rule, or the wishes, and what breaking it costs."""

    rule: str
    """The name of the rule; ``request`` for a wish."""
    cost: int
    """The penalty."""


@dataclass(frozen=True, slots=True)
class Infeasible:
    """Why there is no roster that keeps all that is hard."""

    certificates: Sequence[str]
    """What counting alone shows: each proves that there is no roster."""
    causes: Sequence[str]
    """What leaves no roster together: names of rules, ``demand``, ``locked``, ``forbidden``, ``skill`` and the like. Without
    any one of them a roster was found, or was not looked for when the caller had stopped it.
    """
    minimal: bool
    """Whether that is proven: otherwise a roster may have been missed within the budget."""


@dataclass(frozen=True, slots=True)
class Assign:
    """Somebody works that as well."""

    __tag__: ClassVar[tuple[str, str]] = ("", "assign")
    __newtype__: ClassVar[bool] = True

    value: Assignment


@dataclass(frozen=True, slots=True)
class Release:
    """Somebody does not work that."""

    __tag__: ClassVar[tuple[str, str]] = ("", "release")
    __newtype__: ClassVar[bool] = True

    value: Assignment


@dataclass(frozen=True, slots=True)
class Absent:
    """Somebody may not work a shift that starts on that day; what is assigned stays, and breaks a rule."""

    __tag__: ClassVar[tuple[str, str]] = ("", "absent")

    person: str
    """Who."""
    day: date
    """On which day."""


@dataclass(frozen=True, slots=True)
class HasSkill:
    """Somebody has a skill."""

    __tag__: ClassVar[tuple[str, str]] = ("", "skill")

    person: str
    """Who."""
    skill: str | Skill
    """Which."""


@dataclass(frozen=True, slots=True)
class HasHours:
    """Somebody's contract allows so many hours a week."""

    __tag__: ClassVar[tuple[str, str]] = ("", "hours")

    person: str
    """Who."""
    at_most: Number
    """Paid hours a week."""


@dataclass(frozen=True, slots=True)
class Without:
    """Rules of that name do not hold. A rule that is law is not set aside."""

    __tag__: ClassVar[tuple[str, str]] = ("", "without")
    __newtype__: ClassVar[bool] = True

    value: str


@dataclass(frozen=True, slots=True)
class MoreDemand:
    """There is more demand on an interval."""

    __tag__: ClassVar[tuple[str, str]] = ("", "demand")
    __newtype__: ClassVar[bool] = True

    value: Demand


@dataclass(frozen=True, slots=True)
class MoreNeed:
    """A shift needs more people."""

    __tag__: ClassVar[tuple[str, str]] = ("", "requirement")
    __newtype__: ClassVar[bool] = True

    value: Requirement


Suppose: TypeAlias = Assign | Release | Absent | HasSkill | HasHours | Without | MoreDemand | MoreNeed
"""One thing that is supposed to be otherwise."""


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What a change does to a roster."""

    cost: int
    """The penalty with the change less the penalty without."""
    levels: Sequence[int]
    """The same by level of the objective."""
    hard: tuple[int, int]
    """How many hard rules are broken without the change, and with it."""
    broken: Sequence[Violation]
    """What is broken with the change only, or otherwise than without."""
    mended: Sequence[Violation]
    """What is broken without the change only, or otherwise than with it."""
    opened: Sequence[Cover]
    """Needs that are not met with the change, and were or were otherwise."""
    filled: Sequence[Cover]
    """Needs that are met with the change, or otherwise."""


def why(
    model: Model, assignments: Sequence[Assignment], shift: str, day: date, skill: str | None = None
) -> Why:
    """Why nobody takes that shift of that day in a roster. Of many shifts ask a ``Desk``, which is made ready once."""
    return load(Why, _backoffice.scheduling_why(model, assignments, shift, day, skill))


def why_infeasible(
    model: Model, nodes: int, seed: int = 0, threads: int = 1, *, progress: Watch = False
) -> Infeasible | None:
    """Why there is no roster of that model; none when one was found within the budget, which is shared by as many searches as
    there are groups of rules, and one more. ``progress`` and Ctrl-C are as in ``solve``: stopped by ``progress``, what was not
    yet looked into stays among the causes, and RefusedError (``run.cancelled``) comes when nothing yet shows that there is no
    roster.
    """
    budget = {"nodes": nodes, "seed": seed, "threads": threads}
    with _Told(progress) as told:
        found = _backoffice.scheduling_why_infeasible(model, budget, told)
    return None if found is None else load(Infeasible, found)


def what_if(model: Model, assignments: Sequence[Assignment], suppose: Suppose) -> WhatIf:
    """Supposes one thing to be otherwise and tells what that does to a roster: nothing else moves."""
    return load(WhatIf, _backoffice.scheduling_what_if(model, assignments, suppose))
