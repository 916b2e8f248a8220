"""Morocco: income tax on salaries (impôt sur le revenu, IR), CNSS and AMO."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from ... import _backoffice
from ..._backoffice import Money, RulePack
from ..._load import load
from ..._types import Mode

__all__ = ["PACK", "IncomeTax", "Profile", "income_tax"]

PACK = "ma.wages"
"""The rule pack's id."""


@dataclass(frozen=True, slots=True)
class Profile:
    """Somebody on a Moroccan payroll."""

    __tag__: ClassVar[tuple[str, str]] = ("jurisdiction", "ma")

    dependants: int
    """How many persons they maintain; the law reduces the tax for at most six."""
    rounding: Mode
    """How each amount is rounded to the centime. No rule was found: the employer's choice."""
    through: date | None = None
    """The pay day of the last payment."""


@dataclass(frozen=True, slots=True)
class IncomeTax:
    """The income tax on a month's net taxable pay."""

    annual_reduction: Money
    """The reduction for dependants, of a year."""
    annual: Money
    """The tax of a year, reduced."""
    monthly: Money
    """The tax of a month: a twelfth of the unrounded tax of the year."""


def income_tax(profile: Profile, net_taxable: Money, day: date, pack: RulePack) -> IncomeTax:
    """The income tax on a month's net taxable pay, contributions and professional expenses taken off already, under the law
    of that day.
    """
    return load(IncomeTax, _backoffice.tax_wages_ma_income_tax(profile, net_taxable, day, pack))
