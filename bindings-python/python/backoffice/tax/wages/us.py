"""The United States, federal: income tax withholding, FICA and FUTA, by the publications of the Internal Revenue Service."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar, Literal, TypeAlias

from ..._backoffice import Money
from ...calendar import PayFrequency

__all__ = [
    "PACK",
    "FilingStatus",
    "LastPeriod",
    "MaritalStatus",
    "Profile",
    "RoundingProfile",
    "SupplementalMethod",
    "ToDate",
    "W4",
    "W4From2020",
    "W4Until2019",
]

PACK = "us.wages"
"""The rule pack's id."""


@dataclass(frozen=True, slots=True)
class Profile:
    """Somebody on a payroll in the United States."""

    __tag__: ClassVar = ("jurisdiction", "us")

    w4: W4
    """The Form W-4 that is in effect."""
    rounding: RoundingProfile
    """Where the worksheet is rounded."""
    exempt: bool = False
    """Whether the employee claims exemption from withholding of income tax; supplemental wages above a million a year are
    taxed all the same.
    """
    nonresident_alien: bool = False
    """Whether the wages are of a nonresident alien to whom the withholding adjustment applies (it does not to students and
    business apprentices from India).
    """
    supplemental: SupplementalMethod | None = None
    """How supplemental wages are taxed; needed only when some are paid."""
    futa_credit_reduction: Decimal = Decimal(0)
    """The FUTA credit reduction of the employment's state for that year, as a fraction: 0 where there is none."""
    state: str | None = None
    """The state whose taxes are wanted too, such as ``CA``. No state's law is in this version: it is refused."""
    to_date: ToDate | None = None
    """The figures of the calendar year at this employer; none before the first payment. Those of an earlier year no longer
    count.
    """


@dataclass(frozen=True, slots=True)
class W4From2020:
    """A Form W-4 of 2020 or later. What the employee left blank is left out."""

    __tag__: ClassVar = ("form", "2020_or_later")

    filing_status: FilingStatus
    """Step 1(c)."""
    step2_checkbox: bool = False
    """Whether the box in step 2(c) is checked (two jobs, or both spouses work)."""
    step3_credits: Money | None = None
    """Step 3, credits for dependents and others, of a year."""
    step4a_other_income: Money | None = None
    """Step 4(a), income that is not from jobs, of a year."""
    step4b_deductions: Money | None = None
    """Step 4(b), deductions, of a year."""
    step4c_extra: Money | None = None
    """Step 4(c), extra withholding each pay period."""


@dataclass(frozen=True, slots=True)
class W4Until2019:
    """A Form W-4 of 2019 or earlier."""

    __tag__: ClassVar = ("form", "2019_or_earlier")

    marital_status: MaritalStatus
    """Line 3."""
    allowances: int
    """Line 5, the withholding allowances."""
    line6_additional: Money | None = None
    """Line 6, an additional amount each pay period."""


W4: TypeAlias = W4From2020 | W4Until2019
"""An Employee's Withholding Certificate of either generation."""

FilingStatus: TypeAlias = Literal["single_or_married_separately", "married_filing_jointly", "head_of_household"]
"""Step 1(c) of a Form W-4 of 2020 or later."""

MaritalStatus: TypeAlias = Literal["single", "married"]
"""Line 3 of a Form W-4 of 2019 or earlier: married but withholding at the higher single rate is ``single``."""

RoundingProfile: TypeAlias = Literal["us-15t-once", "us-15t-per-line"]
"""Where the worksheet is rounded to the cent, half up (Publication 15-T names no rule): once in line 3c, or in lines 2h and
3b, each by itself.
"""

SupplementalMethod: TypeAlias = Literal["flat", "aggregate"]
"""How supplemental wages up to a million a year are taxed (Publication 15, section 7): by the optional flat rate, only where
income tax was withheld from regular wages in this year or the last; or as the tax on regular and supplemental wages together,
less that on the regular wages. What is above a million is always taxed at the mandatory rate.
"""


@dataclass(frozen=True, slots=True)
class ToDate:
    """The figures of the calendar year at this employer, before this payment."""

    through: date
    """The pay day of the last payment in the figures: it tells their year."""
    contributory_wages: Money
    """Wages on which FICA and FUTA are due, with no limit applied."""
    supplemental_wages: Money
    """Supplemental wages."""
    last_period: LastPeriod | None = None
    """The wages of the last payroll period."""


@dataclass(frozen=True, slots=True)
class LastPeriod:
    """The wages of a payroll period whose tax was figured together: regular wages, and the supplemental wages that were
    aggregated with them.
    """

    frequency: PayFrequency
    """How often they were paid."""
    wages: Money
    """The wages."""
    withheld: Money
    """The income tax that was withheld from them."""
