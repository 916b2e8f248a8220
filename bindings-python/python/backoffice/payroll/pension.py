"""An employer's pension scheme, as data: rates, what they are reckoned on, and how the tax relief is given."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar, Literal, TypeAlias

from .. import _backoffice
from .._backoffice import Money, Rounding
from .._load import load

__all__ = [
    "Band",
    "Contributions",
    "ReliefAtSource",
    "Scheme",
]

@dataclass(frozen=True, slots=True)
class Band:
    """The part of it that lies between two amounts of each pay period, such as the United Kingdom's qualifying earnings."""

    __tag__: ClassVar[tuple[str, str]] = ("", "band")

    lower: Money
    """Where it begins."""
    upper: Money
    """Where it ends."""


On: TypeAlias = Literal["all_pay"] | Band
"""What contributions are reckoned on."""


@dataclass(frozen=True, slots=True)
class ReliefAtSource:
    """It is taken from the taxed pay, less this share, which the scheme claims from the authority: ``0.2`` is 20 %."""

    __tag__: ClassVar[tuple[str, str]] = ("", "relief_at_source")
    __newtype__: ClassVar[bool] = True

    value: Decimal


Arrangement: TypeAlias = Literal["net_pay", "unrelieved"] | ReliefAtSource
"""How the employee's contribution is relieved from tax."""


@dataclass(frozen=True, slots=True)
class Scheme:
    """A pension scheme of the employer's own."""

    name: str
    """What it is called on the slip."""
    employee: Decimal
    """The employee's rate as a fraction, tax relief included: ``0.05`` is 5 %."""
    employer: Decimal
    """The employer's rate as a fraction."""
    on: On
    """What they are reckoned on."""
    arrangement: Arrangement
    """How the employee's contribution is relieved from tax."""
    rounding: Rounding
    """How each contribution is rounded."""

    def contributions(self, pensionable: Money) -> Contributions:
        """What is due on that much pensionable pay."""
        return load(Contributions, _backoffice.payroll_contributions(self, pensionable))


@dataclass(frozen=True, slots=True)
class Contributions:
    """What is due to the scheme for one pay period."""

    base: Money
    """What it was reckoned on."""
    contribution: Money
    """The employee's contribution, relief included."""
    deducted: Money
    """What of it is taken from the pay."""
    claimed: Money
    """What of it the scheme claims from the tax authority."""
    untaxed: Money
    """What of it lowers the taxable pay."""
    employer: Money
    """The employer's contribution."""
