"""France: withholding at the neutral rate (prélèvement à la source), the general reduction of contributions (RGDU), and the
contributions themselves.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar, Literal, TypeAlias

from ..._backoffice import Money
from ..._types import Mode

__all__ = ["PACK", "Contributions", "Headcount", "Profile", "Staff", "Territory"]

PACK = "fr.wages"
"""The rule pack's id."""


@dataclass(frozen=True, slots=True)
class Profile:
    """Somebody on a French payroll who is taxed at the neutral rate."""

    __tag__: ClassVar[tuple[str, str]] = ("jurisdiction", "fr")

    territory: Territory
    """Where they live."""
    rounding: Mode
    """How an amount is rounded to the cent. No rule was found: the employer's choice."""
    rgdu: Headcount | None = None
    """The employer's staff; None when the employer has no right to the reduction for this person."""
    contributions: Contributions | None = None
    """What contributions need to be known of; None where they are not wanted."""
    through: date | None = None
    """The pay day of the last payment."""


Headcount: TypeAlias = Literal["under_50", "50_or_more"]
"""The employer's staff, as far as the reduction depends on it."""

Territory: TypeAlias = Literal["metropole", "guadeloupe_reunion_martinique", "guyane_mayotte"]
"""Whose grid of the neutral rate applies."""


@dataclass(frozen=True, slots=True)
class Contributions:
    """What contributions need to be known of."""

    executive: bool
    """Whether an executive (cadre): the Apec's contribution, and the employer's 1.5 % for death benefits up to the ceiling."""
    staff: Staff
    """The employer's staff."""
    accident_rate: Decimal
    """The employer's rate for accidents at work, as a fraction: the fund notifies it."""
    mobility_rate: Decimal
    """The rate of the transport levy (versement mobilité) where the work is done, as a fraction; 0 below 11 staff."""
    health_employee: Money | None = None
    """The employee's part of a month's complementary health insurance."""
    health_employer: Money | None = None
    """The employer's part of it."""


Staff: TypeAlias = Literal["under_11", "11_to_49", "50_to_249"]
"""The employer's staff, as far as contributions depend on it."""
