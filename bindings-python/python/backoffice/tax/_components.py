"""Stacked taxes for countries of many rates: state, county, city and district each have their own, in a table of the caller's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, TypeAlias

from .. import _backoffice
from .._backoffice import Money, Rounding
from .._load import load
from .._types import Granularity, Number
from ..trace import Trace

__all__ = [
    "Component",
    "ComponentTotal",
    "Holiday",
    "Item",
    "Limit",
    "Per",
    "Stacked",
    "Table",
    "assess",
    "assess_traced",
]

Per: TypeAlias = Literal["item", "document"]
"""Of what a limit is: of each single item, or of all items of the document together."""


@dataclass(frozen=True, slots=True)
class Limit:
    """The part of a price that a tax is due on."""

    per: Per
    """Of what."""
    above: Number | None = None
    """A threshold: the tax is due on what lies above it, in the table's currency."""
    up_to: Number | None = None
    """A cap: and on what lies below it."""
    whole: bool = False
    """Whether a price above the threshold is taxed whole."""
    classes: Sequence[str] = ()
    """The classes of items that it is for; all when none is named."""


@dataclass(frozen=True, slots=True)
class Holiday:
    """Days on which a tax is not due on certain items."""

    name: str
    """What it is called."""
    since: date
    """The first day."""
    until: date
    """The last day."""
    classes: Sequence[str] = ()
    """The classes of items that it is for; all when none is named."""
    below: Number | None = None
    """Only single items whose price is less than this, in the table's currency."""


@dataclass(frozen=True, slots=True)
class Component:
    """One tax of one jurisdiction, for a stretch of days. A change of rate is another entry of the same id."""

    id: str
    """Its id. Two entries of one id are never in force on the same day."""
    jurisdiction: str
    """Whose tax it is, by the caller's own names."""
    rate: Number
    """The rate as a fraction: 0.07 is 7 %."""
    since: date
    """The first day in force."""
    source: str
    """Document and section, as the caller cites it."""
    until: date | None = None
    """The last day in force, when one is known."""
    classes: Sequence[str] = ()
    """The classes of items that it is due on; all when none is named."""
    exempt: Sequence[str] = ()
    """The classes that it is not due on."""
    shipping: bool = False
    """Whether it is due on shipping that is charged on a line of its own."""
    on: Sequence[str] = ()
    """The ids of the taxes that it is due on too, before their rounding (a compound tax)."""
    limits: Sequence[Limit] = ()
    """The parts of prices that it is due on; the first whose classes fit an item is that item's."""
    holidays: Sequence[Holiday] = ()
    """Days on which it is not due."""


@dataclass(frozen=True, slots=True)
class Table:
    """A caller's table of tax components: of states, counties, cities, districts."""

    id: str
    """The table's id, carried into every result."""
    revision: str
    """Its edition, carried into every result."""
    currency: str
    """The currency of its limits and of what is taxed."""
    components: Sequence[Component]
    """The components. Taxes of other taxes stand after them."""


@dataclass(frozen=True, slots=True)
class Item:
    """A line whose taxes are asked for."""

    description: str
    """What was sold."""
    class_: str
    """Its class, by the table's own names."""
    amount: Money
    """The amount of the whole line without tax."""
    quantity: int = 1
    """How many single items it is of, all of one price: limits and holidays look at one."""
    shipping: bool = False
    """Whether it is shipping."""


@dataclass(frozen=True, slots=True)
class ComponentTotal:
    """What one component comes to."""

    id: str
    """Its id."""
    jurisdiction: str
    """Whose tax it is."""
    rate: Decimal
    """The rate as a fraction."""
    base: Decimal
    """What it is due on, other taxes included, not rounded."""
    tax: Money
    """The tax."""
    since: date
    """In force since."""
    source: str
    """Document and section."""


@dataclass(frozen=True, slots=True)
class Stacked:
    """The stacked taxes of a document."""

    net: Money
    """The sum of the lines."""
    tax: Money
    """The tax on them: the sum of the components."""
    gross: Money
    """Both together."""
    components: Sequence[ComponentTotal]
    """By component, in the order of the table."""
    table: str
    """The table's id."""
    revision: str
    """Its revision."""


def assess(
    table: Table,
    jurisdictions: Sequence[str],
    lines: Sequence[Item],
    day: date,
    granularity: Granularity,
    by: Rounding,
) -> Stacked:
    """The taxes on lines where the named jurisdictions stack, on the day of the tax point."""
    raw = _backoffice.tax_sales_components_assess(table, jurisdictions, lines, day, granularity, by)
    return load(Stacked, raw)


def assess_traced(
    table: Table,
    jurisdictions: Sequence[str],
    lines: Sequence[Item],
    day: date,
    granularity: Granularity,
    by: Rounding,
) -> tuple[Stacked, Trace]:
    """The same, with every figure explained."""
    raw = _backoffice.tax_sales_components_assess_traced(table, jurisdictions, lines, day, granularity, by)
    return load(tuple[Stacked, Trace], raw)
