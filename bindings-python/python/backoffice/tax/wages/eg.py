"""Egypt: the salary tax (Law 91/2005 as amended by Law 7/2024) and social insurance (Law 148/2019)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal, TypeAlias

from ... import _backoffice
from ..._backoffice import Money, RulePack
from ..._load import load
from ..._types import Mode

__all__ = ["PACK", "Compared", "Exemption", "Profile", "YearTax", "tax_of_year"]

PACK = "eg.wages"
"""The rule pack's id."""


@dataclass(frozen=True, slots=True)
class Profile:
    """Somebody on an Egyptian payroll."""

    __tag__: ClassVar[tuple[str, str]] = ("jurisdiction", "eg")

    exemption: Exemption
    """The yearly exemption."""
    compared: Compared
    """Which income is compared with the limits at which bands vanish. The sources do not settle it: the employer's
    choice.
    """
    rounding: Mode
    """How each amount is rounded to the piastre. No rule was found: the employer's choice."""
    through: date | None = None
    """The pay day of the last payment."""


Compared: TypeAlias = Literal["after_exemption", "before_exemption"]
"""Which yearly income is compared with the limits at which bands vanish: taxable income, the exemption taken off, or income
before the exemption.
"""

Exemption: TypeAlias = Literal["personal", "disabled"]
"""The yearly exemption of somebody: the personal one, or that of a person with a disability."""


@dataclass(frozen=True, slots=True)
class YearTax:
    """The salary tax on a year's income."""

    annual: Money
    """Of the year."""
    monthly: Money
    """Of a month: a twelfth of the unrounded tax of the year."""


def tax_of_year(profile: Profile, annual_taxable: Money, day: date, pack: RulePack) -> YearTax:
    """The tax on a year's taxable income, the exemption and the insurance taken off already, under the law of that day."""
    return load(YearTax, _backoffice.tax_wages_eg_tax_of_year(profile, annual_taxable, day, pack))
