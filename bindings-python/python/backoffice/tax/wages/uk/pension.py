"""Automatic enrolment into a workplace pension: what kind of worker somebody is, and the least that is to be paid.

The band and the rates that are found here fit the employer's own scheme, ``backoffice.payroll.pension.Scheme``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from .... import _backoffice
from ...._backoffice import Money, RulePack
from ...._load import load
from ...._types import Mode
from ....calendar import PayFrequency
from ....trace import Trace

__all__ = ["PACK", "Assessed", "Category", "Worker", "assess", "assess_traced"]

PACK = "uk.pension"
"""The rule pack's id."""


@dataclass(frozen=True, slots=True)
class Worker:
    """A worker in a pay reference period."""

    age: int
    """The age in years on the day of the assessment."""
    reached_pensionable_age: bool
    """Whether pensionable (State Pension) age is reached on that day."""
    pay_day: date
    """The pay day: it decides the thresholds."""
    frequency: PayFrequency
    """How often they are paid: the pay reference period."""
    earnings: Money
    """Earnings payable in the period, statutory payments included."""
    rounding: Mode
    """How a least contribution is rounded to the penny. No rule was found: the employer's choice."""


Category: TypeAlias = Literal["eligible_jobholder", "non_eligible_jobholder", "entitled_worker", "outside_the_ages"]
"""What kind of worker somebody is."""


@dataclass(frozen=True, slots=True)
class Assessed:
    """What automatic enrolment asks for."""

    category: Category
    """What kind of worker it is."""
    lower: Money
    """Where the band of qualifying earnings begins in the period."""
    trigger: Money
    """Earnings above this make an eligible jobholder."""
    upper: Money
    """Where the band ends."""
    qualifying_earnings: Money
    """The part of the earnings in the band."""
    minimum_total: Money
    """The least that employer and jobholder contribute together, tax relief included; zero without qualifying earnings."""
    minimum_employer: Money
    """The least of it that the employer contributes."""
    source: str
    """Document and section."""
    pack: str
    """The rule pack's id."""
    revision: str
    """Its revision."""


def assess(worker: Worker, pack: RulePack) -> Assessed:
    """What automatic enrolment asks for in a pay reference period."""
    return load(Assessed, _backoffice.tax_wages_uk_pension_assess(worker, pack))


def assess_traced(worker: Worker, pack: RulePack) -> tuple[Assessed, Trace]:
    """The same, with every figure explained."""
    return load(tuple[Assessed, Trace], _backoffice.tax_wages_uk_pension_assess_traced(worker, pack))
