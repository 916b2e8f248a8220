"""United Arab Emirates: the pension contributions of its nationals (GPSSA)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal, TypeAlias

from ..._types import Mode

__all__ = ["PACK", "Profile", "Sector"]

PACK = "ae.wages"
"""The rule pack's id."""


@dataclass(frozen=True, slots=True)
class Profile:
    """A national of the United Arab Emirates, insured with the GPSSA."""

    __tag__: ClassVar = ("jurisdiction", "ae")

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
