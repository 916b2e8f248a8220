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
    "ArizonaA4",
    "FilingStatus",
    "GeorgiaG4",
    "GeorgiaStatus",
    "IllinoisW4",
    "IndianaWh4",
    "IowaStatus",
    "IowaW4",
    "LastPeriod",
    "LouisianaL4",
    "MaritalStatus",
    "NorthCarolinaNc4",
    "NorthCarolinaStatus",
    "OtherState",
    "OtherStateCode",
    "Profile",
    "RoundingProfile",
    "State",
    "SupplementalMethod",
    "ToDate",
    "UtahW4",
    "W4",
    "W4From2020",
    "W4Until2019",
    "W4pFrom2022",
    "W4pUntil2021",
]

PACK = "us.wages"
"""The rule pack's id."""


@dataclass(frozen=True, slots=True)
class Profile:
    """Somebody on a payroll in the United States."""

    __tag__: ClassVar[tuple[str, str]] = ("jurisdiction", "us")

    w4: W4
    """The Form W-4 that is in effect, or the Form W-4P of somebody who is paid a pension or annuity."""
    rounding: RoundingProfile
    """Where the worksheet is rounded."""
    exempt: bool = False
    """Whether the employee claims exemption from withholding of income tax, or a payee chooses to have none withheld;
    supplemental wages above a million a year are taxed all the same.
    """
    nonresident_alien: bool = False
    """Whether the wages are of a nonresident alien to whom the withholding adjustment applies (it does not to students and
    business apprentices from India).
    """
    supplemental: SupplementalMethod | None = None
    """How supplemental wages are taxed; needed only when some are paid."""
    futa_credit_reduction: Decimal = Decimal(0)
    """The FUTA credit reduction of the employment's state for that year, as a fraction: 0 where there is none."""
    state: State | None = None
    """The state whose income tax is to be withheld too, with what its own certificate says: for most the state of work, for
    some that of residence. None leaves the state out.
    """
    locality: str | None = None
    """The county, city or school district whose tax is wanted. None is in this version: it is refused."""
    residence: str | None = None
    """The state of residence where it is another than ``state``. The agreements between states are not in this version: it is
    refused.
    """
    to_date: ToDate | None = None
    """The figures of the calendar year at this employer; none before the first payment. Those of an earlier year no longer
    count.
    """


@dataclass(frozen=True, slots=True)
class W4From2020:
    """A Form W-4 of 2020 or later. What the employee left blank is left out."""

    __tag__: ClassVar[tuple[str, str]] = ("form", "2020_or_later")

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

    __tag__: ClassVar[tuple[str, str]] = ("form", "2019_or_earlier")

    marital_status: MaritalStatus
    """Line 3."""
    allowances: int
    """Line 5, the withholding allowances."""
    line6_additional: Money | None = None
    """Line 6, an additional amount each pay period."""


@dataclass(frozen=True, slots=True)
class W4pFrom2022:
    """A Form W-4P of 2022 or later. What the payee left blank is left out."""

    __tag__: ClassVar[tuple[str, str]] = ("form", "w4p_2022_or_later")

    filing_status: FilingStatus
    """Step 1(c)."""
    step2b_other: Money | None = None
    """Step 2(b)(iii), the income of a year from jobs and from pensions that pay less than this one."""
    step3_credits: Money | None = None
    """Step 3, credits for dependents and others, of a year."""
    step4a_other_income: Money | None = None
    """Step 4(a), income that is from neither jobs nor pensions, of a year."""
    step4b_deductions: Money | None = None
    """Step 4(b), deductions, of a year."""
    step4c_extra: Money | None = None
    """Step 4(c), extra withholding from each payment."""


@dataclass(frozen=True, slots=True)
class W4pUntil2021:
    """A Form W-4P of 2021 or earlier."""

    __tag__: ClassVar[tuple[str, str]] = ("form", "w4p_2021_or_earlier")

    marital_status: MaritalStatus
    """Line 2, the marital status."""
    allowances: int
    """Line 2, the withholding allowances."""
    line3_additional: Money | None = None
    """Line 3, an additional amount from each payment."""


W4: TypeAlias = W4From2020 | W4Until2019 | W4pFrom2022 | W4pUntil2021
"""A withholding certificate: an employee's, or for pensions and annuities, of either generation."""

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

@dataclass(frozen=True, slots=True)
class ArizonaA4:
    """Arizona's Form A-4 (2026, 2025). Without one the state's default percentage is withheld."""

    __tag__: ClassVar[tuple[str, str]] = ("state", "AZ")

    percentage: Decimal | None = None
    """The percentage elected, as a fraction: one of 0.005, 0.01 … 0.035; None where no form was given to the employer."""
    extra: Money | None = None
    """The extra amount to be withheld from each paycheck."""
    zero: bool = False
    """Whether zero is elected, for somebody who expects to owe no tax."""


@dataclass(frozen=True, slots=True)
class GeorgiaG4:
    """Georgia's Form G-4 (Rev. 08/15/24). Without one: single with no allowances."""

    __tag__: ClassVar[tuple[str, str]] = ("state", "GA")

    line3_marital_status: GeorgiaStatus
    """Line 3, the marital status."""
    line7_allowances: int = 0
    """Line 7, the total of the allowances."""
    line6_additional: Money | None = None
    """Line 6, additional withholding each pay period."""
    line8_exempt: bool = False
    """Line 8, the claim that nothing is to be withheld."""


