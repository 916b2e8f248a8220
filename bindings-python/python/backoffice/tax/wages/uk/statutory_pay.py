"""Statutory pay in Great Britain: sick pay, the six kinds of parental pay, and what an employer recovers of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar, Literal, TypeAlias

from .... import _backoffice
from ...._backoffice import Money, RulePack
from ...._load import load
from ...._types import Mode, Weekday
from ....trace import Trace

__all__ = [
    "PACK",
    "DailyRate",
    "Days",
    "Earnings",
    "Kind",
    "Leave",
    "Linked",
    "Months",
    "Over",
    "Paid",
    "ParentalPay",
    "PayWeek",
    "Reason",
    "Recovered",
    "SickPay",
    "SickWeek",
    "Sickness",
    "WeekRate",
    "Weeks",
    "parental_pay",
    "parental_pay_traced",
    "part_week",
    "recovery",
    "recovery_traced",
    "sick_pay",
    "sick_pay_traced",
]

PACK = "uk.statutory_pay"
"""The rule pack's id."""


@dataclass(frozen=True, slots=True)
class Weeks:
    """Pay of whole weeks: the sum is divided by them."""

    __tag__: ClassVar[tuple[str, str]] = ("", "weeks")
    __newtype__: ClassVar[bool] = True

    value: int


@dataclass(frozen=True, slots=True)
class Months:
    """Pay of whole months: the sum is divided by them, times 12, divided by 52."""

    __tag__: ClassVar[tuple[str, str]] = ("", "months")
    __newtype__: ClassVar[bool] = True

    value: int


@dataclass(frozen=True, slots=True)
class Days:
    """Irregular pay: the sum is divided by the days of the relevant period, times 7."""

    __tag__: ClassVar[tuple[str, str]] = ("", "days")
    __newtype__: ClassVar[bool] = True

    value: int


Over: TypeAlias = Weeks | Months | Days
"""What earnings were paid for."""


@dataclass(frozen=True, slots=True)
class Earnings:
    """What somebody earned in the relevant period: between the last normal pay day before it ends and the last one at
    least eight weeks earlier.
    """

    paid: Money
    """All earnings paid in the relevant period on which Class 1 contributions are or would be due."""
    over: Over
    """What it was paid for."""


Reason: TypeAlias = Literal["paid", "below_lower_earnings_limit", "too_short", "waiting_days", "exhausted"]
"""Whether there is something to pay, and if not why."""


@dataclass(frozen=True, slots=True)
class Sickness:
    """A sickness: days of incapacity for work that follow one another, working days or not."""

    first: date
    """Its first whole day: it decides the law."""
    last: date
    """Its last day, so far."""
    qualifying_days: Sequence[Weekday]
    """The days of a week for which sick pay is paid: those on which they normally work."""
    earnings: Earnings
    """Earnings in the relevant period before it, or before the first of the sicknesses that are linked with it."""
    linked: Linked | None = None
    """The sickness before it, as it was carried; one that ended too long ago no longer counts."""


@dataclass(frozen=True, slots=True)
class Linked:
    """An earlier sickness, and the sicknesses linked with it."""

    last: date
    """The last day of the last one."""
    waiting_days: int
    """Waiting days in all of them."""
    paid_days: int
    """Days for which sick pay was paid in all of them."""


@dataclass(frozen=True, slots=True)
class DailyRate:
    """An unrounded rate of a qualifying day."""

    since: date
    """The first day of this sickness that is paid by it."""
    rate: Decimal
    """In the pack's currency, to four decimals."""


@dataclass(frozen=True, slots=True)
class SickWeek:
    """The sick pay of a week."""

    ends: date
    """The Saturday with which it ends."""
    days: int
    """Qualifying days that are paid."""
    amount: Money
    """How much."""


@dataclass(frozen=True, slots=True)
class SickPay:
    """Statutory sick pay."""

    reason: Reason
    """Whether there is something to pay, and if not why."""
    linked: bool
    """Whether it is linked with the sickness before."""
    waiting_days: int
    """Waiting days in this sickness."""
    paid_days: int
    """Qualifying days that are paid."""
    daily_rates: Sequence[DailyRate]
    """The rates of a day; two when the rate changed meanwhile, none when nothing is paid."""
    weeks: Sequence[SickWeek]
    """Week by week."""
    total: Money
    """All weeks together."""
    source: str
    """Document and section of the rate."""
    pack: str
    """The rule pack's id."""
    revision: str
    """Its revision."""
    carried: Linked | None = None
    """What is carried to the next sickness: hand it over with it."""


