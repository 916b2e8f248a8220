"""Australia: PAYG withholding by Schedule 1 of the Commissioner of Taxation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal, TypeAlias

__all__ = ["PACK", "Profile", "WithholdingScale"]

PACK = "au.wages"
"""The rule pack's id."""


@dataclass(frozen=True, slots=True)
class Profile:
    """Somebody on an Australian payroll: each payment stands by itself, nothing is carried."""

    __tag__: ClassVar[tuple[str, str]] = ("jurisdiction", "au")

    scale: WithholdingScale
    """By which scale is withheld."""


WithholdingScale: TypeAlias = Literal[
    "no_tax_free_threshold",
    "tax_free_threshold",
    "foreign_resident",
    "no_tfn_resident",
    "no_tfn_foreign_resident",
    "full_medicare_exemption",
    "half_medicare_exemption",
]
"""The scale of Schedule 1 that somebody's declarations lead to: scales 1, 2, 3, 4 (twice), 5 and 6."""
