"""The one judge of every roster: its exact penalty, every violation by name, and why a need is not met."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, TypeAlias

from .. import _backoffice
from .._load import load
from ._model import Assignment, Model
from .law import Work


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the judge says of a roster."""

    penalty: int
    """The sum of all penalties: soft rules, requests, people missing and people too many."""
    levels: Sequence[int]
    """The same by level of the objective, the first level first."""
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
    """Whose roster breaks it; empty for a rule of the team."""
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
    law: bool = False
    """Whether the rule is law, not an agreement or a wish."""
    level: int = 0
    """The level of the objective in which the penalty counts."""
    source: str = ""
    """Where the rule stands."""


Unit: TypeAlias = Literal["minutes", "days", "times"]
"""What the extent of a violation counts."""


@dataclass(frozen=True, slots=True)
class Cover:
    """How a need is covered that is not covered exactly."""

    day: date
    """The day on which the shift, or the interval, begins."""
    from_: datetime
    """From this moment."""
    to: datetime
    """Until this moment."""
    least: int
    """How many there must be."""
    needed: int
    """How many are needed."""
    there: int
    """How many are there."""
    hard: bool
    """Whether a hard rule is broken: fewer are there than there must be."""
    level: int
    """The level of the objective in which the penalty counts."""
    penalty: int
    """The penalty."""
    shift: str | None = None
    """The shift that needs it; none for demand on intervals."""
    skill: str | None = None
    """The skill."""
    site: str | None = None
    """The site, where the demand on an interval names one."""


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
    site: str | None = None
    """The site at which it is lacking, where the demand names one."""


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


def evaluate(model: Model, assignments: Sequence[Assignment]) -> Verdict:
    """The judge: the exact penalty of anybody's roster, every violation named."""
    return load(Verdict, _backoffice.scheduling_evaluate(model, assignments))


def gaps(model: Model, assignments: Sequence[Assignment], verdict: Verdict) -> tuple[Gap, ...]:
    """What is short, and why, person by person."""
    return load(tuple[Gap, ...], _backoffice.scheduling_gaps(model, assignments, verdict))


def timed(model: Model, assignments: Sequence[Assignment]) -> tuple[Work, ...]:
    """The work of a roster as it would be clocked, one stretch for each part of each shift, by assignment, for
    :func:`~backoffice.scheduling.law.audit`. Shifts without clock times have none.
    """
    return load(tuple[Work, ...], _backoffice.scheduling_timed(model, assignments))
