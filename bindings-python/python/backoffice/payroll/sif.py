"""The salary information file (SIF) of the United Arab Emirates' Wages Protection System: made and checked as text.

An employer hands it to its bank, which pays the wages. It has a record ``EDR`` (employee detail) for each employee and
ends with one ``SCR`` (salary control), whose count and total must be those of the records before it. The record ``EVP``
(variable pay broken down) is not known to this version: a file with one is refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from .. import _backoffice
from .._backoffice import Money, Period
from .._load import load

__all__ = [
    "Employee",
    "File",
    "check",
    "read",
]


@dataclass(frozen=True, slots=True)
class Employee:
    """What one employee is paid: a record ``EDR``."""

    id: str
    """The person's number at the ministry, at most 14 digits; zeros are put before it."""
    agent: str
    """The routing code of the agent (the employee's bank or exchange house), at most 9 digits; zeros are put before it."""
    account: str
    """The account with the agent: an IBAN or another number, at most 23 letters and digits."""
    period: Period
    """The days that are paid for, the first and the last both included."""
    days: int
    """How many days of the period are paid."""
    fixed: Money
    """Fixed pay: basic pay and the allowances that are the same every month."""
    variable: Money
    """Variable pay: overtime, commissions, what is paid once."""
    leave_days: int
    """Days of leave without pay in the period."""


@dataclass(frozen=True, slots=True)
class File:
    """A salary information file: what is paid to whom for a month."""

    employer_id: str
    """The employer's number at the ministry, at most 13 digits; zeros are put before it."""
    employer_bank: str
    """The routing code of the employer's bank, at most 9 digits; zeros are put before it."""
    created: datetime
    """When the file was made, to the minute."""
    month: Period
    """The calendar month whose wages are paid."""
    currency: str
    """The currency of every amount."""
    employees: Sequence[Employee]
    """Who is paid, each employee once."""
    reference: str = ""
    """The employer's own reference, at most 35 characters; empty when there is none."""

    def lines(self) -> tuple[str, ...]:
        """The records as lines: an ``EDR`` for each employee, in order, and the ``SCR``."""
        return load(tuple[str, ...], _backoffice.payroll_sif_lines(self))

    def text(self) -> str:
        """The file: its lines, each ended by a carriage return and a line feed."""
        return load(str, _backoffice.payroll_sif_text(self))

    def total(self) -> Money:
        """The sum of all fixed and variable pay."""
        return load(Money, _backoffice.payroll_sif_total(self))


def check(text: str) -> None:
    """Whether a salary information file is as the bank wants it: nothing, or an error that names record and field.

    ``payroll.control_total`` and ``payroll.control_count`` (a ``BrokenError``), ``payroll.record``, ``input.invalid`` …
    """
    _backoffice.payroll_sif_check(text)


def read(text: str) -> File:
    """Reads a salary information file and checks it, whoever made it."""
    return load(File, _backoffice.payroll_sif_read(text))
