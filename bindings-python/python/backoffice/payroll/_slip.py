"""Payroll: from hours to gross pay, from gross to net and to what the employer pays, each figure explained."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, Literal, TypeAlias

from .. import _backoffice
from .._backoffice import Journal, Money, Period, Price, Rounding, RulePack, exact
from .._load import load
from .._types import Number, Problem
from ..calendar import PayFrequency
from ..tax.wages import Profile
from ..trace import Trace
from .pension import Scheme

__all__ = [
    "Accounts",
    "Bases",
    "Employee",
    "Hourly",
    "Hours",
    "Line",
    "Minutes",
    "Pay",
    "Row",
    "Run",
    "Salaried",
    "Slip",
    "Totals",
    "html",
    "page",
    "post",
    "post_run",
    "run",
    "slip",
    "slip_traced",
    "text",
]

Kind: TypeAlias = Literal["basic", "premium", "overtime", "salary", "bonus", "expense", "benefit", "deduction"]
"""What kind of element."""


@dataclass(frozen=True, slots=True)
class Bases:
    """Which bases an element is part of. A deduction reduces those that it is part of."""

    taxable: bool
    """Pay that is taxed."""
    contributory: bool
    """Earnings on which contributions are due."""
    pensionable: bool
    """Pay on which the employer's pension scheme reckons."""
    cash: bool
    """Whether it is paid, or held back, in money."""


@dataclass(frozen=True, slots=True)
class Hours:
    """Decimal hours: ``148.5`` is 148 h 30 min."""

    __tag__: ClassVar[tuple[str, str]] = ("", "hours")
    __newtype__: ClassVar[bool] = True

    value: Decimal


@dataclass(frozen=True, slots=True)
class Minutes:
    """Minutes."""

    __tag__: ClassVar[tuple[str, str]] = ("", "minutes")
    __newtype__: ClassVar[bool] = True

    value: int


Worked: TypeAlias = Hours | Minutes
"""A time that was worked: decimal hours as somebody wrote them (``6.5``), or whole minutes as a timesheet counts them."""


@dataclass(frozen=True, slots=True)
class Pay:
    """One element of somebody's pay for a period: either an amount, or a time at a rate and a factor."""

    kind: Kind
    """What kind of element."""
    name: str | None = None
    """What it is called on the slip; the kind's name when not told."""
    worked: Worked | None = None
    """The time worked, for elements by the hour."""
    rate: Price | None = None
    """The rate by the hour; the person's own when not told."""
    factor: Decimal | None = None
    """What the rate is multiplied by: ``1.5`` is time and a half. Plain hours need none."""
    amount: Money | None = None
    """The amount, for elements that are not by the hour. Not below zero: what is taken back is a deduction."""
    bases: Bases | None = None
    """Which bases it is part of; the kind's own when not told."""
    fixed: bool = False
    """Whether a deduction is the same every time; slips show fixed and variable deductions apart."""

    @staticmethod
    def basic(hours: Number, **more: Any) -> Pay:
        """Decimal hours at the plain rate. Further fields by name."""
        return Pay("basic", worked=Hours(exact("hours", hours)), **more)

    @staticmethod
    def premium(hours: Number, **more: Any) -> Pay:
        """Decimal hours at a premium rate; ``factor`` says which. Further fields by name."""
        return Pay("premium", worked=Hours(exact("hours", hours)), **more)

    @staticmethod
    def overtime(hours: Number, **more: Any) -> Pay:
        """Decimal hours of overtime; ``factor`` says at which. Further fields by name."""
        return Pay("overtime", worked=Hours(exact("hours", hours)), **more)

    @staticmethod
    def salary(amount: Money, **more: Any) -> Pay:
        """A salary for this period, in place of the usual one. Further fields by name."""
        return Pay("salary", amount=amount, **more)

    @staticmethod
    def bonus(amount: Money, **more: Any) -> Pay:
        """A bonus. Further fields by name."""
        return Pay("bonus", amount=amount, **more)

    @staticmethod
    def expense(amount: Money, **more: Any) -> Pay:
        """Expenses paid back, untaxed. Further fields by name."""
        return Pay("expense", amount=amount, **more)

    @staticmethod
    def benefit(value: Money, **more: Any) -> Pay:
        """A benefit in kind of that value, taxed through the payroll. Further fields by name."""
        return Pay("benefit", amount=value, **more)

    @staticmethod
    def deduction(amount: Money, **more: Any) -> Pay:
        """Money held back from the net pay. Further fields by name."""
        return Pay("deduction", amount=amount, **more)