Kind: TypeAlias = Literal[
    "maternity", "adoption", "paternity", "shared_parental", "parental_bereavement", "neonatal_care"
]
"""What parental pay is for."""


@dataclass(frozen=True, slots=True)
class Leave:
    """Weeks of leave for which parental pay is claimed, one after the other."""

    kind: Kind
    """What it is for."""
    earnings: Earnings
    """Earnings in the relevant period, which ends with the relevant week."""
    relevant_week: date
    """The last day, a Saturday, of the relevant week: it decides the lower earnings limit."""
    begins: date
    """The first day that is paid; each seven days from it are a week of pay."""
    weeks: int
    """How many weeks."""
    paid_weeks: int = 0
    """Weeks of the same pay that were paid before."""


WeekRate: TypeAlias = Literal["earnings", "standard", "earnings_below_standard"]
"""By which rate a week is paid."""


@dataclass(frozen=True, slots=True)
class PayWeek:
    """A week of parental pay."""

    number: int
    """Which week of the pay it is, from 1."""
    first: date
    """Its first day."""
    rate: WeekRate
    """By which rate it is paid."""
    amount: Money
    """How much."""


@dataclass(frozen=True, slots=True)
class ParentalPay:
    """Statutory parental pay."""

    reason: Reason
    """Whether there is something to pay, and if not why."""
    weeks: Sequence[PayWeek]
    """Week by week; none when nothing is paid."""
    total: Money
    """All weeks together."""
    source: str
    """Document and section of the standard rate."""
    pack: str
    """The rule pack's id."""
    revision: str
    """Its revision."""


@dataclass(frozen=True, slots=True)
class Paid:
    """Parental pay that an employer paid."""

    amount: Money
    """How much; sick pay is not recovered."""
    pay_day: date
    """The day on which it was paid: it decides the tax year."""
    contributions: Money
    """All Class 1 contributions that the employer paid for the last whole tax year before the relevant week, nothing
    taken off for the employment allowance.
    """
    rounding: Mode
    """How each part is rounded to the penny. No rule was found: the employer's choice."""


@dataclass(frozen=True, slots=True)
class Recovered:
    """What an employer recovers."""

    small_employer: bool
    """Whether it has the relief of small employers."""
    recovered: Money
    """What it recovers of the pay."""
    compensation: Money
    """What it has beside it in compensation of its contributions; zero for others than small employers."""
    source: str
    """Document and section."""
    pack: str
    """The rule pack's id."""
    revision: str
    """Its revision."""


def sick_pay(sickness: Sickness, pack: RulePack) -> SickPay:
    """The statutory sick pay of a sickness. An employer recovers nothing of it."""
    return load(SickPay, _backoffice.tax_wages_uk_sick_pay(sickness, pack))


def sick_pay_traced(sickness: Sickness, pack: RulePack) -> tuple[SickPay, Trace]:
    """The same, with every figure explained."""
    return load(tuple[SickPay, Trace], _backoffice.tax_wages_uk_sick_pay_traced(sickness, pack))


def parental_pay(leave: Leave, pack: RulePack) -> ParentalPay:
    """The statutory parental pay of weeks of leave."""
    return load(ParentalPay, _backoffice.tax_wages_uk_parental_pay(leave, pack))


def parental_pay_traced(leave: Leave, pack: RulePack) -> tuple[ParentalPay, Trace]:
    """The same, with every figure explained."""
    return load(tuple[ParentalPay, Trace], _backoffice.tax_wages_uk_parental_pay_traced(leave, pack))


def part_week(week: Money, days: int) -> Money:
    """Some days of a week of parental pay: so many sevenths of it, a part of a penny rounded up."""
    return load(Money, _backoffice.tax_wages_uk_part_week(week, days))


def recovery(paid: Paid, pack: RulePack) -> Recovered:
    """What an employer recovers of parental pay: 92 %, or as a small employer all of it and a compensation."""
    return load(Recovered, _backoffice.tax_wages_uk_recovery(paid, pack))


def recovery_traced(paid: Paid, pack: RulePack) -> tuple[Recovered, Trace]:
    """The same, with every figure explained."""
    return load(tuple[Recovered, Trace], _backoffice.tax_wages_uk_recovery_traced(paid, pack))
