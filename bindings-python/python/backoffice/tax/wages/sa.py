"""Saudi Arabia: the contributions of the General Organization for Social Insurance (GOSI)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from ..._types import Mode

__all__ = ["PACK", "Profile"]

PACK = "sa.wages"
"""The rule pack's id."""


@dataclass(frozen=True, slots=True)
class Profile:
    """Somebody insured with GOSI."""

    __tag__: ClassVar = ("jurisdiction", "sa")

    nationality: str
    """The nationality, ISO 3166-1."""
    rounding: Mode
    """How each branch is rounded to the halala. No rule of GOSI was found: the employer's choice."""
    first_registered: date | None = None
    """The day of the first registration with GOSI: it decides which law holds. A Saudi's must be known."""
    through: date | None = None
    """The pay day of the last payment."""
