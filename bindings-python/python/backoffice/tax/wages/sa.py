"""Saudi Arabia: the contributions of the General Organization for Social Insurance (GOSI), and the Labor Law's end-of-service
award, overtime and annual leave.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar, Literal, TypeAlias

from ... import _backoffice
from ..._backoffice import Money, RulePack
from ..._load import load
from ..._types import Mode
from ...trace import Trace

__all__ = [
    "PACK",
    "Actual365",
    "Award",
    "EndOfService",
    "Leave",
    "Months",
    "Overtime",
    "OvertimePay",
    "Profile",
    "Reason",
    "Service",
    "annual_leave",
    "end_of_service",
    "end_of_service_traced",
    "overtime",
]

PACK = "sa.wages"
"""The rule pack's id."""


@dataclass(frozen=True, slots=True)
class Profile:
    """Somebody insured with GOSI."""

    __tag__: ClassVar[tuple[str, str]] = ("jurisdiction", "sa")

    nationality: str
    """The nationality, ISO 3166-1."""
    rounding: Mode
    """How each branch is rounded to the halala. No rule of GOSI was found: the employer's choice."""
    first_registered: date | None = None
    """The day of the first registration with GOSI: it decides which law holds. A Saudi's must be known."""
    through: date | None = None
    """The pay day of the last payment."""


@dataclass(frozen=True, slots=True)
class Months:
    """Completed years and months; a month is a twelfth of a year."""

    __tag__: ClassVar[tuple[str, str]] = ("count", "months")

    years: int
    """Completed years."""
    months: int
    """Completed months beyond them, below 12."""


@dataclass(frozen=True, slots=True)
class Actual365:
    """Calendar days from the first day of service to the last, both included; a day is a 365th of a year."""

    __tag__: ClassVar[tuple[str, str]] = ("count", "actual_365")

    began: date
    """The first day of service."""


Service: TypeAlias = Months | Actual365
"""How long somebody served."""

Reason: TypeAlias = Literal[
    "end_by_employer", "resignation", "force_majeure", "marriage_within_6_months", "birth_within_3_months"
]
"""Why a service ended: the employer ended it or the contract ran out, the worker resigned, left for a reason beyond their
control, or a woman ended it within six months of her marriage or three of giving birth.
"""


@dataclass(frozen=True, slots=True)
class EndOfService:
    """The end of somebody's service."""

    last_wage: Money
    """The last wage of a month. Commissions and the like may be left out where that was agreed (art. 86)."""
    service: Service
    """How long they served."""
    ended: date
    """The last day of service."""
    reason: Reason
    """Why it ended."""
    rounding: Mode
    """How the award is rounded to the halala. The law has no rule: the employer's choice."""


@dataclass(frozen=True, slots=True)
class Award:
    """An end-of-service award."""

    full_award: Money
    """What the whole service earns (art. 84)."""
    fraction: Literal["0", "1/3", "2/3", "1"]
    """The part of it that is due (art. 85, 87)."""
    award: Money
    """What is due: the unrounded full award × the fraction, rounded once."""
    units: int
    """The length of service, in units of which ``units_per_year`` are a year."""
    units_per_year: int
    """12 or 365, as the service was counted."""
    pay_by: date
    """The last day of the week in which it is to be paid, of the two weeks when the worker ended the contract (art. 88)."""
    source: str
    """Document and section."""
    pack: str
    """The rule pack's id."""
    revision: str
    """Its revision."""


@dataclass(frozen=True, slots=True)
class Overtime:
    """Overtime that somebody worked."""

    monthly_wage: Money
    """The wage of a month, basic pay and regular allowances."""
    monthly_basic: Money
    """The basic pay of a month."""
    hours: Decimal
    """Hours of overtime."""
    hours_per_month: int
    """The hours by which a month's wage is divided; the law does not say: 240 (30 days of 8) is the custom."""
    day: date
    """The day of the work: it decides the law."""
    rounding: Mode
    """How the pay is rounded to the halala. The law has no rule: the employer's choice."""


@dataclass(frozen=True, slots=True)
class OvertimePay:
    """The pay of overtime."""

    pay: Money
    """What is due."""
    source: str
    """Document and section."""


@dataclass(frozen=True, slots=True)
class Leave:
    """The annual leave of somebody."""

    days: int
    """Days a year, at least."""
    source: str
    """Document and section."""


def end_of_service(end: EndOfService, pack: RulePack) -> Award:
    """The end-of-service award under the law of the last day of service."""
    return load(Award, _backoffice.tax_wages_sa_end_of_service(end, pack))


def end_of_service_traced(end: EndOfService, pack: RulePack) -> tuple[Award, Trace]:
    """The same, with every figure explained."""
    return load(tuple[Award, Trace], _backoffice.tax_wages_sa_end_of_service_traced(end, pack))


def overtime(worked: Overtime, pack: RulePack) -> OvertimePay:
    """The pay of overtime: the hour's wage and the supplement of its basic pay (art. 107)."""
    return load(OvertimePay, _backoffice.tax_wages_sa_overtime(worked, pack))


def annual_leave(completed_years: int, day: date, pack: RulePack) -> Leave:
    """The annual leave of somebody after so many completed years with the employer, under the law of that day."""
    return load(Leave, _backoffice.tax_wages_sa_annual_leave(completed_years, day, pack))