@dataclass(frozen=True, slots=True)
class IllinoisW4:
    """Illinois' Form IL-W-4. Without one: no allowances."""

    __tag__: ClassVar[tuple[str, str]] = ("state", "IL")

    line1_allowances: int = 0
    """Line 1, the basic allowances."""
    line2_allowances: int = 0
    """Line 2, the additional allowances."""
    line3_additional: Money | None = None
    """Line 3, an additional amount each pay period."""


@dataclass(frozen=True, slots=True)
class IndianaWh4:
    """Indiana's Form WH-4; the taxes of its counties are not known here. Without one: no exemptions."""

    __tag__: ClassVar[tuple[str, str]] = ("state", "IN")

    line5_exemptions: int = 0
    """Line 5, the exemptions."""
    line6_dependents: int = 0
    """Line 6, the additional exemptions for dependents."""
    line7_first_time_dependents: int = 0
    """Line 7, the additional exemptions for dependents claimed for the first time."""
    line8_adopted_children: int = 0
    """Line 8, the exemptions for adopted children."""
    additional_state: Money | None = None
    """Additional state withholding each pay period."""


@dataclass(frozen=True, slots=True)
class IowaW4:
    """Iowa's Form IA W-4 of 2024 or later. Without one: ``other`` with no allowances.

    One of 2023 or earlier comes to the same with 40 dollars for each of its allowances in ``line7_allowances``, as ``other``
    for somebody single and ``married_filing_jointly`` for somebody married.
    """

    __tag__: ClassVar[tuple[str, str]] = ("state", "IA")

    marital_status: IowaStatus
    """The marital status."""
    spouse_earns: bool = False
    """Whether the spouse of somebody married filing jointly has earned income."""
    line7_allowances: Money | None = None
    """Line 7, the total allowance, dollars of a year."""
    line8_additional: Money | None = None
    """Line 8, an additional amount each pay period."""
    exempt: bool = False
    """Whether exemption from withholding is claimed."""


@dataclass(frozen=True, slots=True)
class LouisianaL4:
    """Louisiana's Form L-4. Without one: no standard deduction."""

    __tag__: ClassVar[tuple[str, str]] = ("state", "LA")

    block_a: int = 0
    """Block A, the standard deduction claimed: 0 for none, 1 for that of somebody single or married filing separately, 2 for
    that of somebody married filing jointly, a qualifying surviving spouse or head of household.
    """
    line7_adjustment: Money | None = None
    """Line 7, an increase of the withholding each pay period, or below zero a decrease of it."""


@dataclass(frozen=True, slots=True)
class NorthCarolinaNc4:
    """North Carolina's Form NC-4, or NC-4 EZ. Without one: single with no allowances."""

    __tag__: ClassVar[tuple[str, str]] = ("state", "NC")

    filing_status: NorthCarolinaStatus
    """The filing status."""
    line1_allowances: int = 0
    """Line 1, the allowances."""
    line2_additional: Money | None = None
    """Line 2, an additional amount each pay period."""
    exempt: bool = False
    """Whether Form NC-4 EZ claims exemption."""


@dataclass(frozen=True, slots=True)
class UtahW4:
    """What Utah needs beside the federal Form W-4, whose filing status decides: it has no certificate of its own."""

    __tag__: ClassVar[tuple[str, str]] = ("state", "UT")

    period_begins: date
    """The first day of the pay period: it decides which edition of the schedules holds."""
    exempt: bool = False
    """Whether the Form W-4 says that the employee is exempt from Utah's tax only."""


@dataclass(frozen=True, slots=True)
class OtherState:
    """A state without a certificate of its own here: it levies no tax on wages, or one rate on all of them, as the rule pack
    says; one that the pack does not hold is refused.
    """

    state: OtherStateCode
    """The code of the Postal Service."""


State: TypeAlias = (
    ArizonaA4
    | GeorgiaG4
    | IllinoisW4
    | IndianaWh4
    | IowaW4
    | LouisianaL4
    | NorthCarolinaNc4
    | UtahW4
    | OtherState
)
"""The state whose income tax is to be withheld too, with what the employee's certificate for it says."""

GeorgiaStatus: TypeAlias = Literal["A", "B", "C", "D"]
"""Line 3 of Form G-4 by its letters: single; married filing separately, or jointly with both spouses working; married filing
jointly with one spouse working; head of household.
"""

IowaStatus: TypeAlias = Literal["other", "head_of_household", "married_filing_jointly"]
"""The marital status on Form IA W-4; ``other`` has single in it."""

NorthCarolinaStatus: TypeAlias = Literal[
    "single_or_married_separately", "head_of_household", "married_filing_jointly_or_surviving_spouse"
]
"""The filing status on Form NC-4."""

OtherStateCode: TypeAlias = Literal[
    "AL",
    "AK",
    "AR",
    "CA",
    "CO",
    "CT",
    "DE",
    "DC",
    "FL",
    "HI",
    "ID",
    "KS",
    "KY",
    "ME",
    "MD",
    "MA",
    "MI",
    "MN",
    "MS",
    "MO",
    "MT",
    "NE",
    "NV",
    "NH",
    "NJ",
    "NM",
    "NY",
    "ND",
    "OH",
    "OK",
    "OR",
    "PA",
    "RI",
    "SC",
    "SD",
    "TN",
    "TX",
    "VT",
    "VA",
    "WA",
    "WV",
    "WI",
    "WY",
]
"""The states of :class:`OtherState`, and ``DC``."""
