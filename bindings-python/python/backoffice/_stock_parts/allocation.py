"""Landed cost: an amount over the lines of a receipt, so that the parts add up to it, always."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from .. import _backoffice
from .._backoffice import Money, Price
from .._load import load
from .._types import Mode, Number

__all__ = ["Charge", "Line", "allocate", "landed"]

Basis: TypeAlias = Literal["quantity", "value", "weight", "volume", "equal", "manual"]
"""By what an amount is spread."""

Residue: TypeAlias = Literal["largest_remainder_last", "largest_remainder_first", "last", "first"]
"""Who takes the minor units that are left over."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a receipt. Weight, volume, value and manual amount are those of the whole line."""

    quantity: Number
    """How many units. A line of none takes no part, whatever the basis."""
    value: Money | None = None
    """What the line cost."""
    unit_cost: Price | None = None
    """What one unit cost, instead of ``value``."""
    weight: Number | None = None
    """Its weight, in a unit that all lines share."""
    volume: Number | None = None
    """Its volume, in a unit that all lines share."""
    manual: Money | None = None
    """The part that it is given by hand."""
    included: bool = True
    """Whether it takes part."""


def allocate(amount: Money, lines: Sequence[Line], basis: Basis, residue: Residue) -> tuple[Money, ...]:
    """The parts of an amount that fall to the lines, which add up to it. Raises ``input.missing`` and
    ``number.negative`` with the path of the line, ``money.no_weights`` when there is nothing to spread over, and
    ``stock.allocation_differs`` when manual parts do not add up.
    """
    return load(tuple[Money, ...], _backoffice.stock_allocation_allocate(amount, lines, basis, residue))


@dataclass(frozen=True, slots=True)
class Charge:
    """A cost that came with goods: freight, duty, insurance."""

    amount: Money
    """How much, in its own currency."""
    rate: Number
    """What one of that currency is in the currency of the books; 1 in theirs."""


def landed(charges: Sequence[Charge], currency: str, rounding: Mode) -> Money:
    """Charges in several currencies as one amount in that of the books: each × its rate, rounded once."""
    return load(Money, _backoffice.stock_allocation_landed(charges, currency, rounding))
