"""The lower of cost and net realisable value of all that is held, item by item or by groups (IAS 2.28 to 2.34)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal, TypeAlias

from .. import _backoffice
from .. import stock as _stock
from .._backoffice import Journal, Money
from .._load import load

__all__ = ["Accounts", "Assessment", "Compared", "Material", "Position", "Sale", "assess", "post"]


@dataclass(frozen=True, slots=True)
class Sale:
    """Measured by what it would bring (IAS 2.30)."""

    __tag__: ClassVar[tuple[str, str]] = ("", "sale")
    __newtype__: ClassVar[bool] = True

    value: _stock.Realisable
    """What it would bring."""


@dataclass(frozen=True, slots=True)
class Material:
    """Materials and supplies for production (IAS 2.32)."""

    __tag__: ClassVar[tuple[str, str]] = ("", "material")

    product_covers_cost: bool
    """Whether the products are expected to be sold at or above cost: then the material is not written down."""
    replacement_cost: Money
    """What it would cost to buy now."""


Measure: TypeAlias = Sale | Material
"""What a position is measured by."""

Grouping: TypeAlias = Literal["item_by_item", "by_group"]
"""What is compared with its cost: each position by itself, or positions of one group together (IAS 2.29)."""


@dataclass(frozen=True, slots=True)
class Position:
    """Goods held: what they cost, and what they are measured by."""

    name: str
    """The item, or whatever else tells the position from the others."""
    cost: Money
    """What they cost, all of them; not negative."""
    measure: Measure
    """What they are measured by."""
    group: str | None = None
    """The similar or related items that they are measured with, by ``by_group``."""


@dataclass(frozen=True, slots=True)
class Compared:
    """One comparison of cost and net realisable value."""

    name: str
    """The position's or the group's name."""
    positions: Sequence[str]
    """The positions in it; none when the goods are gone and their allowance is released."""
    cost: Money
    """What they cost."""
    brings: Money
    """What they would bring."""
    carried: _stock.Carrying
    """What they are carried at, the allowance, and the expense of the period."""


@dataclass(frozen=True, slots=True)
class Assessment:
    """All that is held, at a date."""

    day: date
    """The date."""
    compared: Sequence[Compared]
    """The comparisons, by name."""
    cost: Money
    """What all of it cost."""
    carrying: Money
    """What all of it is carried at."""
    allowance: Money
    """Cost − carrying."""
    expense: Money
    """The expense of the period; below zero when more was reversed or released than written down."""

    @property
    def allowances(self) -> dict[str, Money]:
        """The allowances by name, which the next date starts from."""
        return {one.name: one.carried.allowance for one in self.compared if one.carried.allowance.amount}


def assess(
    day: date, held: Sequence[Position], grouping: Grouping, before: Mapping[str, Money] | None = None
) -> Assessment:
    """The lower of cost and net realisable value of all that is held. ``before`` has the allowances that the date before
    left; one whose goods are gone is released.
    """
    return load(Assessment, _backoffice.stock_nrv_assess(day, held, grouping, dict(before or {})))


@dataclass(frozen=True, slots=True)
class Accounts:
    """The caller's names of the accounts that write-downs are posted to."""

    allowance: str
    """What is taken off goods on hand: a credit beside the inventory."""
    write_down: str
    """Write-downs, less reversals (IAS 2.34)."""
    cost_of_sales: str
    """Where the allowance of goods that are gone goes."""


def post(assessment: Assessment, accounts: Accounts) -> Journal:
    """The postings of an assessment, balanced, each with the name as its reference."""
    return load(Journal, _backoffice.stock_nrv_post(assessment, accounts))
