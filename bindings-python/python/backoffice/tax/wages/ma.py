"""Morocco: income tax on salaries (impôt sur le revenu, IR), CNSS and AMO."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from ..._types import Mode

__all__ = ["PACK", "Profile"]

PACK = "ma.wages"
"""The rule pack's id."""


@dataclass(frozen=True, slots=True)
class Profile:
    """Somebody on a Moroccan payroll."""

    __tag__: ClassVar = ("jurisdiction", "ma")

    dependants: int
    """How many persons they maintain; the law reduces the tax for at most six."""
    rounding: Mode
    """How each amount is rounded to the centime. No rule was found: the employer's choice."""
    through: date | None = None
    """The pay day of the last payment."""
