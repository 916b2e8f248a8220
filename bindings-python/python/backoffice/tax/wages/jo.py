"""Jordan: income tax (Law 34/2014 as amended by Law 38/2018) and social security (SSC)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal, TypeAlias

from ... import _backoffice
from ..._backoffice import Money, RulePack
from ..._load import load
from ..._types import Mode

__all__ = ["PACK", "Exemption", "Profile", "Registered", "YearTax", "tax_of_year"]

PACK = "jo.wages"
"""The rule pack's id."""


@dataclass(frozen=True, slots=True)
class Profile:
    """Somebody on a Jordanian payroll."""

    __tag__: ClassVar[tuple[str, str]] = ("jurisdiction", "jo")

    exemption: Exemption
    """The yearly exemption."""
    registered: Registered
    """When they were registered for social security: it decides the ceiling."""
    rounding: Mode
    """How each amount is rounded to the fils. No rule was found: the employer's choice."""
    other_exemption: Money | None = None
    """Other yearly exemptions (interest, rent, medical care, education), as they were approved."""
    ceiling: Money | None = None
    """The ceiling of the month's wage, as social security announced it, where the pack does not know it."""
    through: date | None = None
    """The pay day of the last payment."""


Exemption: TypeAlias = Literal["personal", "family"]
"""The yearly exemption of somebody: the personal one, or that and the one of a family."""

Registered: TypeAlias = Literal["before_2009", "after_2009"]
"""When somebody was registered for social security: under the old ceiling, or under the one that is announced every year."""


@dataclass(frozen=True, slots=True)
class YearTax:
    """The income tax on a year's income."""

    taxable: Money
    """The income less the exemptions."""
    annual: Money
    """The tax of the year."""
    monthly: Money
    """A twelfth of the unrounded tax of the year."""


def tax_of_year(profile: Profile, annual_income: Money, day: date, pack: RulePack) -> YearTax:
    """The income tax on a year's income under the law of that day; the national contribution is no part of it."""
    return load(YearTax, _backoffice.tax_wages_jo_tax_of_year(profile, annual_income, day, pack))
