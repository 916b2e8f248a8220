"""Wage tax and contributions: one input type for each jurisdiction, the same assessment from all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, TypeAlias

from ... import _backoffice
from ..._backoffice import Money, Rounding, RulePack
from ..._load import load
from ...calendar import PayFrequency
from ...trace import Citation, Trace
from . import ae, au, ca, de, eg, fr, jo, ma, sa, uk, us

__all__ = [
    "Assessment",
    "Kink",
    "Kinks",
    "Line",
    "Marginal",
    "MarginalLine",
    "MarginalTotal",
    "NotFollowed",
    "PayRange",
    "Payment",
    "Profile",
    "RateLine",
    "StatutoryRate",
    "ae",
    "assess",
    "assess_traced",
    "au",
    "ca",
    "de",
    "eg",
    "fr",
    "jo",
    "kinks",
    "ma",
    "marginal",
    "sa",
    "statutory_rate",
    "uk",
    "us",
]

Profile: TypeAlias = (
    ae.Profile
    | au.Profile
    | ca.Profile
    | de.Profile
    | eg.Profile
    | fr.Profile
    | jo.Profile
    | ma.Profile
    | sa.Profile
    | uk.Profile
    | us.Profile
)
"""Who is paid, in the terms of the authority that taxes them; the figures to date included."""


@dataclass(frozen=True, slots=True)
class Payment:
    """What is paid to somebody on a day, as the bases that the law taxes."""

    pay_day: date
    """The day of the payment: it decides the tax year and the period."""
    frequency: PayFrequency
    """How often this person is paid."""
    taxable: Money
    """Pay that is taxed, this payment only."""
    contributory: Money
    """Earnings on which contributions are due, this payment only."""
    non_cash: Money
    """The part of ``taxable`` that is not paid in cash (benefits taxed through the payroll)."""
    non_periodic: Money | None = None
    """The part of ``taxable`` and ``contributory`` that is no regular pay (a bonus, back pay), for laws that tax it apart."""

    @staticmethod
    def of(pay_day: date, frequency: PayFrequency, pay: Money) -> Payment:
        """A payment in cash, all of it taxed and contributory."""
        return Payment(pay_day, frequency, pay, pay, Money.zero(pay.currency))


Payer: TypeAlias = Literal["employee", "employer"]
"""Who bears a line."""


@dataclass(frozen=True, slots=True)
class Line:
    """One tax or contribution on a payment."""

    authority: str
    """Whom it is paid to, such as ``HMRC``."""
    code: str
    """What it is, stable: ``uk.paye``, ``uk.ni``."""
    name: str
    """What the person at the desk calls it."""
    base: Money
    """What it is due on."""
    payer: Payer
    """Who bears it."""
    amount: Money
    """How much; below zero is a refund."""
    source: str
    """Document and section."""
    rate: Decimal | None = None
    """The rate as a fraction, where a single one applied."""


@dataclass(frozen=True, slots=True)
class Assessment:
    """The taxes and contributions of one payment."""

    lines: Sequence[Line]
    """The lines; one of zero stands there too when the rule was applied."""
    carried: Profile
    """The profile with this payment in its figures to date: hand it over with the next payment."""
    pack: str
    """The rule pack's id."""
    revision: str
    """Its revision."""

    def borne_by(self, payer: Payer, currency: str) -> Money:
        """The sum of what that payer bears."""
        return load(Money, _backoffice.tax_wages_borne_by(self, payer, currency))


def assess(profile: Profile, payment: Payment, pack: RulePack) -> Assessment:
    """The taxes and contributions of a payment."""
    return load(Assessment, _backoffice.tax_wages_assess(profile, payment, pack))


def assess_traced(profile: Profile, payment: Payment, pack: RulePack) -> tuple[Assessment, Trace]:
    """The same, with every figure explained."""
    return load(tuple[Assessment, Trace], _backoffice.tax_wages_assess_traced(profile, payment, pack))


@dataclass(frozen=True, slots=True)
class MarginalLine:
    """What a step of pay changes in a line."""

    code: str
    """The line's code, such as ``uk.ni``."""
    name: str
    """What the person at the desk calls it."""
    payer: Payer
    """Who bears it."""
    change: Money
    """How much more of it is due with the step than without, every rounding of the rule included."""
    rate: Decimal
    """``change`` ÷ the step, as a fraction, rounded as the call says."""
    statutory: Decimal | None = None
    """The statutory rate where the step begins; none where it could not be followed."""


@dataclass(frozen=True, slots=True)
class MarginalTotal:
    """What a step of pay changes in all that one payer bears."""

    change: Money
    """The sum of the changes."""
    rate: Decimal
    """``change`` ÷ the step, as a fraction, rounded as the call says."""
    statutory: Decimal | None = None
    """The sum of the statutory rates, rounded once; none where one of them could not be followed."""


@dataclass(frozen=True, slots=True)
class Marginal:
    """What a step of pay changes."""

    pay: Money
    """The regular pay from which the step is taken."""
    step: Money
    """The step."""
    lines: Sequence[MarginalLine]
    """Each line."""
    employee: MarginalTotal
    """All that is withheld."""
    employer: MarginalTotal
    """All that the employer bears on top."""
    pack: str
    """The rule pack's id."""
    revision: str
    """Its revision."""


