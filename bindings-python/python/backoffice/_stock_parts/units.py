"""Units of measure: a box is 12 pieces, a pallet five halves of a layer; never rounded unless by name."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from .. import _backoffice
from .._backoffice import Quantity, Rounding
from .._load import load

__all__ = ["Units", "convert", "convert_rounded", "in_base"]


@dataclass(frozen=True, slots=True)
class Units:
    """The units of an item."""

    base: str
    """The base unit."""
    decimals: int
    """The decimals of the base unit that stock is kept in, at most 6."""
    units: dict[str, str] = field(default_factory=dict)
    """By unit, how many of the base unit it makes: ``12``, ``0.001`` or ``5/2``."""


def in_base(units: Units, quantity: Quantity) -> Decimal:
    """The quantity in the base unit, exactly. Raises ``stock.quantity_scale`` when it has no value in its decimals."""
    return Decimal(_backoffice.stock_units_in_base(units, quantity))


def convert(units: Units, quantity: Quantity, to: str) -> Quantity:
    """The quantity in another unit, exactly. Raises ``stock.quantity_scale`` when it has no end as a decimal number."""
    return load(Quantity, _backoffice.stock_units_convert(units, quantity, to))


def convert_rounded(units: Units, quantity: Quantity, to: str, by: Rounding) -> Quantity:
    """The quantity in another unit, rounded by name, once."""
    return load(Quantity, _backoffice.stock_units_convert_rounded(units, quantity, to, by))
