"""What customers owe: payments put to documents, ageing, reminders, interest, and when the money is expected.

>>> from datetime import date
>>> from backoffice import Money
>>> item = OpenItem("2026-001", "Ada", date(2026, 3, 2), date(2026, 4, 1), Money("100.00 EUR"), Money("100.00 EUR"))
>>> payment = Payment("bank 17", date(2026, 3, 20), Money("60.00 EUR"), customer="Ada")
>>> allocation = allocate([item], [payment], Policy(["reference", "oldest_first"]))
>>> str(allocation.items[0].open)
'40.00 EUR'
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from .. import _backoffice
from .._backoffice import Journal, Money, Rounding
from .._load import load
from .._types import Mode, Problem

__all__ = [
    "Accounts",
    "Aged",
    "Allocation",
    "Applied",
    "Booked",
    "Booking",
    "Discount",
    "Expected",
    "ExpectedItem",
    "ExpectedWeek",
    "Interest",
    "Level",
    "OnAccount",
    "OpenItem",
    "Overdue",
    "Payment",
    "Policy",
    "RateSince",
    "Reduction",
    "Reminder",
    "Segment",
    "Sent",
    "Settled",
    "age",
    "allocate",
    "expect",
    "interest",
    "post",
    "remind",
]

By = Literal["reference", "amount", "oldest_first"]
DayCount = Literal["actual365", "actual360", "actual_actual"]


@dataclass(frozen=True, slots=True)
class Discount:
    """A share that may be taken off by who pays early."""

    until: date
    """The last day on which a payment may take it."""
    share: Decimal
    """Of the amount of the document, as a fraction: 0.02 is 2 %."""


@dataclass(frozen=True, slots=True)
class Booked:
    """A document in the accounting currency, where that is not its own."""

    amount: Money
    """At what it was booked."""
    open: Money
    """What of that is still in the books."""


@dataclass(frozen=True, slots=True)
class OpenItem:
    """A document that is not settled, or not wholly; a credit note's amounts are below zero."""

    number: str
    """Its number (BT-1)."""
    customer: str
    """Who owes it."""
    day: date
    """The day it was issued (BT-2)."""
    due: date
    """The last day on which it is not late (BT-9)."""
    amount: Money
    """What it came to (BT-115)."""
    open: Money
    """What is left of it."""
    reference: str = ""
    """The payment reference that is printed on it (BT-83)."""
    discounts: Sequence[Discount] = ()
    """What may be taken off for early payment."""
    booked: Booked | None = None
    """In the accounting currency, where that is another one."""
    disputed: bool = False
    """The customer contests it: no reminders."""


@dataclass(frozen=True, slots=True)
class Payment:
    """What the bank received."""

    id: str
    """The caller's id, such as a line of the statement."""
    day: date
    """The day it was received."""
    amount: Money
    """How much, above zero."""
    customer: str = ""
    """Who paid; empty when that is not known, so that only a reference can tell."""
    references: Sequence[str] = ()
    """The numbers or payment references that it names, in the payer's order."""
    booked: Money | None = None
    """What it was worth in the accounting currency on that day, where that is another one."""


@dataclass(frozen=True, slots=True)
class Policy:
    """Every choice of an allocation, by name."""

    order: Sequence[By]
    """What is tried, in turn."""
    tolerances: Sequence[Money] = ()
    """How little may be missing, or left over, to be written off: an amount a currency."""
    grace_days: int = 0
    """How many days after its last one a discount is still granted."""
    rounding: Mode = "half_up"
    """How discounts, and amounts of the accounting currency, are rounded to the minor unit."""


@dataclass(frozen=True, slots=True)
class Booking:
    """A part in the accounting currency: ``carrying`` = ``paid`` + ``discount`` + ``written_off`` − ``difference``."""

    carrying: Money
    """What leaves the receivable, at the rate of the document."""
    paid: Money
    """What was received, at the rate of its day."""
    discount: Money
    """The discount, at the rate of the document."""
    written_off: Money
    """What was written off, at the rate of the document."""
    difference: Money
    """What the change of the rate brought; below zero what it cost."""


@dataclass(frozen=True, slots=True)
class Applied:
    """A part of a payment, put to a document; below zero for a credit note that the payment uses up."""

    payment: str
    number: str
    customer: str
    day: date
    """The day of the payment."""
    by: By
    """How the document was found."""
    paid: Money
    discount: Money
    """The early-payment discount that was taken."""
    written_off: Money
    """What was missing and tolerated; below zero for what was too much."""
    booking: Booking | None = None


@dataclass(frozen=True, slots=True)
class OnAccount:
    """What no document took: the customer's, until there is one."""

    payment: str
    day: date
    amount: Money
    customer: str = ""
    booked: Money | None = None


@dataclass(frozen=True, slots=True)
class Allocation:
    """What became of documents and payments."""

    applied: tuple[Applied, ...]
    items: tuple[OpenItem, ...]
    """All documents as they are now, in the order in which they were given."""
    on_account: tuple[OnAccount, ...] = ()
    problems: tuple[Problem, ...] = ()
    """Payments that could not be used, by their place; nothing of them was put anywhere."""

    def conserved(self, items: Sequence[OpenItem], payments: Sequence[Payment]) -> None:
        """Whether nothing was lost: nothing, or ``ledger.unbalanced`` that names the first that does not add up."""
        _backoffice.invoice_receivables_conserved(self, items, payments)


