"""What a ``Desk`` answers: who could take over a shift, and who could swap it, with the cost and every rule that is touched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ._model import Assignment


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
