"""United Arab Emirates: the pension contributions of its nationals (GPSSA), and the gratuity of other workers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal, TypeAlias

from ... import _backoffice
from ..._backoffice import Money, RulePack
from ..._load import load
from ..._types import Mode
from ...trace import Trace

__all__ = ["PACK", "DayBasis", "EndOfService", "Gratuity", "Profile", "Sector", "gratuity", "gratuity_traced"]

PACK = "ae.wages"
"""The rule pack's id."""


@dataclass(frozen=True, slots=True)
class Profile:
    """A national of the United Arab Emirates, insured with the GPSSA."""

    __tag__: ClassVar[tuple[str, str]] = ("jurisdiction", "ae")

    sector: Sector
    """Whom they work for."""
    joined: date
    """The day on which they joined first: it decides which law holds."""
    rounding: Mode
    """How each share is rounded to the fils. No rule was found: the employer's choice."""
    through: date | None = None
    """The pay day of the last payment."""


Sector: TypeAlias = Literal["private", "government"]
"""Whom somebody works for: a private employer, or the government."""

DayBasis: TypeAlias = Literal["basic/30", "basic*12/365"]
"""What a day's wage is: a thirtieth of the month's basic wage, or a 365th of the year's."""


@dataclass(frozen=True, slots=True)
class EndOfService:
    """The end of somebody's service."""

    basic: Money
    """The last basic wage of a month."""
    years: int
    """Completed years of service."""
    months: int
    """Completed months beyond them, below 12."""
    unpaid_days: int
    """Days of absence without pay, which do not count."""
    day_basis: DayBasis
    """What a day's wage is."""
    ended: date
    """The last day of service."""
    rounding: Mode
    """How the gratuity is rounded to the fils. The law has no rule: the employer's choice."""


@dataclass(frozen=True, slots=True)
class Gratuity:
    """A gratuity for the end of service."""

    gratuity: Money
    """What is due."""
    capped: bool
    """Whether it was cut to two years' wages."""
    source: str
    """Document and section."""
    pack: str
    """The rule pack's id."""
    revision: str
    """Its revision."""


def gratuity(end: EndOfService, pack: RulePack) -> Gratuity:
    """The gratuity for the end of service under the law of its last day."""
    return load(Gratuity, _backoffice.tax_wages_ae_gratuity(end, pack))


def gratuity_traced(end: EndOfService, pack: RulePack) -> tuple[Gratuity, Trace]:
    """The same, with every figure explained."""
    return load(tuple[Gratuity, Trace], _backoffice.tax_wages_ae_gratuity_traced(end, pack))
