"""From a model to a roster, and from a published roster to one that is mended with the least change."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeAlias

from .. import _backoffice
from .._backoffice import Period
from .._load import load
from ._judge import Gap, Violation
from ._model import Absence, Assignment, Demand, Model, Requirement


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the search is."""

    nodes: int
    """Nodes used."""
    of: int
    """Nodes of the budget."""
    penalty: int
    """The penalty of the best roster so far, of its first level when there are several."""
    bound: int
    """No roster has less."""
    lawful: bool
    """Whether the best roster so far keeps all hard rules."""


Watch: TypeAlias = Callable[[Progress], object] | bool
"""Who is told how far a search is: a function, which stops it by giving False; or True, for a line on the standard error."""


@dataclass(frozen=True, slots=True)
class RowCount:
    """How many rows were asked for, and how many were exact."""

    all: int
    """Rows in all."""
    exact: int
    """Those that are the best row there is."""


class _OfModel:
    """Keeps the model that a roster was made for beside what is stored of it."""

    __slots__ = ("_model",)


@dataclass(frozen=True, slots=True)
class Roster(_OfModel):
    """Who works which shift on which day, what that is worth, and what is short. A table for whatever takes a stream of
    Arrow: person, day, shift, skill.
    """

    period: Period
    """The days that are rostered."""
    people: Sequence[str]
    """Everybody, in the model's order."""
    assignments: Sequence[Assignment]
    """Who works when, by day, person and shift."""
    penalty: int
    """The sum of all penalties, as the judge counts them."""
    levels: Sequence[int]
    """The same by level of the objective, the first level first."""
    hard: int
    """How many hard rules are broken, as the judge counts them: 0 for a roster that may be published. Where no roster keeps
    them all, or none was found that does, the one that breaks them least.
    """
    bound: int
    """No roster that keeps the hard rules has a lower penalty; with several levels, none is lower in the first."""
    proven: bool
    """Whether nothing better exists."""
    infeasible: bool
    """Whether it is proven that no roster keeps all hard rules."""
    unfilled: Sequence[Gap]
    """What is short, each with its reasons."""
    violations: Sequence[Violation]
    """Rules and requests that are not met."""
    nodes: int
    """Nodes that were used."""
    rows: RowCount
    """Rows of people that the bound asked for, and how many of them were exact; the others were bounded from below."""
    complete: bool
    """Whether the budget was used up or the roster is proven; not when the caller stopped it."""

    def of(self, person: str) -> tuple[Assignment, ...]:
        """When somebody works what."""
        return tuple(assignment for assignment in self.assignments if assignment.person == person)

    def diff(self, before: Roster) -> tuple[Move, ...]:
        """Whose days differ from another roster: what was worked there and is not here is gone."""
        return diff(before.assignments, self.assignments)

    def replan(
        self,
        *,
        absent: Sequence[tuple[str, date]] = (),
        away: Sequence[tuple[str, Absence]] = (),
        demand: Sequence[Demand] = (),
        requirements: Sequence[Requirement] = (),
        freeze: datetime | None = None,
        weight: int = 20,
        improve: bool = False,
        nodes: int = 20_000,
        progress: Watch = False,
        model: Model | None = None,
    ) -> Replanned:
        """The least change that mends this roster: see ``Changes`` for what has changed. ``model`` is what the roster was made
        for; only a roster that comes from elsewhere than ``solve`` or ``replan`` needs it.
        """
        model = model or getattr(self, "_model", None)
        if model is None:
            raise TypeError("this roster was stored without its model: give `model`")
        changes = Changes(absent, away, demand, requirements, freeze, weight, improve)
        return replan(model, self.assignments, changes, nodes, progress=progress)

    def __str__(self) -> str:
        return load(str, _backoffice.scheduling_text(self))

    def _repr_html_(self) -> str:
        return load(str, _backoffice.scheduling_grid(self))

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any:
        return _backoffice.scheduling_roster_table(self.assignments).__arrow_c_stream__(requested_schema)


