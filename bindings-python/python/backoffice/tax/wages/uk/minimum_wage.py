"""Whether somebody was paid the national minimum wage for a pay reference period."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, TypeAlias

from .... import _backoffice
from ...._backoffice import Money, RulePack
from ...._load import load
from ....trace import Trace

__all__ = ["PACK", "Accommodation", "Applies", "Check", "Work", "check", "check_traced"]

PACK = "uk.minimum_wage"
"""The rule pack's id."""


@dataclass(frozen=True, slots=True)
class Work:
    """A pay reference period of somebody's."""

    age: int
    """The age in years on the first day of the period."""
    first: date
    """The first day of the pay reference period: it decides the rate."""
    hours: Decimal
    """Hours of work in the period, as the regulations count them for that kind of work."""
    pay: Money
    """Pay for the period that counts, without anything for accommodation."""
    apprentice_months: int | None = None
    """Completed months since the apprenticeship began, on that day; none for somebody who is no apprentice."""
    accommodation: Accommodation | None = None
    """Living accommodation that the employer provided."""


@dataclass(frozen=True, slots=True)
class Accommodation:
    """Living accommodation that the employer provided in the period."""

    days: int
    """Days on which it was provided."""
    charge: Money
    """What was charged or deducted for each of them; zero when it was free."""


Applies: TypeAlias = Literal["living_wage", "aged_18_to_20", "under_18", "apprentice", "compulsory_school_age"]
"""Which rate applies; of compulsory school age none does."""


@dataclass(frozen=True, slots=True)
class Check:
    """Whether somebody was paid the minimum wage."""

    applies: Applies
    """Which rate applies."""
    rate: Money
    """The rate of an hour; zero when none applies."""
    entitlement: Money
    """What the hours must at least be paid."""
    accommodation: Money
    """What accommodation adds to the pay that counts, or below zero takes off it."""
    remuneration: Money
    """What they were paid, accommodation reckoned."""
    shortfall: Money
    """What is missing; zero when the minimum wage was paid."""
    source: str
    """Document and section of the rate."""
    pack: str
    """The rule pack's id."""
    revision: str
    """Its revision."""


def check(work: Work, pack: RulePack) -> Check:
    """Whether somebody was paid the minimum wage for a pay reference period, and what is missing."""
    return load(Check, _backoffice.tax_wages_uk_minimum_wage_check(work, pack))


def check_traced(work: Work, pack: RulePack) -> tuple[Check, Trace]:
    """The same, with every figure explained."""
    return load(tuple[Check, Trace], _backoffice.tax_wages_uk_minimum_wage_check_traced(work, pack))
