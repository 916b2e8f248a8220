"""France: withholding at the neutral rate (prélèvement à la source) and the general reduction of contributions (RGDU)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal, TypeAlias

from ..._types import Mode

__all__ = ["PACK", "Headcount", "Profile", "Territory"]

PACK = "fr.wages"
"""The rule pack's id."""


@dataclass(frozen=True, slots=True)
class Profile:
    """Somebody on a French payroll who is taxed at the neutral rate."""

    __tag__: ClassVar = ("jurisdiction", "fr")

    territory: Territory
    """Where they live."""
    rounding: Mode
    """How an amount is rounded to the cent. No rule was found: the employer's choice."""
    rgdu: Headcount | None = None
    """The employer's staff; None when the employer has no right to the reduction for this person."""
    through: date | None = None
    """The pay day of the last payment."""


Headcount: TypeAlias = Literal["under_50", "50_or_more"]
"""The employer's staff, as far as the reduction depends on it."""

Territory: TypeAlias = Literal["metropole", "guadeloupe_reunion_martinique", "guyane_mayotte"]
"""Whose grid of the neutral rate applies."""
