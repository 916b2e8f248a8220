"""Who could take over a shift, and who could swap it: ranked, with the cost and every rule that is touched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from .. import _backoffice
from .._load import load
from ._model import Assignment, Model


@dataclass(frozen=True, slots=True)
class Replacement:
    """Somebody who could take over a shift."""

    person: str
    """Who."""
    takes: Assignment
    """What the person would work."""
    gives_up: Sequence[Assignment]
    """What the person works on that day and would give up for it."""
    cost: int
    """How much more the roster would cost; below zero when it would be better."""
    levels: Sequence[int]
    """The same by level of the objective."""
    touches: Sequence[str]
    """The names of the soft rules that would be broken, or broken more; ``request`` for a wish."""


@dataclass(frozen=True, slots=True)
class Refined:
    """Somebody who could take over a shift, with the best other days for it."""

    person: str
    """Who."""
    takes: Sequence[Assignment]
    """What the person would work that is not worked now, the shift itself among it."""
    gives_up: Sequence[Assignment]
    """What the person would give up for it."""
    cost: int
    """How much more the roster would cost; below zero when it would be better."""
    levels: Sequence[int]
    """The same by level of the objective."""
    touches: Sequence[str]
    """The names of the soft rules that would be broken, or broken more; ``request`` for a wish."""


@dataclass(frozen=True, slots=True)
class Swap:
    """Two shifts that two people could exchange."""

    gives: Assignment
    """What the first person has and the other would take."""
    takes: Assignment
    """What the other person has and the first would take."""
    cost: int
    """How much more the roster would cost; below zero when it would be better."""
    levels: Sequence[int]
    """The same by level of the objective."""
    touches: Sequence[str]
    """The names of the soft rules that would be broken, or broken more; ``request`` for a wish."""


@dataclass(frozen=True, slots=True)
class NextBest:
    """What would be best if somebody did not work a shift."""

    cost: int
    """How much more the roster would cost; below zero when it would be better."""
    gives_up: Sequence[Assignment] = ()
    """What that person would give up for it."""
    person: str | None = None
    """Who would work it instead; none when it were best left open."""


def replacements(
    model: Model,
    assignments: Sequence[Assignment],
    shift: str,
    day: date,
    skill: str | None = None,
    most: int = 10,
) -> tuple[Replacement, ...]:
    """Everybody who could take over that shift, cheapest first, ``most`` at most: whoever breaks no hard rule by it. Somebody
    who works something else on that day gives that up, where a day holds one shift.
    """
    found = _backoffice.scheduling_replacements(model, assignments, shift, day, skill, most)
    return load(tuple[Replacement, ...], found)


def refine(
    model: Model,
    assignments: Sequence[Assignment],
    shift: str,
    day: date,
    people: Sequence[str],
    skill: str | None = None,
) -> tuple[Refined, ...]:
    """For each of these people the best row of days with that shift while all others stay, cheapest first; people who cannot
    work it whatever else they work are left out.
    """
    found = _backoffice.scheduling_refine(model, assignments, shift, day, skill, people)
    return load(tuple[Refined, ...], found)


def swaps(model: Model, assignments: Sequence[Assignment], gives: Assignment) -> tuple[Swap, ...]:
    """Every exchange of that assignment for one of somebody else's after which no hard rule is broken that was not, cheapest
    first.
    """
    return load(tuple[Swap, ...], _backoffice.scheduling_swaps(model, assignments, gives))


def next_best(model: Model, assignments: Sequence[Assignment], assignment: Assignment) -> NextBest | None:
    """What would be best if that assignment were not there: somebody else on the shift, or nobody. None when it is locked, or
    when whatever else breaks a hard rule.
    """
    found = _backoffice.scheduling_next_best(model, assignments, assignment)
    return None if found is None else load(NextBest, found)
