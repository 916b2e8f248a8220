"""The United Kingdom: PAYE, National Insurance and student loans by HMRC's own routines.

What else an employer has to reckon stands in ``statutory_pay``, ``minimum_wage``, ``pension`` and ``employer``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal, TypeAlias

from .... import _backoffice
from ...._backoffice import Money
from ...._load import load
from . import employer, minimum_wage, pension, statutory_pay

__all__ = [
    "PACK",
    "Contributions",
    "Director",
    "Profile",
    "StudentLoans",
    "ToDate",
    "employer",
    "minimum_wage",
    "pension",
    "statutory_pay",
    "tax_month",
    "tax_week",
]

PACK = "uk.wages"
"""The rule pack's id."""


@dataclass(frozen=True, slots=True)
class Profile:
    """Somebody on a United Kingdom payroll."""

    __tag__: ClassVar[tuple[str, str]] = ("jurisdiction", "uk")

    tax_code: str
    """The tax code as HMRC writes it, such as ``1257L``, ``K100`` or ``1257L X``."""
    category: str
    """The category letter of National Insurance."""
    basis: Basis = "cumulative"
    """Whether the figures to date take part; a mark on the tax code says week 1/month 1 by itself."""
    to_date: ToDate | None = None
    """The figures to date, an earlier employer's of this tax year included; none before the first payment. Those of an
    earlier tax year no longer count.
    """
    director: Director | None = None
    """Set for a company director, whose earnings period is the year."""
    student_loans: StudentLoans | None = None
    """The loans that are repaid through the payroll, as the start notice says; none when nothing is repaid."""


Basis: TypeAlias = Literal["cumulative", "week1_month1"]
"""Which pay a tax code is set against."""


@dataclass(frozen=True, slots=True)
class StudentLoans:
    """The loans that somebody repays through the payroll. Both may run together; each is rounded by itself."""

    plan: Plan | None = None
    """The plan of the student loan; of several, the one with the lowest threshold."""
    postgraduate: bool = False
    """Whether a postgraduate loan is repaid."""


Plan: TypeAlias = Literal["plan1", "plan2", "plan4", "plan5"]
"""A plan of student loan."""


@dataclass(frozen=True, slots=True)
class Director:
    """How a director's National Insurance is taken."""

    method: DirectorMethod
    """The arrangement."""
    weeks: int
    """Weeks left in the tax year when the director was appointed, the week of the appointment included; 52 for the whole
    year. In the tax year after the figures to date it is 52.
    """


DirectorMethod: TypeAlias = Literal["annual", "alternative", "alternative_last"]
"""On which earnings each payment's contributions of a director are taken."""


@dataclass(frozen=True, slots=True)
class ToDate:
    """Pay, tax and contributions since 6 April."""

    through: date
    """The pay day of the last payment in the figures: it tells their tax year."""
    taxable_pay: Money
    """Taxable pay to date."""
    tax: Money
    """Tax to date."""
    contributions: Contributions | None = None
    """National Insurance to date in this employment, where it is known; a director's must be."""


@dataclass(frozen=True, slots=True)
class Contributions:
    """Earnings and National Insurance since 6 April."""

    earnings: Money
    """Earnings on which contributions are due."""
    employee: Money
    """The employee's contributions."""
    employer: Money
    """The employer's."""


def tax_week(day: date) -> int:
    """The tax week in which a day lies: the first begins on 6 April."""
    return load(int, _backoffice.tax_wages_uk_tax_week(day))


def tax_month(day: date) -> int:
    """The tax month in which a day lies, 1 to 12: the first runs from 6 April to 5 May."""
    return load(int, _backoffice.tax_wages_uk_tax_month(day))
