"""What a PAYE scheme owes or keeps as an employer, month by month: apprenticeship levy and employment allowance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from .... import _backoffice
from ...._backoffice import Money, RulePack
from ...._load import load
from ...._types import Mode
from ....trace import Trace

__all__ = ["PACK", "Claim", "Due", "Month", "Refusal", "Scheme", "ToDate", "due", "due_traced"]

PACK = "uk.employer"
"""The rule pack's id."""


@dataclass(frozen=True, slots=True)
class Scheme:
    """An employer's PAYE scheme."""

    rounding: Mode
    """How the levy is rounded to the penny. No rule was found: the employer's choice."""
    levy_allowance: Money | None = None
    """The part of the year's levy allowance that was allotted to this scheme; none for all of it."""
    employment_allowance: Claim | None = None
    """The claim to the employment allowance; none when it is not claimed for this scheme."""
    to_date: ToDate | None = None
    """The figures to date; none before the first month. Those of an earlier tax year no longer count."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What decides whether an employer qualifies for the employment allowance."""

    public_authority: bool = False
    """A public authority that is no charity, at any time in the tax year."""
    only_director: bool = False
    """A company whose only employee above the secondary threshold is its director."""
    claimed_by_connected: bool = False
    """Connected with an employer that has the allowance for this tax year."""


Refusal: TypeAlias = Literal["public_authority", "only_director", "claimed_by_connected"]
"""Why there is no employment allowance although it was claimed."""


@dataclass(frozen=True, slots=True)
class ToDate:
    """A scheme's figures since 6 April."""

    through: date
    """A day of the last tax month in the figures: it tells their tax year."""
    pay_bill: Money
    """The pay bill."""
    levy: Money
    """The levy."""
    employment_allowance: Money
    """The employment allowance used."""


@dataclass(frozen=True, slots=True)
class Month:
    """What a scheme paid in a tax month, or since it was last asked about."""

    day: date
    """A day of the tax month, such as its last, the 5th."""
    pay_bill: Money
    """All earnings on which the employer's Class 1 contributions are due, those below the threshold and at 0 % included."""
    contributions: Money
    """The employer's Class 1 contributions."""
    excluded: Money | None = None
    """The part of them that the employment allowance never reaches, such as on a domestic worker's earnings."""


@dataclass(frozen=True, slots=True)
class Due:
    """What is due for a month."""

    levy: Money
    """The apprenticeship levy; below zero it is set against other payments."""
    levy_to_date: Money
    """The levy of the tax year so far, this month included."""
    employment_allowance: Money
    """What the employment allowance takes off the employer's contributions of the month."""
    contributions: Money
    """What of the employer's contributions is left to pay."""
    carried: Scheme
    """The scheme with this month in its figures to date: hand it over with the next month."""
    levy_source: str
    """Document and section, of the levy."""
    allowance_source: str
    """Document and section, of the employment allowance."""
    pack: str
    """The rule pack's id."""
    revision: str
    """Its revision."""
    refused: Refusal | None = None
    """Why there is no employment allowance although it was claimed."""


def due(scheme: Scheme, month: Month, pack: RulePack) -> Due:
    """What is due for a month."""
    return load(Due, _backoffice.tax_wages_uk_employer_due(scheme, month, pack))


def due_traced(scheme: Scheme, month: Month, pack: RulePack) -> tuple[Due, Trace]:
    """The same, with every figure explained."""
    return load(tuple[Due, Trace], _backoffice.tax_wages_uk_employer_due_traced(scheme, month, pack))
