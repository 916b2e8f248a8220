"""What a roster costs: the table that :mod:`backoffice.scheduling.cost` takes, and the price as it will be paid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from .. import _backoffice
from .._load import load
from ..scheduling import Assignment, Model
from ..scheduling.cost import CostTable, Priced
from ._slip import Employee, Pay
from .hours import DayKind, Rules

__all__ = [
    "Terms",
    "pays",
    "price",
    "table",
]


@dataclass(frozen=True, slots=True)
class Terms:
    """How the hours of a roster are paid."""

    rules: Rules = field(default_factory=Rules)
    """The premiums."""
    days: dict[date, DayKind] = field(default_factory=dict)
    """The days that are not ordinary; a shift is of the kind of the day on which it starts."""


def table(model: Model, people: Sequence[Employee], terms: Terms, currency: str) -> CostTable:
    """The cost of every duty of everybody, and of overtime by the week."""
    return load(CostTable, _backoffice.payroll_cost_table(model, people, terms, currency))


def price(
    model: Model, assignments: Sequence[Assignment], people: Sequence[Employee], terms: Terms, currency: str
) -> Priced:
    """What a roster costs as it is paid: each person's lines, each rounded once."""
    return load(Priced, _backoffice.payroll_cost_price(model, assignments, people, terms, currency))


def pays(model: Model, assignments: Sequence[Assignment], employee: Employee, terms: Terms) -> tuple[Pay, ...]:
    """The lines of pay of one person's assignments, as a pay run takes them; none for somebody on a salary."""
    return load(tuple[Pay, ...], _backoffice.payroll_cost_pays(model, assignments, employee, terms))