@dataclass(frozen=True, slots=True)
class Hourly:
    """The hours worked, at this rate by the hour."""

    __tag__: ClassVar[tuple[str, str]] = ("", "hourly")
    __newtype__: ClassVar[bool] = True

    value: Price


@dataclass(frozen=True, slots=True)
class Salaried:
    """The pay period, whatever the hours, at this amount."""

    __tag__: ClassVar[tuple[str, str]] = ("", "salaried")
    __newtype__: ClassVar[bool] = True

    value: Money


Basis: TypeAlias = Hourly | Salaried
"""What somebody is paid for."""


@dataclass(frozen=True, slots=True)
class Employee:
    """Somebody on the payroll."""

    id: str
    """The caller's id of the person."""
    frequency: PayFrequency = "monthly"
    """How often."""
    name: str = ""
    """The person's name, for the slip; the id when empty."""
    basis: Basis | None = None
    """What the person is paid for; needed unless every element of pay brings its own rate or amount."""
    contract_hours: Decimal | None = None
    """The hours in a pay period for which a salary is paid, in decimal hours: an hour of overtime is worth the salary
    divided by them.
    """
    rounding: Rounding | None = None
    """How each line by the hour is rounded to money; needed when there is such a line."""
    profile: Profile | None = None
    """Who the person is to the tax authority, the figures to date included; needed for a slip."""
    pension: Scheme | None = None
    """The employer's pension scheme that the person is a member of."""


Section: TypeAlias = Literal["earning", "reimbursement", "benefit", "deduction", "employer"]
"""Where a line stands on the slip."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a slip."""

    section: Section
    """Where it stands."""
    code: str
    """What it is, stable: ``overtime``, ``pension``, and the authority's own such as ``uk.paye``."""
    name: str
    """What it is called."""
    amount: Money
    """How much."""
    worked: Worked | None = None
    """The time worked, for pay by the hour."""
    rate: Price | None = None
    """The rate by the hour, where there is one; not for a salary's hours, whose rate need not have an end."""
    factor: Decimal | None = None
    """What the rate was multiplied by."""
    base: Money | None = None
    """What a tax or contribution is due on."""
    share: Decimal | None = None
    """Its rate as a fraction, where a single one applied."""
    authority: str | None = None
    """To whom a tax or contribution is paid."""
    source: str | None = None
    """Document and section that it rests on."""
    fixed: bool = False
    """Whether a deduction is the same every time."""


@dataclass(frozen=True, slots=True)
class Slip:
    """What somebody is paid for a period, and how it came about. ``Display`` prints it as text.

    ``gross`` is the sum of the earnings, ``withheld`` of the deductions; ``net`` = ``gross`` + ``reimbursed`` − ``withheld``, and
    ``cost`` = ``gross`` + the employer's lines. A slip that is read from JSON and does not add up is refused.
    """

    employee: str
    """The employee's id."""
    name: str
    """The employee's name."""
    period: Period
    """What the pay is for."""
    pay_day: date
    """When it is paid."""
    lines: Sequence[Line]
    """Every line, in the order of the sections."""
    gross: Money
    """The sum of the earnings."""
    reimbursed: Money
    """The sum of the reimbursements."""
    benefits: Money
    """The sum of the benefits in kind."""
    taxable: Money
    """Pay that was taxed."""
    contributory: Money
    """Earnings that contributions were due on."""
    pensionable: Money
    """Pay that the pension was reckoned on, before its band."""
    withheld: Money
    """The sum of the deductions."""
    net: Money
    """What is paid out."""
    employer: Money
    """The sum of the employer's lines."""
    cost: Money
    """What the pay costs the employer: gross pay and the employer's lines."""
    carried: Profile
    """The tax profile with this payment in its figures to date: hand it over with the next payment."""
    pack: str
    """The rule pack's id."""
    revision: str
    """Its revision."""

    def __str__(self) -> str:
        return text(self)

    def _repr_html_(self) -> str:
        return html(self)


@dataclass(frozen=True, slots=True)
class Row:
    """One person of a run, and what is paid beside a salary."""

    employee: Employee
    """Who is paid."""
    pays: Sequence[Pay] = ()
    """The elements of pay."""