@dataclass(frozen=True, slots=True)
class Aged:
    """What a customer owes in one currency, by days late."""

    customer: str
    currency: str
    not_due: Money
    late: tuple[Money, ...]
    """One figure for each bound, and one for what is later than the last."""
    total: Money


@dataclass(frozen=True, slots=True)
class Level:
    """A level of reminders."""

    name: str
    days_late: int
    """From how many days late."""
    days_after_last: int = 0
    """How many days have to lie between the level before and this one."""
    fees: Sequence[Money] = ()
    """What it costs the customer, once a letter; one amount a currency."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A reminder that was sent before."""

    number: str
    level: int
    """The place of the level in the list, from 0."""
    day: date


@dataclass(frozen=True, slots=True)
class Overdue:
    """A document in a reminder."""

    number: str
    level: int
    days_late: int
    open: Money


@dataclass(frozen=True, slots=True)
class Reminder:
    """A letter to one customer in one currency."""

    customer: str
    documents: tuple[Overdue, ...]
    level: int
    """The highest level of its documents, from 0."""
    name: str
    fee: Money
    open: Money
    """What is open of these documents, without the fee."""


@dataclass(frozen=True, slots=True)
class RateSince:
    """A rate of interest, in force until the next one begins."""

    since: date
    rate: Decimal
    """For a year, as a fraction: 0.08 is 8 %."""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Reduction:
    """A part of the principal that was paid: it bears interest up to and including that day."""

    day: date
    amount: Money


@dataclass(frozen=True, slots=True)
class Segment:
    """Days of one principal and one rate."""

    first: date
    last: date
    days: int
    principal: Money
    rate: Decimal
    amount: Money
    """Its interest: that of all days up to its end, rounded, less that of the days before it. So they add up."""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Interest:
    """Interest, and how it came about."""

    total: Money
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Settled:
    """A document that was paid: from these it is learned how late a customer pays."""

    customer: str
    due: date
    paid: date


@dataclass(frozen=True, slots=True)
class ExpectedItem:
    """A document and the day on which its money is expected."""

    number: str
    customer: str
    open: Money
    day: date
    days_late: int
    basis: object
    """``{"customer": n}`` or ``{"all_customers": n}`` documents that were paid before, or ``"due_day"``."""


@dataclass(frozen=True, slots=True)
class ExpectedWeek:
    """What is expected in a week."""

    monday: date
    amounts: tuple[Money, ...]
    """One sum a currency."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What is expected, by week and by document."""

    weeks: tuple[ExpectedWeek, ...]
    items: tuple[ExpectedItem, ...]


@dataclass(frozen=True, slots=True)
class Accounts:
    """The caller's accounts. One that is needed and empty is an error, never a guess."""

    bank: str
    receivable: str
    on_account: str = ""
    discount: str = ""
    written_off: str = ""
    exchange_difference: str = ""


def allocate(items: Sequence[OpenItem], payments: Sequence[Payment], policy: Policy) -> Allocation:
    """Puts payments to open documents, earlier payments first (those of one day in the order given)."""
    return load(Allocation, _backoffice.invoice_receivables_allocate(items, payments, policy))


def post(allocation: Allocation, accounts: Accounts) -> Journal:
    """The journal of an allocation, balanced."""
    return load(Journal, _backoffice.invoice_receivables_post(allocation, accounts))


def age(items: Sequence[OpenItem], on: date, bounds: Sequence[int]) -> tuple[Aged, ...]:
    """What is open on a day, by customer and currency; ``[30, 60, 90]`` gives 1 to 30 days late, 31 to 60, 61 to 90, more."""
    return load(tuple[Aged, ...], _backoffice.invoice_receivables_age(items, on, bounds))


def remind(
    items: Sequence[OpenItem], on: date, levels: Sequence[Level], sent: Sequence[Sent] = ()
) -> tuple[Reminder, ...]:
    """The reminders that are due on a day."""
    return load(tuple[Reminder, ...], _backoffice.invoice_receivables_remind(items, on, levels, sent))


def interest(
    principal: Money,
    first: date,
    last: date,
    rates: Sequence[RateSince],
    days: DayCount,
    by: Rounding,
    reductions: Sequence[Reduction] = (),
) -> Interest:
    """Simple interest on a principal from a day to a day, both included, by the caller's dated table."""
    return load(
        Interest,
        _backoffice.invoice_receivables_interest(principal, reductions, first, last, rates, days, by),
    )


def expect(items: Sequence[OpenItem], history: Sequence[Settled], on: date, minimum: int) -> Expected:
    """When the money of open documents is expected: due day plus the customer's median days late, by week.

    A customer with fewer than ``minimum`` documents paid takes the median of all, and where these are too few, the due day.
    """
    return load(Expected, _backoffice.invoice_receivables_expect(items, history, on, minimum))