@dataclass(frozen=True, slots=True)
class RateLine:
    """The statutory rate of a line."""

    code: str
    """The line's code, such as ``uk.ni``."""
    name: str
    """What the person at the desk calls it."""
    payer: Payer
    """Who bears it."""
    rate: Decimal | None = None
    """How much of one more unit of pay it takes, as a fraction; none where that could not be followed."""
    not_followed_from: str | None = None
    """The step of the rule from which on it could not be followed."""


@dataclass(frozen=True, slots=True)
class StatutoryRate:
    """What the law's own rates come to for a pay."""

    pay: Money
    """The regular pay."""
    lines: Sequence[RateLine]
    """Each line."""
    pack: str
    """The rule pack's id."""
    revision: str
    """Its revision."""
    employee: Decimal | None = None
    """The sum of the employee's rates, rounded once; none where one of them could not be followed."""
    employer: Decimal | None = None
    """The sum of the employer's, likewise."""


@dataclass(frozen=True, slots=True)
class PayRange:
    """A range of regular pay, both ends included."""

    from_: Money
    """The least pay."""
    to: Money
    """The greatest."""
    most_pieces: int = 10_000
    """The most pieces of the rule that are looked at; more are refused."""


@dataclass(frozen=True, slots=True)
class Kink:
    """A place where the statutory rate of a line changes, or its unrounded amount jumps."""

    after: Money
    """The greatest pay, to the minor unit, up to which the rule below the kink holds."""
    code: str
    """The line's code, such as ``uk.ni``."""
    name: str
    """What the person at the desk calls it."""
    payer: Payer
    """Who bears it."""
    rate_before: Decimal
    """The statutory rate up to there."""
    rate_after: Decimal
    """The statutory rate from there on."""
    jump: Decimal
    """By how much the unrounded amount jumps there; below zero it falls."""
    step: str
    """The first and deepest step of the rule that is another beyond the kink, such as ``eg.tax.annual``."""
    step_name: str
    """Its name."""
    cited: Sequence[Citation]
    """Where the figure stands in the law; where it is none of the law's, all that the step rests on."""
    limit: Decimal | None = None
    """The figure with which the rule compared: a threshold, where it is one figure."""


@dataclass(frozen=True, slots=True)
class NotFollowed:
    """A line that could not be followed in a part of a range."""

    code: str
    """The line's code."""
    name: str
    """What the person at the desk calls it."""
    payer: Payer
    """Who bears it."""
    step: str
    """The step of the rule from which on it could not be followed."""
    from_: Money
    """The least pay of the part."""
    through: Money
    """The greatest."""


@dataclass(frozen=True, slots=True)
class Kinks:
    """The kinks in a range of pay."""

    from_: Money
    """The least pay that was looked at."""
    to: Money
    """The greatest."""
    kinks: Sequence[Kink]
    """The kinks, the lowest first; one for each line that has one there."""
    pack: str
    """The rule pack's id."""
    revision: str
    """Its revision."""
    not_followed: Sequence[NotFollowed] = ()
    """What could not be followed, and where: kinks there are not known."""


def marginal(profile: Profile, payment: Payment, step: Money, pack: RulePack, by: Rounding) -> Marginal:
    """What a step of regular pay changes in each line and in all, by the real rule: (f(pay + step) - f(pay)) ÷ step, with
    the statutory rate beside it; rates are rounded by ``by``."""
    return load(Marginal, _backoffice.tax_wages_marginal(profile, payment, step, by, pack))


def statutory_rate(profile: Profile, payment: Payment, pack: RulePack, by: Rounding) -> StatutoryRate:
    """How much of one more unit of regular pay the law's rates take in the bands in which the payment lies, before any
    rounding: for each line and in all, rounded by ``by``."""
    return load(StatutoryRate, _backoffice.tax_wages_statutory_rate(profile, payment, by, pack))


def kinks(profile: Profile, payment: Payment, range: PayRange, pack: RulePack, by: Rounding) -> Kinks:
    """The places in a range of regular pay where a statutory rate changes or an unrounded amount jumps, each with the
    parameter of the law that makes it; rates and jumps are rounded by ``by``.

    >>> import backoffice as bo
    >>> law = bo.RulePack.embedded("ma.wages")
    >>> payment = Payment.of(date(2026, 1, 31), "monthly", bo.Money("6000 MAD"))
    >>> range = PayRange(bo.Money("6000 MAD"), bo.Money("7000 MAD"))
    >>> found = kinks(ma.Profile(0, "half_up"), payment, range, law, bo.Rounding("0.0001", "half_up"))
    >>> [(str(kink.after), kink.limit, kink.cited[0].key) for kink in found.kinks if kink.code == "ma.ir"]
    [('6500.00 MAD', Decimal('78000'), 'ir.expenses.limit')]
    """
    return load(Kinks, _backoffice.tax_wages_kinks(profile, payment, range, by, pack))