@dataclass(frozen=True, slots=True)
class Changes:
    """What has changed since a roster was published, and how it may be mended."""

    absent: Sequence[tuple[str, date]] = ()
    """Who works no shift that starts on which day."""
    away: Sequence[tuple[str, Absence]] = ()
    """Who is away from one moment to another: no shift overlaps it. As hard as availability is in the rules."""
    demand: Sequence[Demand] = ()
    """Demand that is new."""
    requirements: Sequence[Requirement] = ()
    """Needs of shifts that are new."""
    freeze: datetime | None = None
    """Whatever begins before this moment stays as it was published; none: everything may move."""
    weight: int = 20
    """What each day of a person costs that changes, in the first level of the objective."""
    improve: bool = False
    """Whether the roster may also be improved where nothing has changed."""

    def apply(self, model: Model) -> Model:
        """The model with these changes."""
        return load(Model, _backoffice.scheduling_apply(self, model))


@dataclass(frozen=True, slots=True)
class Replanned:
    """A roster that was mended."""

    roster: Roster
    """The roster now. Its bound is 0: nothing is said of what else could be."""
    model: Model
    """The model with the changes, by which it is judged."""
    moves: Sequence[Move]
    """Who works what else than was published, by person and day."""
    broken: Sequence[Violation]
    """Hard rules that are broken: by what is locked, what is frozen, or what was published so and did not change."""
    cost: int
    """The penalty, and the weight of each move."""

    def diff(self, before: Roster) -> tuple[Move, ...]:
        """Whose days differ from another roster."""
        return self.roster.diff(before)

    def _repr_html_(self) -> str:
        return self.roster._repr_html_()


@dataclass(frozen=True, slots=True)
class Move:
    """A day of a person that changes."""

    person: str
    """Who."""
    day: date
    """On which day."""
    gone: Sequence[Assignment]
    """What was worked that is not now."""
    new: Sequence[Assignment]
    """What is worked now that was not."""

    def __str__(self) -> str:
        return load(str, _backoffice.scheduling_move_text(self))


def solve(
    model: Model,
    nodes: int,
    seed: int = 0,
    threads: int = 1,
    *,
    known: Sequence[Assignment] | None = None,
    progress: Watch = False,
) -> Roster:
    """The best roster found within a budget of nodes: the same model, nodes, seed and threads give the same roster. A node is
    one person's best row over 28 days or a thousand small changes that are tried: some ten thousand are done in a second.

    It keeps every locked assignment. Where not all hard rules can be kept, or no roster was found that does, it breaks them as
    little as was found: look at ``hard``. Beginning with a roster that is ``known``, it is never worse than that. Other threads
    run meanwhile. Ctrl-C stops it; so does ``progress``, by giving False: the best roster so far is given, and RefusedError
    (``run.cancelled``) when there is none yet.
    """
    budget = {"nodes": nodes, "seed": seed, "threads": threads}
    with _Told(progress) as told:
        found = load(Roster, _backoffice.scheduling_solve(model, budget, known, told))
    return _of(model, found)


def replan(
    model: Model,
    published: Sequence[Assignment],
    changes: Changes,
    nodes: int = 20_000,
    *,
    progress: Watch = False,
) -> Replanned:
    """Mends a published roster after changes: least penalty and least change, found within the budget. Unless it is asked to
    improve, only what a change makes necessary moves. The same input gives the same roster. ``progress`` is as in ``solve``.
    """
    with _Told(progress) as told:
        budget = {"nodes": nodes}
        found = load(Replanned, _backoffice.scheduling_replan(model, published, changes, budget, told))
    _of(found.model, found.roster)
    return found


def diff(before: Sequence[Assignment], after: Sequence[Assignment]) -> tuple[Move, ...]:
    """Whose days differ between two rosters, by person and day."""
    return load(tuple[Move, ...], _backoffice.scheduling_diff(before, after))


def _of(model: Model, roster: Roster) -> Roster:
    object.__setattr__(roster, "_model", model)
    return roster


class _Told:
    """What the core asks with the progress of a search: the caller's function, or a line on the standard error."""

    def __init__(self, progress: Watch) -> None:
        self.progress = progress

    def __enter__(self) -> Callable[[Progress], bool] | None:
        return self.ask if self.progress else None

    def __exit__(self, *raised: object) -> None:
        if self.progress is True:
            print(file=sys.stderr)

    def ask(self, told: Progress) -> bool:
        if callable(self.progress):
            return self.progress(told) is not False
        line = f"\r{100 * told.nodes // max(told.of, 1):3} %, penalty {told.penalty}, bound {told.bound}"
        print(line, end="", file=sys.stderr, flush=True)
        return True