@dataclass(frozen=True, slots=True)
class Run:
    """The slips of a run in the order of its rows, and what is wrong with the rows that gave none."""

    period: Period
    """What the pay is for."""
    pay_day: date
    """When it is paid."""
    currency: str
    """The currency of all amounts."""
    slips: Sequence[Slip]
    """The slips."""
    problems: Sequence[Problem]
    """The rows that gave none: row, field, code and message."""

    def slip(self, employee: str) -> Slip | None:
        """The slip of an employee, by id."""
        return next((slip for slip in self.slips if slip.employee == employee), None)

    def totals(self) -> Totals:
        """The sums over all slips."""
        return load(Totals, _backoffice.payroll_totals(self))


@dataclass(frozen=True, slots=True)
class Totals:
    """The sums over the slips of a run."""

    gross: Money
    """Gross pay."""
    reimbursed: Money
    """Expenses paid back."""
    withheld: Money
    """Withheld from pay."""
    net: Money
    """Paid out."""
    employer: Money
    """The employer's own contributions."""
    cost: Money
    """Gross pay and the employer's contributions."""


@dataclass(frozen=True, slots=True)
class Accounts:
    """The accounts that a slip is posted to, by the caller's names. Plain English ones unless told."""

    wages: str = "wages"
    """Expense: gross pay."""
    contributions: str = "employer contributions"
    """Expense: the employer's contributions to authorities."""
    pension: str = "employer pension"
    """Expense: the employer's pension contributions."""
    expenses: str = "staff expenses"
    """Expense: what employees laid out."""
    net_pay: str = "net pay payable"
    """Liability: net pay."""
    pension_payable: str = "pension payable"
    """Liability: pension contributions."""
    other_deductions: str = "deductions payable"
    """Liability: deductions without an account of their own."""
    authorities: dict[str, str] = field(default_factory=dict)
    """Liabilities to authorities, by code (``uk.paye``) or by authority (``HMRC``), the code first."""
    deductions: dict[str, str] = field(default_factory=dict)
    """Liability: other deductions, by their names on the slip; ``Accounts::other_deductions`` takes the rest."""


def slip(employee: Employee, period: Period, pay_day: date, pays: Sequence[Pay], pack: RulePack) -> Slip:
    """The payslip of somebody for a period: what is earned, withheld and paid, and what the employer pays."""
    return load(Slip, _backoffice.payroll_slip(employee, period, pay_day, pays, pack))


def slip_traced(
    employee: Employee, period: Period, pay_day: date, pays: Sequence[Pay], pack: RulePack
) -> tuple[Slip, Trace]:
    """The same, with every figure explained."""
    return load(tuple[Slip, Trace], _backoffice.payroll_slip_traced(employee, period, pay_day, pays, pack))


def run(
    rows: Sequence[Row],
    period: Period,
    pay_day: date,
    pack: RulePack,
    go_on: Callable[[int, int], bool] | None = None,
) -> Run:
    """Pays many people on one day; what is wrong with a row is among the run's problems.

    Other threads run meanwhile. Ctrl-C stops it; so does ``go_on``, which is asked before each row, with the rows done and
    the rows in all, by saying False: RefusedError (``run.cancelled``).
    """
    return load(Run, _backoffice.payroll_run(rows, period, pay_day, pack, go_on))


def post(slip: Slip, accounts: Accounts) -> Journal:
    """The journal of a slip, on its pay day."""
    return load(Journal, _backoffice.payroll_post(slip, accounts))


def post_run(run: Run, accounts: Accounts) -> Journal:
    """The journal of all slips of a run."""
    return load(Journal, _backoffice.payroll_post_run(run, accounts))


def text(slip: Slip, trace: Trace | None = None) -> str:
    """The slip as text, with its trace below it when there is one."""
    return load(str, _backoffice.payroll_text(slip, trace))


def html(slip: Slip, trace: Trace | None = None) -> str:
    """The slip as a fragment of HTML, with its trace folded away below it when there is one."""
    return load(str, _backoffice.payroll_html(slip, trace))


def page(slip: Slip, trace: Trace | None = None) -> str:
    """The slip as a whole page of HTML."""
    return load(str, _backoffice.payroll_page(slip, trace))
